import { startHubProgram } from './bench/hub-program.ts'
import { memory } from './bench/program.ts'
import { mkdtempSync, rmSync } from 'node:fs'
const d=mkdtempSync('/tmp/h3/data/mem-'); const h=await startHubProgram(d); console.log('idle', memory(h.program.pid)); await h.stop(); rmSync(d,{recursive:true})
