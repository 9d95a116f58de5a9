import { codedErrorOf } from '@chroniton/shared/client/failure'
import type { CommandEnvelope } from '@chroniton/shared/contract/command'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Position } from '@chroniton/shared/contract/ids'
import type { createCaller } from '@chroniton/shared/contract/router'
import type { HubConnection, HubLink } from './hub-link.ts'

export type HubCaller = ReturnType<typeof createCaller>

/** The hub in the same process, through the same router and the same checks as over a socket. */
export function callerLink(callerOf: (signal: AbortSignal) => HubCaller): HubLink {
  return {
    connect: () => Promise.resolve(connectionOf(callerOf)),
  }
}

function connectionOf(callerOf: (signal: AbortSignal) => HubCaller): HubConnection {
  const ending = new AbortController()
  const { agent } = callerOf(ending.signal)
  let ended = () => {}
  const closed = new Promise<void>((resolve) => (ended = resolve))

  return {
    hello: (hello) => call(agent.hello(hello)),
    report: async (batch) => void (await call(agent.report(batch))),
    status: (status) => call(agent.status(status)),
    async *commands(after: Position | null, signal: AbortSignal) {
      const until = AbortSignal.any([signal, ending.signal])
      const rows = (await call(callerOf(until).agent.commands({ lastEventId: after }))) as AsyncIterable<
        [id: string, data: CommandEnvelope, ...unknown[]]
      >
      try {
        for await (const [, envelope] of rows) yield [envelope]
      } catch (error) {
        if (!until.aborted) throw codedCause(error)
      }
    },
    closed,
    close() {
      ending.abort(new CodedError('hub-unreachable', 'the connection was closed'))
      ended()
      return Promise.resolve()
    },
  }
}

async function call<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer
  } catch (error) {
    throw codedCause(error)
  }
}

/** Without a wire the hub's own error is the cause of the router's. */
function codedCause(error: unknown): CodedError {
  return error instanceof Error && error.cause instanceof CodedError ? error.cause : codedErrorOf(error)
}
