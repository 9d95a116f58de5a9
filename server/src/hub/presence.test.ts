import type { AgentId, Position } from '@chroniton/shared/contract/ids'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { TestConnection } from '../outbox/testing/connection.ts'
import { Presence } from './presence.ts'
import { helloFrom, idleStatus } from './testing/samples.ts'
import { TestClock } from './testing/test-clock.ts'

const agent = 'laptop' as AgentId
const hello = helloFrom('host-a')

let clock: TestClock
let presence: Presence
let changes: number

beforeEach(() => {
  clock = new TestClock()
  changes = 0
  presence = new Presence(() => void changes++)
})

const arrive = (connection: TestConnection, from = hello) => presence.arrive(agent, connection, from, clock.now())

describe('an agent', () => {
  it('is there from its hello until its connection closes', () => {
    const connection = new TestConnection()
    expect(presence.of(agent)).toBeNull()
    arrive(connection)
    expect(presence.of(agent)).toMatchObject({ hello, connectedAt: clock.now(), status: null })
    presence.says(agent, idleStatus({ spooled: 3 }), clock.now())
    expect(presence.of(agent)?.status?.spooled).toBe(3)
    expect(presence.closed(agent, connection)).toBe(true)
    expect(presence.of(agent)).toBeNull()
    expect(changes).toBe(3)
  })

  it('is its latest connection: the earlier one is closed, and its late close changes nothing', () => {
    const [early, late] = [new TestConnection(), new TestConnection()]
    arrive(early)
    arrive(late)
    expect([early.closed, late.closed]).toEqual([expect.any(String), null])
    expect(presence.closed(agent, early)).toBe(false)
    expect(presence.isPresent(agent, late)).toBe(true)
    expect(presence.trouble(agent, clock.now())).toBeNull()
  })

  it('may say hello twice over the same connection', () => {
    const connection = new TestConnection()
    for (let time = 0; time < 10; time++) arrive(connection)
    expect(connection.closed).toBeNull()
    expect(presence.trouble(agent, clock.now())).toBeNull()
  })

  it('cannot arrive over a connection that has closed already', () => {
    const connection = new TestConnection()
    presence.closed(agent, connection)
    expect(() => arrive(connection)).toThrow(expect.objectContaining({ code: 'hub-unreachable' }))
    expect(presence.of(agent)).toBeNull()
  })

  it.each([
    [2, 'update the hub'],
    [0, 'update the agent'],
  ])('that speaks version %i is told and shown which of the two to update', (protocolVersion, words) => {
    const from = helloFrom('host-a', { protocolVersion })
    expect(() => arrive(new TestConnection(), from)).toThrow(expect.objectContaining({ code: 'protocol-mismatch' }))
    expect(presence.of(agent)).toBeNull()
    expect(presence.trouble(agent, clock.now())).toContain(words)
    arrive(new TestConnection())
    expect(presence.trouble(agent, clock.now())).toBeNull()
  })
})

describe('two processes with one credential', () => {
  it('are noticed; the one that is there stays, and the other is told', () => {
    const [a, b] = [() => arrive(new TestConnection(), hello), () => arrive(new TestConnection(), helloFrom('host-b'))]
    for (const arrival of [a, b, a, b]) {
      arrival()
      clock.pass(1000)
    }
    expect(a).toThrow(expect.objectContaining({ code: 'credential-in-use' }))
    expect(presence.of(agent)?.hello.hostname).toBe('host-b')
    expect(presence.trouble(agent, clock.now())).toContain('host-a and host-b')
  })

  it('stay noticed while the second one keeps trying, and no longer', () => {
    for (const host of ['host-a', 'host-b', 'host-a', 'host-b']) arrive(new TestConnection(), helloFrom(host))
    for (let time = 0; time < 20; time++) {
      clock.pass(15_000)
      expect(() => arrive(new TestConnection())).toThrow()
    }
    clock.pass(61_000)
    expect(presence.trouble(agent, clock.now())).toBeNull()
    expect(() => arrive(new TestConnection())).not.toThrow()
  })

  it('do not keep the agent out once the one that was there has gone', () => {
    const last = new TestConnection()
    for (const connection of [new TestConnection(), new TestConnection(), new TestConnection(), last])
      arrive(connection)
    expect(() => arrive(new TestConnection())).toThrow()
    presence.closed(agent, last)
    expect(() => arrive(new TestConnection())).not.toThrow()
  })
})

describe('waiting for the hello', () => {
  it('ends with it', async () => {
    const connection = new TestConnection()
    const waiting = presence.arrived(agent, connection, new AbortController().signal)
    arrive(connection)
    await waiting
    await presence.arrived(agent, connection, new AbortController().signal)
  })

  it('ends with the signal, and does not hear of another connection’s hello', async () => {
    const controller = new AbortController()
    const settled = vi.fn()
    const waiting = presence.arrived(agent, new TestConnection(), controller.signal).then(settled, settled)
    arrive(new TestConnection())
    await Promise.resolve()
    expect(settled).not.toHaveBeenCalled()
    controller.abort(new Error('gone'))
    await waiting
    expect(settled).toHaveBeenCalledWith(new Error('gone'))
  })
})

it('what was sent only grows, and is known of the present connection alone', () => {
  const [early, late] = [new TestConnection(), new TestConnection()]
  arrive(early)
  presence.sent(agent, early, 7 as Position)
  presence.sent(agent, early, 5 as Position)
  expect(presence.of(agent)?.sentPosition).toBe(7)
  arrive(late)
  presence.sent(agent, early, 9 as Position)
  expect(presence.of(agent)?.sentPosition).toBe(0)
})

it('an agent that is dismissed is not there, and its connection is closed', () => {
  const connection = new TestConnection()
  arrive(connection)
  presence.dismiss(agent, 'removed')
  expect([presence.of(agent), connection.closed]).toEqual([null, 'removed'])
})
