#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'

// The heap's nursery keeps its first size: grown, as it is by loading the program alone, it would stay at 32 MB.
setFlagsFromString('--semi-space-growth-factor=1')
await import('../dist/main.js')
