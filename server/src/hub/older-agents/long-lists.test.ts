import type { AgentId } from '@chroniton/shared/contract/ids'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fold } from '../../engine/fold.ts'
import { openEmbeddedLog } from '../../log/embedded.ts'
import { openDatabase } from '../../store/database.ts'
import { scratchFolder } from '../../store/testing/scratch.ts'
import { TestClock } from '../testing/test-clock.ts'
import { first, TestHub } from '../testing/test-hub.ts'
import { ListScanner } from './list-scanner.ts'

const AGENT = 'old' as AgentId
const MANY = 1200

async function open(path: string): Promise<TestHub> {
  const database = openDatabase(path)
  const clock = new TestClock()
  const hub = new TestHub(database, await openEmbeddedLog({ database, fold }), clock)
  onTestFinished(() => hub.close())
  return hub
}

async function hubWithAgent(path = ':memory:'): Promise<TestHub> {
  const hub = await open(path)
  await hub.service.older.register(AGENT, {}, false)
  return hub
}

const event = (number: number, changes: object = {}) => ({
  id: `e${number}`,
  title: `Event ${number}`,
  description: 'x'.repeat(300),
  start_time: `2026-01-${String((number % 28) + 1).padStart(2, '0')}T09:00:00`,
  end_time: `2026-01-${String((number % 28) + 1).padStart(2, '0')}T10:00:00`,
  calendar_id: 'work',
  calendar_name: 'Work',
  ...changes,
})

const many = Array.from({ length: MANY }, (_, number) => event(number))

const take = ({ service }: TestHub, events: readonly object[]) =>
  service.older.take(AGENT, ListScanner.ofMember(Buffer.from(JSON.stringify({ events })), 'events'))

/** Resolves when everything is read and folded. */
async function settled({ service, embedded }: TestHub): Promise<void> {
  await service.older.idle()
  await embedded.folder.reached(await embedded.log.head())
}

const titles = ({ embedded }: TestHub) => [...embedded.state.events.all()].map(({ event: { title } }) => title)
const stored = ({ database }: TestHub) =>
  database.sqlite.prepare('select count(*) from older_lists').pluck().get() as number

describe('a long list with much that is new', () => {
  it('is answered before it is read', async () => {
    const hub = await hubWithAgent()
    expect(await take(hub, [...many, event(1), { title: 'without an id' }])).toEqual({
      events: MANY + 2,
      skipped: 2,
      changed: MANY,
    })
    expect([titles(hub).length, stored(hub)]).toEqual([0, 1])
    await settled(hub)
    expect([new Set(titles(hub)).size, titles(hub).length, stored(hub)]).toEqual([MANY, MANY, 0])
  })

  it('is taken whole, and once, whenever the hub is killed after the answer', async () => {
    const folder = scratchFolder()
    const path = join(folder, 'hub.sqlite')
    const hub = await hubWithAgent(path)
    const moments: string[] = []
    const kill = () => {
      const copy = join(folder, `killed-${moments.length}.sqlite`)
      for (const end of ['', '-wal']) copyFileSync(`${path}${end}`, `${copy}${end}`)
      moments.push(copy)
    }
    await take(hub, many)
    kill()
    const stop = hub.service.onFolded(() => {
      if (moments.length < 5) kill()
    })
    await settled(hub)
    stop()
    kill()
    expect(moments.length).toBeGreaterThan(3)
    for (const moment of moments) {
      const next = await open(moment)
      await settled(next)
      expect([new Set(titles(next)).size, titles(next).length, stored(next)]).toEqual([MANY, MANY, 0])
      const head = await next.embedded.log.head()
      expect(await take(next, many)).toMatchObject({ changed: 0 })
      expect(await next.embedded.log.head()).toBe(head)
    }
  }, 60_000)

  it('is refused where an event of it is no JSON, and nothing of it is taken', async () => {
    const hub = await hubWithAgent()
    const text = JSON.stringify({ events: many }).replace('"Event 1199"', 'Event 1199')
    const list = ListScanner.ofMember(Buffer.from(text), 'events')
    await expect(hub.service.older.take(AGENT, list)).rejects.toMatchObject({ code: 'invalid-input' })
    await settled(hub)
    expect([titles(hub).length, stored(hub)]).toEqual([0, 0])
  })

  it('is read before what its agent tells next', async () => {
    const hub = await hubWithAgent()
    await take(hub, many)
    expect(await take(hub, [event(0), event(5, { title: 'Renamed' }), event(27)])).toMatchObject({ changed: 1 })
    await settled(hub)
    expect(titles(hub).filter((title) => title === 'Renamed' || title === 'Event 5')).toEqual(['Renamed'])
  })

  it('is read at once where it may show what became of an update', async () => {
    const hub = await hubWithAgent()
    await take(hub, many)
    await settled(hub)
    const one = [...hub.embedded.state.events.all()].find(({ event: { title } }) => title === 'Event 7')!
    await hub.admin.decide(hub.person, { kind: 'event-change', eventId: one.id, patch: { title: 'By a person' } })
    const { id } = first(await hub.service.older.updates(AGENT))
    await take(
      hub,
      many.map((other, number) => ({ ...other, location: 'Moved', ...(number === 7 ? { title: 'By a person' } : {}) })),
    )
    expect(stored(hub)).toBe(0)
    expect(hub.service.older.history(AGENT, 10, 0)).toMatchObject([{ commandId: id, outcome: 'applied' }])
  })

  it('goes with its agent', async () => {
    const hub = await hubWithAgent()
    await take(hub, many)
    await hub.admin.decide(hub.person, { kind: 'agent-remove', agentId: AGENT })
    await settled(hub)
    expect(stored(hub)).toBe(0)
  })
})

describe('the last list again', () => {
  it('is not read, whatever stands around it', async () => {
    const hub = await hubWithAgent()
    await take(hub, many)
    await settled(hub)
    const body = Buffer.from(JSON.stringify({ timestamp: 'later', events: many, status: 'active' }))
    const list = ListScanner.ofMember(body, 'events')
    list.events = () => expect.fail('it is read')
    expect(await hub.service.older.take(AGENT, list)).toEqual({ events: MANY, skipped: 0, changed: 0 })
    expect(list.rest).toEqual({ timestamp: 'later', events: [], status: 'active' })
  })

  it('is read where the hub asks for everything anew', async () => {
    const hub = await hubWithAgent()
    await take(hub, many)
    await settled(hub)
    await hub.admin.decide(hub.person, { kind: 'list-again', agentId: AGENT, calendarId: null, full: true })
    expect(await take(hub, many)).toMatchObject({ changed: MANY })
    await settled(hub)
    expect(titles(hub)).toHaveLength(MANY)
    expect(await take(hub, many)).toMatchObject({ changed: 0 })
  })
})
