import type { Credentials } from '@chroniton/shared/client/credentials'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentSession } from '@chroniton/shared/contract/hub'
import type { Position } from '@chroniton/shared/contract/ids'
import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import { CLOSE_UNAUTHENTICATED } from './socket-connection.ts'
import { failureOf, openDoor, partialHub, type Door } from './testing/door.ts'

let door: Door | undefined

afterEach(async () => {
  await door?.close()
  door = undefined
})

const socketAt = (url: string, options: WebSocket.ClientOptions = {}) =>
  new WebSocket(url.replace('http', 'ws'), { ...options, closeTimeout: 500 } as WebSocket.ClientOptions)

const eventually = (assertion: () => void) => vi.waitFor(assertion, { timeout: 10_000, interval: 10 })

describe('who may open a socket', () => {
  it.each([
    ['its own page', 'same', [], true],
    ['a program', undefined, [], true],
    ['another site', 'http://evil.example', [], false],
    ['the same host on another port', 'http://127.0.0.1:1', [], false],
    ['a sandboxed page', 'null', [], false],
    ['an origin that is allowed', 'https://admin.example', ['https://admin.example'], true],
    ['anybody when all are allowed', 'http://evil.example', ['*'], true],
  ])('%s', async (_who, origin, allowedOrigins, allowed) => {
    door = await openDoor(partialHub({}), { allowedOrigins })
    const header = origin === 'same' ? door.url : origin
    const socket = socketAt(`${door.url}/trpc`, header === undefined ? {} : { headers: { origin: header } })
    const opened = await once(socket, 'open').then(
      () => true,
      () => false,
    )
    expect(opened).toBe(allowed)
    socket.terminate()
  })

  it('nobody at another path', async () => {
    door = await openDoor(partialHub({}))
    const socket = socketAt(`${door.url}/elsewhere`)
    expect(String((await once(socket, 'error'))[0])).toContain('404')
  })
})

describe('who is let in', () => {
  const hub = partialHub({
    agent: { status: async () => ({ renewCredential: false }) },
    admin: { agents: async () => [] },
  })
  const status = { sources: [], syncIntervalMinutes: 1, delayed: [], spooled: 0, memoryBytes: 0 }

  it.each<[string, Credentials, string | null, string | null]>([
    ['nobody', null, 'unauthenticated', 'unauthenticated'],
    ['somebody with a wrong key', { key: 'wrong' }, 'unauthenticated', 'unauthenticated'],
    ['an agent', { agentId: 'a', secret: 's' }, null, 'forbidden'],
    ['a person', { key: 'ann' }, 'forbidden', null],
  ])('%s', async (_who, credentials, agentFailure, adminFailure) => {
    door = await openDoor(hub)
    const { calls } = door.link(credentials)
    const codeOf = (call: Promise<unknown>) =>
      call.then(
        () => null,
        async () => (await failureOf(call)).code,
      )
    expect(await codeOf(calls.agent.status.mutate(status))).toBe(agentFailure)
    expect(await codeOf(calls.admin.agents.query())).toBe(adminFailure)
    expect(door.sockets.count()).toBe(1)
  })

  it('a person by the header of the request', async () => {
    door = await openDoor(hub)
    const socket = socketAt(`${door.url}/trpc`, { headers: { authorization: 'ann' } })
    await once(socket, 'open')
    socket.send(JSON.stringify({ id: 1, method: 'query', params: { path: 'admin.agents', input: { json: null } } }))
    const [answer] = await once(socket, 'message')
    expect(JSON.parse(String(answer))).toMatchObject({ id: 1, result: { data: { json: [] } } })
    socket.terminate()
  })

  it('a subscription that is refused says so and leaves the socket as it is', async () => {
    door = await openDoor(hub)
    const { calls } = door.link({ key: 'wrong' })
    const failure = new Promise<unknown>((_resolve, reject) => {
      calls.admin.live.subscribe({}, { onError: reject })
    })
    expect(await failureOf(failure)).toMatchObject({ code: 'unauthenticated', detail: 'the key is wrong' })
    expect(door.sockets.count()).toBe(1)
  })

  it.each([
    ['that never says who it is', ''],
    ['that proves to be nobody', '?connectionParams=1'],
  ])('no socket %s for long', async (_which, query) => {
    door = await openDoor(hub, { anonymousMs: 30 })
    const socket = socketAt(`${door.url}/trpc${query}`)
    const closed = once(socket, 'close')
    await once(socket, 'open')
    if (query !== '') socket.send(JSON.stringify({ method: 'connectionParams', data: { key: 'wrong' } }))
    expect((await closed)[0]).toBe(CLOSE_UNAUTHENTICATED)
  })

  it('an authenticated socket for as long as it likes', async () => {
    door = await openDoor(hub, { anonymousMs: 30 })
    const known = door.link({ key: 'ann' })
    await known.calls.admin.agents.query()
    const unknown = socketAt(`${door.url}/trpc`)
    await once(unknown, 'close')
    expect(await known.calls.admin.agents.query()).toEqual([])
    expect(door.closed.filter((session) => session.kind === 'person')).toEqual([])
  })

  it('an error that is nobody’s fault tells nothing but that', async () => {
    const fails = partialHub({ admin: { agents: () => Promise.reject(new Error('/etc/passwd line 3')) } })
    door = await openDoor(fails)
    const failure = await failureOf(door.link({ key: 'ann' }).calls.admin.agents.query())
    expect(failure).toMatchObject({ code: 'internal', detail: expect.not.stringContaining('passwd') })
  })

  it('a message that is too large closes the socket', async () => {
    door = await openDoor(hub)
    const socket = socketAt(`${door.url}/trpc`)
    await once(socket, 'open')
    socket.send('x'.repeat(9 * 1024 * 1024))
    expect((await once(socket, 'close'))[0]).toBe(1009)
  })
})

describe('a subscription', () => {
  const json = 'x'.repeat(1024)

  /** Commands without end; counts what it has handed out, and who still asks. */
  function endless() {
    const counts = { produced: 0, running: 0, ended: [] as unknown[] }
    const hub = partialHub({
      agent: {
        async *commands(session: AgentSession, after, signal) {
          counts.running += 1
          try {
            for (let position = (after ?? 0) + 1; !signal.aborted; position++) {
              await session.connection.drained(signal)
              counts.produced += 1
              yield { position: position as Position, json }
            }
          } catch (error) {
            counts.ended.push(error)
            throw error
          } finally {
            counts.running -= 1
          }
        },
      },
    })
    return { counts, hub }
  }

  const subscribe = { id: 1, method: 'subscription', params: { path: 'agent.commands', input: { json: {} } } }

  async function slowSocket(at: Door): Promise<WebSocket> {
    const socket = socketAt(`${at.url}/trpc?connectionParams=1`)
    await once(socket, 'open')
    socket.send(JSON.stringify({ method: 'connectionParams', data: { agentId: 'a', secret: 's' } }))
    socket.send(JSON.stringify(subscribe))
    await once(socket, 'message')
    socket.pause()
    return socket
  }

  it('waits for a consumer that does not read, and goes on when it reads again', async () => {
    const { counts, hub } = endless()
    door = await openDoor(hub)
    const socket = await slowSocket(door)
    let before = -1
    // Standing still while the loop turns means that the producer waits.
    await eventually(() => {
      const now = counts.produced
      const still = now === before && now > 0
      before = now
      expect(still).toBe(true)
    })
    const stuckAt = counts.produced
    // What the kernel's buffers on loopback hold, and the high-water mark: far from "without bound".
    expect(stuckAt).toBeLessThan(30_000)
    socket.resume()
    await eventually(() => expect(counts.produced).toBeGreaterThan(stuckAt + 1000))
    socket.terminate()
    await eventually(() => expect(counts.running).toBe(0))
  })

  it('is cut off when its consumer takes nothing for too long', async () => {
    const { counts, hub } = endless()
    door = await openDoor(hub, { stallLimits: { stallMs: 40, checkMs: 20 } })
    const socket = await slowSocket(door)
    await eventually(() => expect(counts.running).toBe(0))
    expect(counts.ended).toEqual([expect.any(CodedError)])
    await eventually(() => expect(door?.sockets.count()).toBe(0))
    socket.terminate()
  })

  it('leaves nothing behind when its client has gone, however it went', async () => {
    const { counts, hub } = endless()
    door = await openDoor(hub)
    const sockets = await Promise.all(Array.from({ length: 20 }, () => slowSocket(door as Door)))
    expect(counts.running).toBe(20)
    sockets.forEach((socket, index) => (index % 2 === 0 ? socket.terminate() : (socket.resume(), socket.close())))
    await eventually(() => expect(counts.running).toBe(0))
    await eventually(() => expect(door?.closed).toHaveLength(20))
  })

  it('resumes behind the last id after a reconnect', async () => {
    const seen: (number | null)[] = []
    const hub = partialHub({
      agent: {
        async *commands(session, after, signal) {
          seen.push(after)
          yield { position: ((after ?? 0) + 1) as Position, json }
          if (after === null) session.connection.close('for the test')
          await once(signal, 'abort')
        },
      },
    })
    door = await openDoor(hub)
    const positions: number[] = []
    const subscription = door
      .link({ agentId: 'a', secret: 's' })
      .calls.agent.commands.subscribe({}, { onData: ({ data }) => positions.push(data.position) })
    await eventually(() => expect(positions).toEqual([1, 2]))
    expect(seen).toEqual([null, 1])
    subscription.unsubscribe()
  })
})

describe('the end', () => {
  it('says goodbye to every socket, also to one that does not answer', async () => {
    door = await openDoor(partialHub({}))
    const polite = socketAt(`${door.url}/trpc`)
    const deaf = socketAt(`${door.url}/trpc`)
    await Promise.all([once(polite, 'open'), once(deaf, 'open')])
    deaf.pause()
    const goodbye = once(polite, 'close')
    await door.sockets.close()
    expect((await goodbye)[0]).toBe(1001)
    expect(door.sockets.count()).toBe(0)
    deaf.terminate()
  })
})
