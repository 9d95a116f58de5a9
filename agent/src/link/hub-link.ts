import type { AgentHello, AgentStatus, HubHello, StatusAnswer } from '@chroniton/shared/contract/agent'
import type { CommandEnvelope } from '@chroniton/shared/contract/command'
import type { Position } from '@chroniton/shared/contract/ids'
import type { ReportBatch } from '@chroniton/shared/contract/report'

/** The way to the hub: a socket, or the hub's own process. */
export interface HubLink {
  /** Errors: `hub-unreachable`, `unauthenticated`. */
  connect(signal: AbortSignal): Promise<HubConnection>
}

/** One connection. Every call throws CodedError; none is repeated here. */
export interface HubConnection {
  hello(hello: AgentHello): Promise<HubHello>
  /** Resolves when the hub has the batch for good. */
  report(batch: ReportBatch): Promise<void>
  status(status: AgentStatus): Promise<StatusAnswer>
  /** Commands behind the position, in order, as many at a time as have arrived. Ends with the connection or the signal. */
  commands(after: Position | null, signal: AbortSignal): AsyncIterable<CommandEnvelope[]>
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>
  close(): Promise<void>
}
