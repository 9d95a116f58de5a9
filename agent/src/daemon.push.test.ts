import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { CodedError } from '@chroniton/shared/contract/errors'
import { describe, expect, it } from 'vitest'
import { FAIR_WEATHER } from './providers/testing/memory-source.ts'
import { meeting, SOURCE_ID, sourceConfig } from './testing/agent-world.ts'
import { agentWorlds } from './testing/agent-worlds.ts'
import { change, creation } from './testing/write-commands.ts'

const makeWorld = agentWorlds()

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
