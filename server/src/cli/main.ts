import { HUB_VERSION } from '../version.ts'
import { makeProgram } from './program.ts'

await makeProgram(HUB_VERSION).parseAsync()
