import type { CommandEnvelope } from '@chroniton/shared/contract/command'
import type { AgentId, CommandId, Instant, Position } from '@chroniton/shared/contract/ids'
import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../store/database.ts'
import { SqliteOutbox } from '../store/sqlite-outbox.ts'
import { Delivery } from './delivery.ts'
import { carryOut, type OutboxRows, type PageLimit } from './outbox.ts'
import { TestConnection } from './testing/connection.ts'

const NOON = '2026-03-01T12:00:00.000Z' as Instant
const AGENT = 'laptop' as AgentId
const PAGE: PageLimit = { rows: 3, characters: 100_000 }
const flushed = () => Promise.resolve()

describe('the delivery of commands', () => {
  let database: Database
  let outbox: SqliteOutbox
  let delivery: Delivery
  let connection: TestConnection
  let abort: AbortController

  beforeEach(() => {
    database = openDatabase(':memory:')
    outbox = new SqliteOutbox(database)
    delivery = new Delivery(outbox, flushed, PAGE)
    connection = new TestConnection()
    abort = new AbortController()
  })

  afterEach(() => database.close())

  const send = (name: string, agentId = AGENT) => {
    const command = { kind: 'list-again', commandId: name as CommandId, calendarId: null, full: false } as const
    database.transaction(() => carryOut(outbox, [{ kind: 'send', agentId, command }], NOON))
    delivery.wake([agentId])
  }
  const settle = (name: string) =>
    database.transaction(() => carryOut(outbox, [{ kind: 'settle', commandId: name as CommandId }], NOON))
  const park = (name: string) =>
    carryOut(outbox, [{ kind: 'park', commandId: name as CommandId, code: 'item-refused', detail: 'no' }], NOON)
  const nameOf = (envelope: CommandEnvelope) => (JSON.parse(envelope.json) as { commandId: string }).commandId
  const open = (after: number | null = null, agentId = AGENT) =>
    delivery.commands(agentId, after as Position | null, connection, abort.signal)

  async function take(commands: AsyncIterator<CommandEnvelope, void>, count: number): Promise<string[]> {
    const names: string[] = []
    while (names.length < count) {
      const next = await commands.next()
      if (next.done) break
      names.push(nameOf(next.value))
    }
    return names
  }

  it('brings nothing that a power cut could take back', async () => {
    let flush = () => {}
    const disk = new Promise<void>((resolve) => (flush = resolve))
    delivery = new Delivery(outbox, () => disk, PAGE)
    send('1')
    const taken: string[] = []
    const taking = take(open(), 1).then((names) => taken.push(...names))
    await new Promise((resolve) => setImmediate(resolve))
    expect(taken).toEqual([])
    flush()
    await taking
    expect(taken).toEqual(['1'])
  })

  it('brings what waits, oldest first, and then what comes', async () => {
    for (const name of ['1', '2', '3', '4', '5']) send(name)
    const commands = open()
    expect(await take(commands, 5)).toEqual(['1', '2', '3', '4', '5'])
    const next = take(commands, 2)
    send('6')
    send('7')
    expect(await next).toEqual(['6', '7'])
    abort.abort()
  })

  it('misses and doubles nothing that is queued while it reads', async () => {
    for (const name of ['1', '2', '3']) send(name)
    const commands = open()
    const names = await take(commands, 1)
    send('4')
    names.push(...(await take(commands, 2)))
    send('5')
    names.push(...(await take(commands, 2)))
    expect(names).toEqual(['1', '2', '3', '4', '5'])
    const waiting = commands.next()
    abort.abort()
    expect((await waiting).done).toBe(true)
  })

  it('goes on after the position an agent names', async () => {
    for (const name of ['1', '2', '3']) send(name)
    const all = outbox.waiting(AGENT, 0 as Position, { rows: 10, characters: 100_000 })
    expect(await take(open(all[1]!.position), 1)).toEqual(['3'])
    expect(await take(open(0), 1)).toEqual(['1'])
    abort.abort()
  })

  it('brings everything that is not settled to an agent that has lost its journal', async () => {
    for (const name of ['1', '2', '3', '4']) send(name)
    settle('2')
    park('3')
    expect(await take(open(null), 2)).toEqual(['1', '4'])
    abort.abort()
  })

  it('takes a position that was never given out for one of a lost database', async () => {
    send('1')
    expect(await take(open(4711), 1)).toEqual(['1'])
    abort.abort()
  })

  it('brings to each agent its own commands only, and wakes only those concerned', async () => {
    let reads = 0
    const counted: OutboxRows = {
      add: (row) => outbox.add(row),
      remove: (commandId) => outbox.remove(commandId),
      park: (...parked) => outbox.park(...parked),
      lastPosition: () => outbox.lastPosition(),
      waiting(agentId, after, page) {
        if (agentId === AGENT) reads++
        return outbox.waiting(agentId, after, page)
      },
    }
    delivery = new Delivery(counted, flushed, PAGE)
    const idle = open().next()
    const busy = open(null, 'desktop' as AgentId)
    const readsBefore = reads
    for (let n = 0; n < 20; n++) send(`d${n}`, 'desktop' as AgentId)
    expect(await take(busy, 20)).toHaveLength(20)
    expect(reads).toBe(readsBefore)
    send('mine')
    expect(nameOf((await idle).value as CommandEnvelope)).toBe('mine')
    abort.abort()
  })

  it('reads no further page before the connection has taken the last', async () => {
    for (let n = 0; n < 10; n++) send(String(n))
    connection.hold()
    const commands = open()
    expect(await take(commands, 3)).toEqual(['0', '1', '2'])
    let arrived = false
    const next = commands.next().then((step) => {
      arrived = true
      return step
    })
    await new Promise(setImmediate)
    expect(arrived).toBe(false)
    connection.release()
    expect(nameOf((await next).value as CommandEnvelope)).toBe('3')
    abort.abort()
  })

  it('holds no more at once than a page of characters, and always at least one command', async () => {
    const small = { rows: 100, characters: 200 }
    for (let n = 0; n < 10; n++) send(`command-${n}`)
    const size = outbox.waiting(AGENT, 0 as Position, { rows: 1, characters: 1 })[0]!.json.length
    expect(outbox.waiting(AGENT, 0 as Position, small)).toHaveLength(Math.floor(200 / size))
    expect(outbox.waiting(AGENT, 0 as Position, { rows: 100, characters: 1 })).toHaveLength(1)
  })

  it('drops a connection that has stalled', async () => {
    for (let n = 0; n < 4; n++) send(String(n))
    connection.hold()
    const commands = open()
    await take(commands, 3)
    const next = commands.next()
    connection.stall()
    expect((await next).done).toBe(true)
    expect(connection.closed).not.toBeNull()
    expect(delivery.readers).toBe(0)
  })

  it.each([
    ['before it begins', async () => abort.abort()],
    ['while it waits for a command', async () => void setImmediate(() => abort.abort())],
    [
      'while it waits for the connection',
      async () => {
        for (let n = 0; n < 3; n++) send(String(n))
        connection.hold()
        setImmediate(() => abort.abort())
      },
    ],
  ])('ends when it is aborted %s, and leaves nothing behind', async (_when, prepare) => {
    await prepare()
    for await (const _ of open());
    expect(delivery.readers).toBe(0)
    expect(connection.closed).toBeNull()
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0)
  })

  it('leaves nothing behind when its reader goes away', async () => {
    for (let n = 0; n < 50; n++) {
      send(`n${n}`)
      for await (const _ of open()) break
    }
    expect(delivery.readers).toBe(0)
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0)
  })

  it('serves several readers of one agent, as when an old socket is not yet known to be dead', async () => {
    const [one, two] = [take(open(), 1), take(open(), 1)]
    send('1')
    expect([await one, await two]).toEqual([['1'], ['1']])
    abort.abort()
  })

  it('gives no position twice, even after everything was settled', () => {
    send('1')
    send('2')
    const last = outbox.lastPosition()
    settle('1')
    settle('2')
    send('3')
    expect(outbox.waiting(AGENT, 0 as Position, PAGE)[0]!.position).toBeGreaterThan(last)
  })
})
