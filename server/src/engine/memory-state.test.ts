import { memoryState } from './memory-state.ts'
import { stateContract } from './testing/state-contract.ts'

stateContract('in memory', memoryState)
