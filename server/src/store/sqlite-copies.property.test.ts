import type { ItemId, ListingId } from '@chroniton/shared/contract/ids'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { memoryState } from '../engine/memory-state.ts'
import type { State } from '../engine/state.ts'
import { copyRecord, id, NOON } from '../engine/testing/samples.ts'
import { openDatabase } from './database.ts'
import { SqliteState } from './sqlite-state.ts'

const CALENDARS = ['home', 'work'].map(id.calendar)
const EVENTS = ['e1', 'e2', 'e3'].map(id.event)
const ITEMS = ['i1', 'i2']
const LISTINGS = ['l1', 'l2'] as ListingId[]

const write = (commandId: string) =>
  ({
    commandId: id.command(commandId),
    kind: 'event-write',
    itemId: null,
    revision: 1,
    expectedVersion: null,
    patch: {},
  }) as const

const change = fc.record({
  calendar: fc.constantFrom(...CALENDARS),
  event: fc.constantFrom(...EVENTS),
  action: fc.constantFrom('put', 'put', 'put', 'delete'),
  item: fc.constantFrom(null, 0, 1),
  gone: fc.boolean(),
  listing: fc.constantFrom(null, ...LISTINGS),
  command: fc.constantFrom('none', 'outstanding', 'parked'),
  superseded: fc.nat(2),
})

/** Everything that can be asked of the copies. */
function answers({ copies }: State, commands: string[]): unknown {
  return {
    byKey: CALENDARS.map((calendar) => EVENTS.map((event) => copies.get(calendar, event) ?? null)),
    byItem: CALENDARS.map((calendar) =>
      EVENTS.flatMap((e) => ITEMS.map((i) => copies.byItem(calendar, item(e, i)) ?? null)),
    ),
    byCommand: commands.map((command) => copies.byCommand(id.command(command)) ?? null),
    ofEvent: EVENTS.map((event) => copies.ofEvent(event)),
    ofCalendar: CALENDARS.map((calendar) => [...copies.ofCalendar(calendar)]),
    count: CALENDARS.map((calendar) => copies.count(calendar)),
    notListed: CALENDARS.map((calendar) => LISTINGS.map((listing) => copies.notListed(calendar, listing))),
    withoutItem: CALENDARS.map((calendar) => copies.withoutItem(calendar)),
    parked: CALENDARS.map((calendar) => copies.parked(calendar)),
  }
}

/** No two copies of a calendar may name the same item: each event has its own. */
const item = (event: string, name: string) => `${event}-${name}` as ItemId

it('copies in SQLite answer every question as those in memory do', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
      const database = openDatabase(':memory:')
      const states = [memoryState(), new SqliteState(database)]
      const commands: string[] = []
      for (const [index, step] of changes.entries()) {
        const { calendar, event } = step
        const [first = '', second = '', third = ''] = [1, 2, 3].map((n) => `c${index}-${n}`)
        commands.push(first, second, third)
        for (const { copies } of states) {
          if (step.action === 'delete') copies.delete(calendar, event)
          else {
            copies.put(
              copyRecord(calendar, event, {
                itemId: step.item === null ? null : item(event, ITEMS[step.item]!),
                gone: step.gone ? { at: NOON, holdId: null } : null,
                listingId: step.listing,
                outstanding: step.command === 'outstanding' ? write(first) : null,
                parked: step.command === 'parked' ? { ...write(first), code: 'item-refused', detail: '' } : null,
                superseded: [second, third].slice(0, step.superseded).map(write),
              }),
            )
          }
        }
      }
      expect(answers(states[1]!, commands)).toEqual(answers(states[0]!, commands))
      database.close()
    }),
    { numRuns: 60 },
  )
})
