import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { CodedError } from '@chroniton/shared/contract/errors'
import { describe, expect, it } from 'vitest'
import { meeting, SOURCE_ID } from './testing/agent-world.ts'
import { agentWorlds } from './testing/agent-worlds.ts'
import { creation } from './testing/write-commands.ts'

const makeWorld = agentWorlds()

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

    const { world: later } = makeWorld()
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
