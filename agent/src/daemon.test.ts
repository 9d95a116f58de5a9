import { CodedError } from '@chroniton/shared/contract/errors'
import type { EventWrite } from '@chroniton/shared/contract/command'
import type { ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { afterEach, describe, expect, it } from 'vitest'
import { calendarIdOf } from './calendar-id.ts'
import type { Habits } from './providers/testing/memory-account.ts'
import { FAIR_WEATHER } from './providers/testing/memory-source.ts'
import { AGENT_ID, AgentWorld, meeting, SOURCE_ID, sourceConfig } from './testing/agent-world.ts'

const worlds: AgentWorld[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop()
})

function makeWorld(habits: Partial<Habits> = {}) {
  const world = new AgentWorld(habits)
  worlds.push(world)
  const calendar = world.account.addCalendar({ name: 'Work' })
  return {
    world,
    hub: world.hub,
    account: world.account,
    calendar,
    calendarId: calendarIdOf(AGENT_ID, SOURCE_ID, calendar),
  }
}

let commands = 0
function creation(calendarId: string, eventId: string, event: CalendarEvent, changes: Partial<EventWrite> = {}) {
  return {
    kind: 'event-write',
    commandId: `command-${++commands}`,
    calendarId,
    eventId,
    role: 'mirror',
    itemId: null,
    expectedVersion: null,
    patch: {},
    event,
    ...changes,
  }
}

function change(calendarId: string, eventId: string, itemId: ItemId, version: ItemVersion, event: CalendarEvent) {
  return creation(calendarId, eventId, event, { itemId, expectedVersion: version, patch: { title: event.title! } })
}

describe('pull', () => {
  it('reports a calendar and its events, once', async () => {
    const { world, hub, account, calendar } = makeWorld()
    account.put(calendar, meeting('One'))
    account.put(calendar, meeting('Two'))
    await world.start()
    const items = hub.takeItems()
    expect(items.map(({ kind }) => kind)).toEqual(['calendar-seen', 'event-seen', 'event-seen', 'listing-complete'])
    await world.turn()
    expect(hub.takeItems()).toEqual([])
  })

  it('reports what is new, changed and gone, and nothing else', async () => {
    const { world, hub, account, calendar } = makeWorld()
    const changed = account.put(calendar, meeting('Changed'))
    const gone = account.put(calendar, meeting('Gone'))
    account.put(calendar, meeting('Untouched'))
    await world.start()
    hub.takeItems()
    account.put(calendar, meeting('Changed!'), { itemId: changed.itemId })
    account.remove(calendar, gone.itemId)
    account.put(calendar, meeting('New'))
    await world.turn()
    expect(hub.of('event-seen').map(({ event, listingId }) => [event.title, listingId])).toEqual([
      ['Changed!', null],
      ['New', null],
    ])
    expect(hub.of('event-gone').map(({ itemId }) => itemId)).toEqual([gone.itemId])
    expect(hub.items).toHaveLength(3)
  })

  it('leaves a feed alone for as long as it asks, unless an interval was chosen for it', async () => {
    const { world, hub, account, calendar } = makeWorld({ pollMinutes: 30 })
    await world.start()
    account.put(calendar, meeting('Later'))
    await world.machine.advance(28 * 60_000)
    expect(hub.of('event-seen')).toEqual([])
    await world.machine.advance(3 * 60_000)
    expect(hub.of('event-seen').map(({ event }) => event.title)).toEqual(['Later'])
    await world.stop()
    world.configs = [sourceConfig(SOURCE_ID, { syncIntervalMinutes: 1 })]
    await world.start()
    hub.takeItems()
    account.put(calendar, meeting('Soon'))
    await world.turn()
    expect(hub.of('event-seen').map(({ event }) => event.title)).toEqual(['Soon'])
  })

  it('finds out what is gone after an expired cursor by comparing', async () => {
    const { world, hub, account, calendar } = makeWorld()
    const gone = account.put(calendar, meeting('Gone'))
    account.put(calendar, meeting('Kept'))
    await world.start()
    hub.takeItems()
    account.remove(calendar, gone.itemId)
    account.expireCursors()
    await world.turn()
    expect(hub.items).toMatchObject([{ kind: 'event-gone', itemId: gone.itemId }])
  })

  it('takes nothing for gone in a listing that was cut short', async () => {
    const { world, hub, account, calendar } = makeWorld({ knowsChanges: false })
    account.put(calendar, meeting('One'))
    account.put(calendar, meeting('Two'))
    await world.start()
    hub.takeItems()
    const [first] = account.items(calendar)
    account.remove(calendar, first!.itemId)
    world.weather = {
      ...FAIR_WEATHER,
      after(operation) {
        if (operation === 'changes') throw new CodedError('source-cut-short', 'half a body')
      },
    }
    await world.turn()
    expect(hub.items).toMatchObject([{ kind: 'account-failed', code: 'source-cut-short' }])
    world.weather = FAIR_WEATHER
    await world.machine.advance(20 * 60_000)
    expect(hub.items.slice(1)).toMatchObject([
      { kind: 'event-gone', itemId: first!.itemId },
      { kind: 'account-recovered' },
    ])
  })

  it('does not report a touch that changed nothing, and still writes to the item afterwards', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    const item = account.put(calendar, meeting('Touched'))
    await world.start()
    const [seen] = hub.of('event-seen')
    hub.takeItems()
    account.put(calendar, meeting('Touched'), { itemId: item.itemId })
    await world.turn()
    expect(hub.items).toEqual([])
    hub.send(change(calendarId, 'event-1', item.itemId, seen!.version, meeting('Written')))
    await world.machine.advance(1000)
    expect(hub.items).toMatchObject([{ kind: 'applied', item: { event: { title: 'Written' } } }])
  })

  it('reports an unreadable item once, and again when it is readable', async () => {
    const { world, hub, account, calendar } = makeWorld()
    const item = account.put(calendar, meeting('Spoilt'))
    account.put(calendar, meeting('Good'))
    await world.start()
    hub.takeItems()
    account.spoil(calendar, item.itemId, 'item-bad-time', 'it ends before it starts')
    await world.turn()
    await world.turn()
    account.expireCursors()
    await world.turn()
    expect(hub.takeItems()).toMatchObject([{ kind: 'item-failed', itemId: item.itemId, code: 'item-bad-time' }])
    account.put(calendar, meeting('Mended'), { itemId: item.itemId })
    await world.turn()
    expect(hub.items).toMatchObject([{ kind: 'event-seen', event: { title: 'Mended' } }])
  })

  it('reports an event that the hub would refuse as unreadable', async () => {
    const { world, hub, account, calendar } = makeWorld()
    account.put(calendar, meeting('Good'))
    account.put(calendar, meeting('Long', { description: 'x'.repeat(600_000) }))
    await world.start()
    expect(hub.of('event-seen').map(({ event }) => event.title)).toEqual(['Good'])
    expect(hub.of('item-failed')).toMatchObject([{ code: 'item-too-large' }])
    expect(hub.of('listing-complete')).toMatchObject([{ count: 2 }])
  })

  it('reports renamed, added and removed calendars; a calendar that is gone has no deleted events', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    account.put(calendar, meeting('One'))
    await world.start()
    hub.takeItems()
    account.changeCalendar(calendar, { name: 'Renamed' })
    const other = account.addCalendar({ name: 'Other' })
    await world.turn()
    expect(hub.takeItems()).toMatchObject([
      { kind: 'calendar-seen', calendar: { metadata: { name: 'Renamed' } } },
      { kind: 'calendar-seen', calendar: { metadata: { name: 'Other' } } },
      { kind: 'listing-complete', count: 0 },
    ])
    account.removeCalendar(calendar)
    account.removeCalendar(other)
    await world.turn()
    expect(hub.items.map(({ kind }) => kind)).toEqual(['calendar-gone', 'calendar-gone'])
    expect(hub.of('calendar-gone')[0]).toMatchObject({ calendarId })
  })

  it('tells of a failing account once and of its recovery once, and tries again with growing pauses', async () => {
    const { world, hub } = makeWorld()
    await world.start()
    hub.takeItems()
    let tries = 0
    world.weather = {
      ...FAIR_WEATHER,
      before() {
        tries++
        throw new CodedError('source-unreachable', 'no route to host')
      },
    }
    await world.machine.advance(2 * 3600_000)
    expect(tries).toBeGreaterThan(8)
    expect(tries).toBeLessThan(40)
    expect(hub.takeItems()).toMatchObject([{ kind: 'account-failed', code: 'source-unreachable', calendarId: null }])
    expect(world.agent!.status().sources).toMatchObject([{ state: 'failed', problem: { code: 'source-unreachable' } }])
    world.weather = FAIR_WEATHER
    await world.machine.advance(20 * 60_000)
    expect(hub.items).toMatchObject([{ kind: 'account-recovered', calendarId: null }])
    expect(world.agent!.status().sources).toMatchObject([{ state: 'idle', problem: null }])
  })

  it('waits as long as the account asks', async () => {
    const { world } = makeWorld()
    await world.start()
    let tries = 0
    world.weather = {
      ...FAIR_WEATHER,
      before() {
        tries++
        throw new CodedError('source-rate-limited', 'slow down', { retryAfterSeconds: 3600 })
      },
    }
    await world.machine.advance(59 * 60_000)
    expect(tries).toBe(1)
  })

  it('gives up on a provider that neither answers nor fails', async () => {
    const { world, hub } = makeWorld()
    world.weather = { ...FAIR_WEATHER, before: () => new Promise<void>(() => {}) }
    await world.start()
    await world.machine.advance(6 * 60_000)
    expect(hub.items).toMatchObject([{ kind: 'account-failed', code: 'source-unreachable' }])
  })

  it('lists everything after the machine was asleep', async () => {
    const { world, hub, account, calendar } = makeWorld()
    await world.start()
    hub.takeItems()
    account.put(calendar, meeting('Overnight'))
    world.machine.jump(8 * 3600_000)
    await world.machine.advance(16_000)
    expect(hub.of('event-seen').map(({ event }) => event.title)).toEqual(['Overnight'])
  })
})

describe('push', () => {
  it('creates, and the pull of its own item is an echo', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    await world.start()
    hub.takeItems()
    hub.send(creation(calendarId, 'event-1', meeting('Created')))
    await world.machine.advance(1000)
    const [item] = account.items(calendar)
    expect(hub.takeItems()).toMatchObject([
      { kind: 'applied', item: { itemId: item!.itemId, version: item!.version, event: { title: 'Created' } } },
    ])
    account.expireCursors()
    await world.turn()
    expect(hub.items).toEqual([])
  })

  it('tells what the provider holds, read back where the provider does not tell', async () => {
    for (const tellsHeld of [true, false]) {
      const holds = (event: CalendarEvent) => ({ ...event, title: event.title!.slice(0, 4) })
      const { world, hub, calendarId } = makeWorld({ tellsHeld, holds })
      await world.start()
      hub.takeItems()
      hub.send(creation(calendarId, 'event-1', meeting('A long title')))
      await world.machine.advance(1000)
      expect(hub.takeItems()).toMatchObject([{ kind: 'applied', item: { event: { title: 'A lo' } } }])
    }
  })

  it('reads written items back in batches', async () => {
    const { world, hub, calendarId } = makeWorld({ tellsHeld: false })
    await world.start()
    let reads = 0
    world.weather = { ...FAIR_WEATHER, before: (operation) => void (operation === 'read' && reads++) }
    hub.send(...Array.from({ length: 300 }, (_, index) => creation(calendarId, `event-${index}`, meeting(`${index}`))))
    await world.machine.advance(10_000)
    expect(hub.of('applied')).toHaveLength(300)
    expect(reads).toBeLessThan(20)
  })

  it('refuses to write over a change, and tells of the change first', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    const item = account.put(calendar, meeting('Before'))
    await world.start()
    hub.takeItems()
    account.put(calendar, meeting('By a person'), { itemId: item.itemId })
    hub.send(change(calendarId, 'event-1', item.itemId, item.version, meeting('By the hub')))
    await world.machine.advance(1000)
    expect(hub.takeItems()).toMatchObject([
      { kind: 'event-seen', event: { title: 'By a person' }, listingId: null },
      { kind: 'refused', code: 'version-mismatch' },
    ])
    await world.turn()
    expect(hub.items).toEqual([])
  })

  it('takes an item that shows what is wanted already for written', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    const item = account.put(calendar, meeting('Before'))
    await world.start()
    hub.takeItems()
    const now = account.put(calendar, meeting('Wanted'), { itemId: item.itemId })
    hub.send(change(calendarId, 'event-1', item.itemId, item.version, meeting('Wanted')))
    await world.machine.advance(1000)
    expect(hub.items).toMatchObject([{ kind: 'applied', item: { version: now.version } }])
    expect(hub.items).toHaveLength(1)
  })

  it('deletes, and does not report the deletion as a person’s', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    const item = account.put(calendar, meeting('Doomed'))
    await world.start()
    hub.takeItems()
    const deletion = { kind: 'event-delete', commandId: 'delete-1', calendarId, eventId: 'event-1' }
    hub.send({ ...deletion, itemId: item.itemId, expectedVersion: item.version })
    await world.machine.advance(1000)
    expect(account.items(calendar)).toEqual([])
    expect(hub.takeItems()).toEqual([{ kind: 'applied', commandId: 'delete-1', item: null, calendar: null }])
    await world.turn()
    expect(hub.items).toEqual([])
  })

  it('deletes what it made for an event, when the hub never learned of it', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    await world.start()
    hub.send(creation(calendarId, 'event-1', meeting('Made')))
    await world.machine.advance(1000)
    hub.takeItems()
    const deletion = { kind: 'event-delete', commandId: 'delete-2', calendarId, itemId: null, expectedVersion: null }
    hub.send({ ...deletion, eventId: 'event-1' }, { ...deletion, commandId: 'delete-3', eventId: 'never-made' })
    await world.machine.advance(1000)
    expect(account.items(calendar)).toEqual([])
    expect(hub.items).toMatchObject([{ kind: 'applied' }, { kind: 'applied' }])
  })

  it('does not delete what a person has changed since', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    const item = account.put(calendar, meeting('Before'))
    await world.start()
    hub.takeItems()
    account.put(calendar, meeting('Edited'), { itemId: item.itemId })
    const deletion = { kind: 'event-delete', commandId: 'delete-4', calendarId, eventId: 'event-1' }
    hub.send({ ...deletion, itemId: item.itemId, expectedVersion: item.version })
    await world.machine.advance(1000)
    expect(account.items(calendar)).toHaveLength(1)
    expect(hub.items).toMatchObject([{ kind: 'event-seen' }, { kind: 'refused', code: 'version-mismatch' }])
  })

  it('tries a failing copy again with growing pauses, and blocks no other', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    await world.start()
    hub.takeItems()
    const put = account.put.bind(account)
    let tries = 0
    account.put = (nativeId, event, options) => {
      if (event.title !== 'Poison') return put(nativeId, event, options)
      tries++
      throw new CodedError('source-fault', 'HTTP 500')
    }
    hub.send(creation(calendarId, 'event-1', meeting('Poison')), creation(calendarId, 'event-2', meeting('Fine')))
    await world.machine.advance(60_000)
    expect(hub.takeItems()).toMatchObject([{ kind: 'applied', item: { event: { title: 'Fine' } } }])
    expect(tries).toBeGreaterThan(1)
    expect(tries).toBeLessThan(8)
    expect(world.agent!.status().delayed).toMatchObject([{ calendarId, code: 'source-fault', attempts: tries }])
    account.put = put
    await world.machine.advance(20 * 60_000)
    expect(hub.items).toMatchObject([{ kind: 'applied', item: { event: { title: 'Poison' } } }])
    expect(account.items(calendar)).toHaveLength(2)
    expect(world.agent!.status().delayed).toEqual([])
  })

  it('stops writing to an account that does not answer, and goes on when it does', async () => {
    const { world, hub, calendarId } = makeWorld()
    await world.start()
    hub.takeItems()
    let writes = 0
    world.weather = {
      ...FAIR_WEATHER,
      before(operation) {
        if (operation === 'write') writes++
        throw new CodedError('source-needs-sign-in', 'HTTP 401')
      },
    }
    hub.send(...Array.from({ length: 200 }, (_, index) => creation(calendarId, `event-${index}`, meeting(`${index}`))))
    await world.machine.advance(3600_000)
    // Those that were under way when the first failure came, and no more: the account must not be locked.
    expect(writes).toBeLessThanOrEqual(10)
    expect(hub.takeItems()).toMatchObject([{ kind: 'account-failed', code: 'source-needs-sign-in' }])
    world.weather = FAIR_WEATHER
    await world.machine.advance(20 * 60_000)
    expect(hub.of('account-recovered')).toHaveLength(1)
    expect(hub.of('applied')).toHaveLength(200)
    expect(hub.of('refused')).toEqual([])
  })

  it('hands a permanent refusal up with its reason', async () => {
    const { world, hub, calendarId } = makeWorld()
    await world.start()
    hub.takeItems()
    world.weather = {
      ...FAIR_WEATHER,
      before(operation) {
        if (operation === 'write') throw new CodedError('item-refused', 'no recurring events here')
      },
    }
    hub.send(creation(calendarId, 'event-1', meeting('Refused')))
    await world.machine.advance(1000)
    expect(hub.items).toMatchObject([{ kind: 'refused', code: 'item-refused', detail: 'no recurring events here' }])
  })

  it('carries out only the newest of several commands for a copy that waits', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    await world.start()
    hub.takeItems()
    world.weather = {
      ...FAIR_WEATHER,
      before(operation) {
        if (operation === 'write') throw new CodedError('source-fault', 'HTTP 500')
      },
    }
    const [first] = hub.send(creation(calendarId, 'event-1', meeting('First')))
    await world.machine.advance(1000)
    hub.withdraw(first!)
    world.weather = FAIR_WEATHER
    hub.send(creation(calendarId, 'event-1', meeting('Second')))
    await world.machine.advance(60_000)
    expect(account.items(calendar)).toMatchObject([{ event: { title: 'Second' } }])
    expect(hub.items).toMatchObject([{ kind: 'applied', item: { event: { title: 'Second' } } }])
  })

  it('carries out a command once, however often it is delivered', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    await world.start()
    hub.takeItems()
    hub.send(creation(calendarId, 'event-1', meeting('Once')))
    await world.machine.advance(100)
    hub.repeat()
    await world.machine.advance(1000)
    hub.cut()
    await world.machine.advance(60_000)
    expect(account.items(calendar)).toHaveLength(1)
    expect(hub.of('applied')).toHaveLength(1)
  })

  it('finds out what became of a write whose answer was lost', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    await world.start()
    hub.takeItems()
    let lost = 0
    world.weather = {
      ...FAIR_WEATHER,
      after(operation) {
        if (operation === 'write' && lost++ < 2) throw new CodedError('source-fault', 'the answer was lost')
      },
    }
    hub.send(creation(calendarId, 'event-1', meeting('Created')))
    await world.machine.advance(20_000)
    const [item] = account.items(calendar)
    hub.send(change(calendarId, 'event-1', item!.itemId, item!.version, meeting('Changed')))
    lost = 0
    await world.machine.advance(20_000)
    expect(account.items(calendar)).toMatchObject([{ event: { title: 'Changed' } }])
    expect(hub.items).toMatchObject([{ kind: 'applied' }, { kind: 'applied', item: { event: { title: 'Changed' } } }])
  })

  it('makes, changes and deletes calendars', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    await world.start()
    hub.takeItems()
    hub.send(
      { kind: 'calendar-change', commandId: 'change-1', calendarId, changes: { name: 'Renamed', color: '#123456' } },
      {
        kind: 'calendar-create',
        commandId: 'create-1',
        sourceId: SOURCE_ID,
        metadata: { name: 'Made', color: null, description: null },
      },
    )
    await world.machine.advance(1000)
    expect(account.calendars()[0]!.metadata).toMatchObject({ name: 'Renamed', color: '#123456' })
    expect(hub.of('applied')).toMatchObject([
      { commandId: 'change-1', calendar: { calendarId, metadata: { name: 'Renamed' } } },
      { commandId: 'create-1', calendar: { metadata: { name: 'Made' } } },
    ])
    expect(hub.of('listing-complete')).toMatchObject([{ count: 0 }])
    hub.takeItems()
    hub.send({ kind: 'calendar-delete', commandId: 'delete-5', calendarId })
    await world.machine.advance(1000)
    await world.turn()
    expect(account.calendars().map(({ nativeId }) => nativeId)).not.toContain(calendar)
    expect(hub.items).toMatchObject([{ kind: 'applied', commandId: 'delete-5' }])
  })

  it('lists again when asked: all of it, with every item under one listing', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    account.put(calendar, meeting('One'))
    await world.start()
    hub.takeItems()
    hub.send({ kind: 'list-again', commandId: 'list-1', calendarId, full: false })
    await world.machine.advance(1000)
    expect(hub.takeItems()).toMatchObject([{ kind: 'applied', commandId: 'list-1' }])
    hub.send({ kind: 'list-again', commandId: 'list-2', calendarId: null, full: true })
    await world.machine.advance(1000)
    const items = hub.takeItems()
    expect(items.map(({ kind }) => kind)).toEqual(['calendar-seen', 'event-seen', 'listing-complete', 'applied'])
    expect(items[1]).toMatchObject({ listingId: (items[2] as { listingId: string }).listingId })
  })

  it('lists as often as the file says for this source, else as the hub wants', async () => {
    const { world, hub, account, calendar } = makeWorld()
    await world.start()
    hub.send({ kind: 'config-change', commandId: 'slower', changes: { syncIntervalMinutes: 10 } })
    await world.machine.advance(1000)
    account.put(calendar, meeting('Later'))
    await world.turn()
    expect(hub.of('event-seen')).toEqual([])
    await world.stop()
    world.configs = [sourceConfig(SOURCE_ID, { syncIntervalMinutes: 1 })]
    await world.start()
    hub.takeItems()
    account.put(calendar, meeting('Soon'))
    await world.turn()
    expect(hub.of('event-seen').map(({ event }) => event.title)).toEqual(['Soon'])
  })

  it('switches a source off and on at the hub’s wish, also across a restart', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    await world.start()
    hub.send({ kind: 'config-change', commandId: 'off', changes: { sources: { [SOURCE_ID]: { enabled: false } } } })
    await world.machine.advance(1000)
    await world.stop()
    await world.start()
    expect(world.agent!.status().sources).toMatchObject([{ state: 'off', problem: null }])
    hub.takeItems()
    account.put(calendar, meeting('Unseen'))
    hub.send(creation(calendarId, 'event-1', meeting('Not now')))
    await world.turn()
    expect(hub.takeItems()).toMatchObject([{ kind: 'refused', code: 'calendar-not-found' }])
    hub.send({ kind: 'config-change', commandId: 'on', changes: { sources: { [SOURCE_ID]: { enabled: true } } } })
    await world.machine.advance(1000)
    expect(hub.of('event-seen').map(({ event }) => event.title)).toEqual(['Unseen'])
  })
})

describe('sources that change while the agent runs', () => {
  const SECOND = 'source-2'

  it('one that is added is listed at once, and the others run on undisturbed', async () => {
    const { world, hub } = makeWorld()
    const agent = await world.start()
    hub.takeItems()
    agent.configure([...world.configs, sourceConfig(SECOND)])
    await world.machine.advance(1000)
    expect(hub.takeItems().map((item) => 'calendar' in item && item.calendar!.sourceId)).toEqual([SECOND, false])
    expect(agent.status().sources.map(({ sourceId }) => sourceId)).toEqual([SOURCE_ID, SECOND])
  })

  it('one that is removed ends: its calendars are gone, nothing in them is deleted', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    account.put(calendar, meeting('Kept'))
    const agent = await world.start()
    hub.takeItems()
    agent.configure([])
    await world.machine.advance(1000)
    expect(hub.takeItems()).toMatchObject([{ kind: 'calendar-gone', calendarId }])
    expect(account.items(calendar)).toHaveLength(1)
    hub.send(creation(calendarId, 'event-1', meeting('Too late')))
    await world.turn()
    expect(hub.takeItems()).toMatchObject([{ kind: 'refused', code: 'calendar-not-found' }])
    expect(agent.status().sources).toEqual([])
  })

  it('a command that waits for a source that is removed is refused', async () => {
    const { world, hub, calendarId } = makeWorld()
    const agent = await world.start()
    hub.takeItems()
    world.weather = {
      ...FAIR_WEATHER,
      before: () => Promise.reject(new CodedError('source-fault', 'the server fails')),
    }
    hub.send(creation(calendarId, 'event-1', meeting('Never')))
    await world.machine.advance(1000)
    agent.configure([])
    await world.machine.advance(1000)
    expect(hub.takeItems()).toContainEqual(expect.objectContaining({ kind: 'refused', code: 'calendar-not-found' }))
  })

  it('one that comes back brings the calendars and events it had', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    account.put(calendar, meeting('Kept'))
    const agent = await world.start()
    agent.configure([])
    await world.machine.advance(1000)
    hub.takeItems()
    agent.configure([sourceConfig(SOURCE_ID)])
    await world.machine.advance(1000)
    expect(hub.takeItems()).toMatchObject([
      { kind: 'calendar-seen', calendar: { calendarId } },
      { kind: 'event-seen', event: { title: 'Kept' } },
      { kind: 'listing-complete' },
    ])
  })

  it('one that changes starts anew when its run before has ended, and reports nothing twice', async () => {
    const { world, hub, account, calendar } = makeWorld()
    account.put(calendar, meeting('Kept'))
    const agent = await world.start()
    hub.takeItems()
    agent.configure([sourceConfig(SOURCE_ID, { allowEventUpdates: false, name: 'Renamed' })])
    agent.configure([])
    agent.configure([sourceConfig(SOURCE_ID, { name: 'Renamed again' })])
    await world.machine.advance(1000)
    expect(hub.takeItems()).toEqual([])
    expect(agent.status().sources).toMatchObject([{ name: 'Renamed again', state: 'idle' }])
  })

  it('a listing that waits for a source that is removed ends with it', async () => {
    const { world, hub, calendarId } = makeWorld()
    const agent = await world.start()
    hub.takeItems()
    world.weather = { ...FAIR_WEATHER, before: () => new Promise(() => undefined) }
    hub.send({ kind: 'list-again', commandId: 'one', calendarId, full: false })
    hub.send({ kind: 'list-again', commandId: 'all', calendarId: null, full: false })
    await world.machine.advance(1000)
    agent.configure([])
    await world.machine.advance(1000)
    const receipts = hub.takeItems().filter((item) => 'commandId' in item)
    expect(receipts).toMatchObject([
      { kind: 'refused', commandId: 'one', code: 'calendar-not-found' },
      { kind: 'applied', commandId: 'all' },
    ])
  })

  it('what the hub switched off goes on when somebody changes the source itself', async () => {
    const { world, hub } = makeWorld()
    const agent = await world.start()
    hub.send({ kind: 'config-change', commandId: 'off-2', changes: { sources: { [SOURCE_ID]: { enabled: false } } } })
    await world.machine.advance(1000)
    expect(agent.status().sources).toMatchObject([{ state: 'off' }])
    agent.configure([sourceConfig(SOURCE_ID)])
    await world.machine.advance(1000)
    expect(agent.status().sources).toMatchObject([{ state: 'idle' }])
  })

  it('a failure that was told ends with its source', async () => {
    const { world, hub } = makeWorld()
    world.weather = {
      ...FAIR_WEATHER,
      before: () => Promise.reject(new CodedError('source-fault', 'the server fails')),
    }
    const agent = await world.start()
    expect(hub.takeItems()).toMatchObject([{ kind: 'account-failed' }])
    agent.configure([])
    await world.machine.advance(1000)
    expect(hub.takeItems()).toMatchObject([{ kind: 'account-recovered', sourceId: SOURCE_ID }])
  })
})

describe('the connection to the hub', () => {
  it('keeps what happened while the hub was away, in order', async () => {
    const { world, hub, account, calendar } = makeWorld()
    await world.start()
    hub.takeItems()
    hub.weather = (call) => {
      if (call === 'connect') throw new CodedError('hub-unreachable', 'refused')
    }
    hub.cut()
    for (const title of ['One', 'Two', 'Three']) {
      account.put(calendar, meeting(title))
      await world.turn()
    }
    expect(hub.items).toEqual([])
    expect(world.agent!.status().spooled).toBe(3)
    hub.weather = () => {}
    await world.turn()
    expect(hub.of('event-seen').map(({ event }) => event.title)).toEqual(['One', 'Two', 'Three'])
  })

  it('repeats a batch whose answer was lost as it was, with its number and id', async () => {
    const { world, hub, account, calendar } = makeWorld()
    await world.start()
    hub.takeItems()
    const sent: string[] = []
    let lost = 0
    hub.weather = (call, moment) => {
      if (call === 'report' && moment === 'after' && lost++ < 3) throw new CodedError('hub-unreachable', 'cut')
    }
    account.put(calendar, meeting('One'))
    await world.turn()
    account.put(calendar, meeting('Two'))
    await world.turn()
    await world.turn()
    for (const batch of hub.batches) sent.push(`${batch.sequence}`)
    expect(sent).toEqual(sent.map((_, index) => `${index + 1}`))
    expect(hub.of('event-seen').map(({ event }) => event.title)).toEqual(['One', 'Two'])
  })

  it('reports everything again to a hub that has lost everything, and takes its commands from the first on', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    account.put(calendar, meeting('One'))
    await world.start()
    hub.send(creation(calendarId, 'event-1', meeting('Mirror')))
    await world.machine.advance(1000)
    hub.loseEverything('hub-2')
    await world.turn()
    expect(hub.batches[0]?.sequence).toBe(1)
    expect(hub.of('calendar-seen')).toHaveLength(1)
    expect(hub.of('event-seen').map(({ event, mark }) => [event.title, mark])).toEqual([
      ['One', null],
      ['Mirror', 'event-1'],
    ])
    expect(hub.of('listing-complete')).toMatchObject([{ count: 2 }])
    hub.send(creation(calendarId, 'event-2', meeting('From the new hub')))
    await world.machine.advance(1000)
    expect(hub.of('applied')).toHaveLength(1)
  })

  it('reports everything again to a hub that was set back, and answers its commands as before', async () => {
    const holds = (event: CalendarEvent) => ({ ...event, title: event.title!.slice(0, 4) })
    const { world, hub, account, calendar, calendarId } = makeWorld({ holds })
    await world.start()
    hub.send(creation(calendarId, 'event-1', meeting('A long title')))
    await world.machine.advance(1000)
    const [before] = hub.of('applied')
    hub.acknowledged = 1
    hub.takeItems()
    hub.cut()
    await world.turn()
    expect(account.items(calendar)).toHaveLength(1)
    expect(hub.of('applied')).toEqual([before])
    expect(hub.of('listing-complete')).toMatchObject([{ count: 1 }])
  })

  it('goes on from the hub’s number when the journal was lost, and lists in full', async () => {
    const { world, hub, account, calendar, calendarId } = makeWorld()
    await world.start()
    hub.send(creation(calendarId, 'event-1', meeting('Mirror')))
    await world.machine.advance(1000)
    await world.stop()
    const acknowledged = hub.acknowledged
    hub.takeItems()

    const later = new AgentWorld()
    worlds.push(later)
    Object.assign(later, { hub, account })
    await later.start()
    await later.turn()
    expect(hub.batches.at(-1)!.sequence).toBeGreaterThan(acknowledged)
    expect(hub.of('listing-complete')).toMatchObject([{ count: 1 }])
    // The command the new journal knows nothing of is answered from what is there.
    expect(hub.of('applied')).toHaveLength(1)
    expect(account.items(calendar)).toHaveLength(1)
  })

  it('starts its stream anew when the hub does not know the numbering', async () => {
    const { world, hub, account, calendar } = makeWorld()
    await world.start()
    hub.takeItems()
    hub.acknowledged += 5
    account.put(calendar, meeting('One'))
    await world.turn()
    await world.turn()
    expect(hub.of('listing-complete')).toMatchObject([{ count: 1 }])
  })

  it('leaves out the one report that the hub will never take', async () => {
    const { world, hub, account, calendar } = makeWorld()
    for (let index = 0; index < 50; index++) account.put(calendar, meeting(`Event ${index}`))
    const take = hub.connect.bind(hub)
    hub.connect = async () => {
      const connection = await take()
      return {
        ...connection,
        report: (batch) => {
          if (batch.items.includes('Event 17@')) throw new CodedError('invalid-input', '17: not that one')
          return connection.report(batch)
        },
      }
    }
    await world.start()
    await world.machine.advance(1000)
    expect(hub.of('event-seen')).toHaveLength(49)
    expect(hub.of('listing-complete')).toHaveLength(1)
  })

  it('sends small batches', async () => {
    const { world, hub, account, calendar } = makeWorld()
    for (let index = 0; index < 450; index++) account.put(calendar, meeting(`Event ${index}`))
    await world.start()
    const sizes = hub.batches.map((batch) => (JSON.parse(batch.items) as unknown[]).length)
    expect(Math.max(...sizes)).toBe(100)
    for (const batch of hub.batches) expect(batch.items.length).toBeLessThanOrEqual(128 * 1024 + 2)
  })

  it('stops with words at a hub of another version, and asks again rarely', async () => {
    const { world, hub } = makeWorld()
    hub.protocolVersion = 99
    await world.start()
    expect(world.agent!.session).toMatchObject({ name: 'rejected', failure: { code: 'protocol-mismatch' } })
    await world.machine.advance(3600_000)
    expect(hub.connections).toBeLessThan(15)
    expect(hub.items).toEqual([])
    hub.protocolVersion = 1
    await world.machine.advance(6 * 60_000)
    expect(world.agent!.session).toMatchObject({ name: 'online' })
  })

  it('tells how it is doing when that changes, and every half minute', async () => {
    const { world, hub } = makeWorld()
    await world.start()
    const before = hub.statuses.length
    await world.machine.advance(10 * 60_000)
    const sent = hub.statuses.length - before
    expect(sent).toBeGreaterThanOrEqual(18)
    expect(sent).toBeLessThan(60)
    expect(hub.statuses.at(-1)).toMatchObject({ sources: [{ sourceId: SOURCE_ID, state: 'idle' }], spooled: 0 })
  })
})
