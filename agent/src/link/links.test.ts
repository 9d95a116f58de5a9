import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import type { Hub, Session } from '@chroniton/shared/contract/hub'
import { AgentId, BatchId, Position, type Instant } from '@chroniton/shared/contract/ids'
import { CodedError } from '@chroniton/shared/contract/errors'
import { appRouter, createCaller } from '@chroniton/shared/contract/router'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import { WebSocketServer } from 'ws'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Redacted } from '../secrets/redacted.ts'
import { callerLink } from './caller-link.ts'
import { enroll } from './enroll.ts'
import type { HubConnection, HubLink } from './hub-link.ts'
import { socketLink } from './socket-link.ts'

const AGENT = AgentId.parse('agent-1')
const SECRET = 'the secret'
const HELLO = {
  protocolVersion: PROTOCOL_VERSION,
  agentVersion: '1',
  name: 'Agent',
  environment: '',
  platform: '',
  hostname: '',
  acknowledgedSequence: 0,
}

/** The hub's side of the router, as little of it as the links can tell. */
function fakeHub(subscribers: Set<AbortSignal>): Hub {
  const agent: Hub['agent'] = {
    enroll({ token }) {
      if (token !== 'good token') throw new CodedError('token-invalid', 'it was used')
      return Promise.resolve({ agentId: AGENT, agentName: 'Agent', agentSecret: SECRET, hubId: 'hub' })
    },
    hello: (session) =>
      Promise.resolve({
        protocolVersion: PROTOCOL_VERSION,
        hubVersion: '1',
        agentId: session.agentId,
        hubId: 'hub',
        acknowledgedSequence: 4,
        serverTime: '2026-01-05T08:00:00Z' as Instant,
      }),
    report(_, { sequence }) {
      if (sequence !== 5) throw new CodedError('report-out-of-order', '5 was expected')
      return Promise.resolve({ position: Position.parse(1) })
    },
    status: () => Promise.resolve({ renewCredential: false }),
    renewCredential: () => Promise.resolve({ agentSecret: SECRET }),
    confirmCredential: () => Promise.resolve(),
    async *commands(_, after, signal) {
      subscribers.add(signal)
      signal.addEventListener('abort', () => subscribers.delete(signal))
      for (let position = (after ?? 0) + 1; position <= 3; position++) {
        yield { position: Position.parse(position), json: `"command ${position}"` }
      }
      if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    },
  }
  return { agent } as Hub
}

const connectionOfHub = { id: '1', drained: () => Promise.resolve(), close() {} }

let server: Server
let sockets: WebSocketServer
let hubUrl: string
let hub: Hub
let subscribers: Set<AbortSignal>

beforeEach(async () => {
  subscribers = new Set()
  hub = fakeHub(subscribers)
  server = createServer()
  sockets = new WebSocketServer({ server, path: '/trpc' })
  applyWSSHandler({
    wss: sockets,
    router: appRouter,
    createContext({ info }) {
      const { agentId, secret } = info.connectionParams ?? {}
      const known = agentId === AGENT && secret === SECRET
      const session: Session = known
        ? { kind: 'agent', agentId: AGENT, connection: connectionOfHub }
        : { kind: 'anonymous', why: 'the secret is wrong' }
      return { hub, session }
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const socket of sockets.clients) socket.terminate()
  sockets.close()
  await new Promise((resolve) => server.close(resolve))
})

const socket = (secret = SECRET): HubLink =>
  socketLink({
    hubUrl,
    agentId: AGENT,
    secret: Redacted.of(secret),
    ca: null,
    random: { fraction: () => 0, id: () => '' },
  })
const inProcess = (): HubLink =>
  callerLink((signal) =>
    createCaller({ hub, session: { kind: 'agent', agentId: AGENT, connection: connectionOfHub } }, { signal }),
  )

const batch = (sequence: number) => ({ batchId: BatchId.parse('batch'), sequence, items: '[{}]' })
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 10_000, interval: 5 })

describe.each([
  ['over a socket', () => socket()],
  ['in the same process', inProcess],
])('a link %s', (_, makeLink) => {
  let connection: HubConnection
  beforeEach(async () => {
    connection = await makeLink().connect(new AbortController().signal)
  })
  afterEach(() => connection.close())

  it('says hello, reports and tells its status', async () => {
    expect(await connection.hello(HELLO)).toMatchObject({ agentId: AGENT, acknowledgedSequence: 4 })
    await connection.report(batch(5))
    await connection.status({ sources: [], syncIntervalMinutes: 1, delayed: [], spooled: 0, memoryBytes: 1 })
  })

  it('hands on the hub’s errors with their codes', async () => {
    await expect(connection.report(batch(9))).rejects.toMatchObject({
      name: 'CodedError',
      code: 'report-out-of-order',
      detail: '5 was expected',
    })
  })

  it('hands on commands from behind a position, and leaves nothing behind at the hub', async () => {
    const enough = new AbortController()
    const positions: number[] = []
    for await (const lot of connection.commands(Position.parse(1), enough.signal)) {
      positions.push(...lot.map(({ position }) => position))
      if (positions.length === 2) enough.abort()
    }
    expect(positions).toEqual([2, 3])
    await until(() => subscribers.size === 0)
  })

  it('ends what is under way when it is closed', async () => {
    const ended = (async () => {
      for await (const lot of connection.commands(Position.parse(3), new AbortController().signal)) void lot
    })()
    await until(() => subscribers.size === 1)
    await connection.close()
    await ended
    await connection.closed
    await until(() => subscribers.size === 0)
  })
})

describe('a link over a socket', () => {
  it('tells when the hub cannot be reached, and tries no more by itself', async () => {
    const link = socket()
    for (const client of sockets.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
    await expect(link.connect(new AbortController().signal)).rejects.toMatchObject({ code: 'hub-unreachable' })
    server = createServer().listen(0)
  })

  it('tells when the hub does not know the agent', async () => {
    const connection = await socket('another secret').connect(new AbortController().signal)
    await expect(connection.hello(HELLO)).rejects.toMatchObject({ code: 'unauthenticated' })
    await connection.close()
  })

  it('fails what is under way when the socket breaks', async () => {
    hub.agent.report = () => new Promise(() => {})
    const connection = await socket().connect(new AbortController().signal)
    const report = connection.report(batch(5))
    await until(() => sockets.clients.size === 1)
    for (const client of sockets.clients) client.terminate()
    await expect(report).rejects.toMatchObject({ code: 'hub-unreachable' })
    await connection.closed
    await connection.close()
  })

  it('trades a token for a credential', async () => {
    expect(await enroll(hubUrl, 'good token', null)).toMatchObject({ agentId: AGENT, agentSecret: SECRET })
    await expect(enroll(hubUrl, 'bad token', null)).rejects.toMatchObject({ code: 'token-invalid' })
    await expect(enroll('http://127.0.0.1:1', 'good token', null)).rejects.toMatchObject({ code: 'hub-unreachable' })
  })
})
