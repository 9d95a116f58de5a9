#!/usr/bin/env node
import { explain, say } from './cli/output.ts'
import { makeProgram } from './cli/program.ts'

try {
  await makeProgram().parseAsync()
} catch (error) {
  for (const line of explain(error)) say(line)
  process.exitCode = 1
}
