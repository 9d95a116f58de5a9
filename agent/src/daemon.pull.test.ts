import { CodedError } from '@chroniton/shared/contract/errors'
import { describe, expect, it } from 'vitest'
import { FAIR_WEATHER } from './providers/testing/memory-source.ts'
import { meeting, SOURCE_ID, sourceConfig } from './testing/agent-world.ts'
import { agentWorlds } from './testing/agent-worlds.ts'
import { change } from './testing/write-commands.ts'

const makeWorld = agentWorlds()

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
