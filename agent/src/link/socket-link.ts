import { codedErrorOf } from '@chroniton/shared/client/failure'
import { openHubLink, type HubCalls } from '@chroniton/shared/client/link'
import { socketClass } from '@chroniton/shared/client/socket'
import type { CommandEnvelope } from '@chroniton/shared/contract/command'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, Position } from '@chroniton/shared/contract/ids'
import type { Random } from '../ports.ts'
import type { Redacted } from '../secrets/redacted.ts'
import { Arrivals } from './arrivals.ts'
import type { HubConnection, HubLink } from './hub-link.ts'

export interface SocketLinkOptions {
  hubUrl: string
  agentId: AgentId
  secret: Redacted
  /** PEM certificates to trust besides the system's. */
  ca: string | null
  random: Random
}

/** The hub over a WebSocket. One connection is one socket: when that breaks, the session decides what happens. */
export function socketLink({ hubUrl, agentId, secret, ca, random }: SocketLinkOptions): HubLink {
  return {
    async connect(signal) {
      const revealed = await secret.reveal()
      signal.throwIfAborted()
      let opened = () => {}
      let failed = (_why: string) => {}
      let ended = () => {}
      const open = new Promise<void>((resolve, reject) => {
        opened = resolve
        failed = (why) => reject(new CodedError('hub-unreachable', `${hubUrl}: ${why}`))
      })
      const closed = new Promise<void>((resolve) => (ended = resolve))
      const link = openHubLink({
        hubUrl,
        credentials: () => ({ agentId, secret: revealed }),
        socketClass: socketClass(ca === null ? {} : { ca }),
        random: () => random.fraction(),
        onOpen: () => opened(),
        onClose: () => {
          failed('the connection was closed')
          ended()
        },
        onFailure: (why) => failed(why),
      })
      const aborted = () => failed('given up')
      signal.addEventListener('abort', aborted, { once: true })
      try {
        await open
      } catch (error) {
        await link.close()
        throw error
      } finally {
        signal.removeEventListener('abort', aborted)
      }
      return connectionOf(link.calls, closed, async () => {
        ended()
        await link.close()
      })
    },
  }
}

function connectionOf({ agent }: HubCalls, closed: Promise<void>, close: () => Promise<void>): HubConnection {
  // Not `closed` itself in each race: it would keep what every call has left there for as long as the connection lasts.
  const underWay = new Set<(ended: CodedError) => void>()
  let ended: CodedError | null = null
  void closed.then(() => {
    ended = new CodedError('hub-unreachable', 'the connection ended')
    for (const fail of underWay) fail(ended)
  })

  /** A call that was under way when the socket broke is not waited for: the client would keep it for the next one. */
  const call = async <Result>(answer: Promise<Result>): Promise<Result> => {
    let fail = (_ended: CodedError) => {}
    const broken = new Promise<never>((_, reject) => (fail = reject))
    underWay.add(fail)
    if (ended) fail(ended)
    try {
      return await Promise.race([answer, broken])
    } catch (error) {
      throw codedErrorOf(error)
    } finally {
      underWay.delete(fail)
    }
  }

  return {
    hello: (hello) => call(agent.hello.mutate(hello)),
    report: async (batch) => void (await call(agent.report.mutate(batch))),
    status: (status) => call(agent.status.mutate(status)),
    async *commands(after: Position | null, signal: AbortSignal) {
      const arrivals = new Arrivals<CommandEnvelope>()
      const subscription = agent.commands.subscribe(
        { lastEventId: after },
        {
          onData: ({ data }) => arrivals.push(data),
          onError: (error) => arrivals.fail(codedErrorOf(error)),
          onComplete: () => arrivals.end(),
        },
      )
      const end = () => arrivals.end()
      signal.addEventListener('abort', end, { once: true })
      void closed.then(end)
      try {
        yield* arrivals.lots()
      } finally {
        signal.removeEventListener('abort', end)
        subscription.unsubscribe()
      }
    },
    closed,
    close,
  }
}
