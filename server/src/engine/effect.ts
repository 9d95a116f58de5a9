import type { Command } from '@chroniton/shared/contract/command'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { AgentId, CommandId } from '@chroniton/shared/contract/ids'

/** What the engine wants done, as data. The outbox carries it out in the transaction that stores the state. */
export type Effect =
  /** Put a command into the agent's queue, behind all that is in it. */
  | { kind: 'send'; agentId: AgentId; command: Command }
  /** The command is settled (receipt, or no longer wanted): take it out. */
  | { kind: 'settle'; commandId: CommandId }
  /** The command stays in view with its reason and is not delivered again. */
  | { kind: 'park'; commandId: CommandId; code: ErrorCode; detail: string }

/** What one entry caused. */
export interface Outcome {
  effects: Effect[]
  /** For the person whose decision it was: what could not be done as asked. */
  notes: string[]
}
