import { sameEvent } from '@chroniton/shared/calendar/equality'
import { Command } from '@chroniton/shared/contract/command'
import { CodedError } from '@chroniton/shared/contract/errors'
import { CommandId, type Position } from '@chroniton/shared/contract/ids'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { calendarIdOf } from './calendar-id.ts'
import type { ProviderItem } from './providers/provider.ts'
import { FAIR_WEATHER } from './providers/testing/memory-source.ts'
import { AGENT_ID, AgentWorld, meeting, SOURCE_ID } from './testing/agent-world.ts'
import { ToldWorld } from './testing/told-world.ts'

/** One thing that happens; numbers choose among what there is at that moment. */
const Happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('person-adds' as const) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('person-edits' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('person-deletes' as const), which: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('hub-creates' as const) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('hub-changes' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('hub-deletes' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('crash' as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('journal-flushed' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('power-cut' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('crash-in' as const),
      operation: fc.constantFrom('write' as const, 'delete' as const, 'changes' as const, 'read' as const),
      moment: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('answer-lost' as const),
      operation: fc.constantFrom('write' as const, 'delete' as const, 'changes' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('report-lost' as const),
      moment: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('cursor-expires' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('hub-cut' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('full-listing' as const) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('time' as const), seconds: fc.integer({ min: 0, max: 90 }) }) },
)
type Happening = typeof Happening extends fc.Arbitrary<infer Value> ? Value : never

async function play(happenings: Happening[], habits: { tellsHeld: boolean; knowsChanges: boolean }): Promise<void> {
  const world = new AgentWorld(habits)
  const { hub, account, machine } = world
  const calendar = account.addCalendar({ name: 'Work' })
  const calendarId = calendarIdOf(AGENT_ID, SOURCE_ID, calendar)
  const commands = new Map<CommandId, Command>()
  const positions = new Map<CommandId, Position>()
  const told = new ToldWorld(commands)
  let made = 0

  const read = () => {
    told.take(hub.takeItems())
    for (const commandId of told.settled) {
      const position = positions.get(commandId)
      if (position !== undefined) hub.withdraw(position)
    }
  }
  const send = (command: object) => {
    const parsed = Command.parse(command)
    commands.set(parsed.commandId, parsed)
    positions.set(parsed.commandId, hub.send(parsed)[0]!)
  }
  const nextId = () => CommandId.parse(`command-${++made}`)
  const isBusy = (itemId: string) =>
    [...commands.values()].some(
      (command) => !told.settled.has(command.commandId) && 'itemId' in command && command.itemId === itemId,
    )
  const knownItem = (which: number) => {
    read()
    const known = [...told.items].filter(([itemId]) => !isBusy(itemId))
    return known[which % Math.max(1, known.length)]
  }
  const anyItem = (which: number) => {
    const items = account.items(calendar)
    return items[which % Math.max(1, items.length)]
  }
  const once = (operation: string, moment: 'before' | 'after', act: () => void) => {
    world.weather = {
      ...FAIR_WEATHER,
      [moment]: (present: string) => {
        if (present !== operation) return
        world.weather = FAIR_WEATHER
        act()
      },
    }
  }

  await world.start()
  for (const happening of happenings) {
    switch (happening.what) {
      case 'person-adds':
        account.put(calendar, meeting(`Person ${++made}`))
        break
      case 'person-edits': {
        const item = anyItem(happening.which)
        if (item) account.put(calendar, meeting(`Edit ${++made}`), { itemId: item.itemId })
        break
      }
      case 'person-deletes': {
        const item = anyItem(happening.which)
        if (item) account.remove(calendar, item.itemId)
        break
      }
      case 'hub-creates': {
        const common = {
          kind: 'event-write',
          commandId: nextId(),
          calendarId,
          eventId: `event-${made}`,
          role: 'mirror',
        }
        send({ ...common, itemId: null, expectedVersion: null, patch: {}, event: meeting(`Mirror ${made}`) })
        break
      }
      case 'hub-changes': {
        const [itemId, item] = knownItem(happening.which) ?? []
        if (!item) break
        const common = {
          kind: 'event-write',
          commandId: nextId(),
          calendarId,
          eventId: `of ${itemId}`,
          role: 'original',
        }
        const event = meeting(`Change ${made}`)
        send({ ...common, itemId, expectedVersion: item.version, patch: { title: event.title }, event })
        break
      }
      case 'hub-deletes': {
        const [itemId, item] = knownItem(happening.which) ?? []
        if (!item) break
        const common = { kind: 'event-delete', commandId: nextId(), calendarId, eventId: `of ${itemId}` }
        send({ ...common, itemId, expectedVersion: item.version })
        break
      }
      case 'crash':
        world.crash()
        break
      case 'journal-flushed':
        world.flushJournal()
        break
      case 'power-cut':
        world.powerCut()
        break
      case 'crash-in':
        once(happening.operation, happening.moment, () => {
          world.crash()
          throw new Error('the process is dead')
        })
        break
      case 'answer-lost':
        once(happening.operation, 'after', () => {
          throw new CodedError('source-fault', 'the answer was lost')
        })
        break
      case 'report-lost':
        hub.weather = (call, moment) => {
          if (call !== 'report' || moment !== happening.moment) return
          hub.weather = () => {}
          throw new CodedError('hub-unreachable', 'the connection broke')
        }
        break
      case 'cursor-expires':
        account.expireCursors()
        break
      case 'hub-cut':
        hub.cut()
        break
      case 'full-listing':
        send({ kind: 'list-again', commandId: nextId(), calendarId, full: true })
        break
      case 'time':
        await machine.advance(happening.seconds * 1000)
        break
      default:
        happening satisfies never
    }
    await machine.settle()
    while (!world.agent) await world.start()
  }

  world.weather = FAIR_WEATHER
  hub.weather = () => {}
  // As long as the longest pause before something is tried again.
  await machine.advance(40 * 60_000)
  read()

  const items = account.items(calendar) as ProviderItem[]
  const marks = items.map(({ mark }) => mark).filter((mark) => mark !== null)
  expect(new Set(marks).size, 'no event has two items').toBe(marks.length)
  expect([...told.items.keys()].toSorted(), 'the hub knows what is there').toEqual(
    items.map(({ itemId }) => itemId).toSorted(),
  )
  for (const { itemId, event } of items) {
    expect(sameEvent(told.items.get(itemId)!.event, event), `the hub knows how ${itemId} is`).toBe(true)
  }
  expect([...commands.keys()].filter((commandId) => !told.settled.has(commandId))).toEqual([])
  expect(world.agent!.status()).toMatchObject({ spooled: 0, delayed: [] })
  await machine.advance(10 * 60_000)
  expect(hub.items, 'it comes to rest').toEqual([])
  await world.stop()
}

it.each([
  { tellsHeld: true, knowsChanges: true },
  { tellsHeld: false, knowsChanges: true },
  { tellsHeld: false, knowsChanges: false },
])(
  'whatever dies or is lost at whatever moment, hub and calendar agree in the end (%o)',
  async (habits) => {
    const property = fc.asyncProperty(fc.array(Happening, { minLength: 5, maxLength: 40 }), (happenings) =>
      play(happenings, habits),
    )
    await fc.assert(property, { numRuns: Number(process.env.CRASH_RUNS ?? 15), endOnFailure: false })
  },
  120_000,
)
