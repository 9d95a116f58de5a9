import { HUB_VERSION } from '../version.ts'
import { endWithReader } from './output.ts'
import { makeProgram } from './program.ts'

endWithReader()
await makeProgram(HUB_VERSION).parseAsync()
