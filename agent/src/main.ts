#!/usr/bin/env node
import { endWithReader, explain, say } from './cli/output.ts'
import { makeProgram } from './cli/program.ts'

endWithReader()
try {
  await makeProgram().parseAsync()
} catch (error) {
  for (const line of explain(error)) say(line)
  process.exitCode = 1
}
