import { CodedError } from '@chroniton/shared/contract/errors'
import { describe, expect, it } from 'vitest'
import { FAIR_WEATHER } from './providers/testing/memory-source.ts'
import { meeting, SOURCE_ID, sourceConfig } from './testing/agent-world.ts'
import { agentWorlds } from './testing/agent-worlds.ts'
import { creation } from './testing/write-commands.ts'

const makeWorld = agentWorlds()

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
