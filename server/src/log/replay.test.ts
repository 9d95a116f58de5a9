import type { EntryBody } from '@chroniton/shared/contract/entry'
import type {
  AgentId,
  CalendarId,
  CommandId,
  ItemId,
  ItemVersion,
  ListingId,
  Position,
} from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fold } from '../engine/fold.ts'
import { memoryState } from '../engine/memory-state.ts'
import { stateLines } from '../engine/state-hash.ts'
import { sampleCalendar } from '../engine/testing/samples.ts'
import { openDatabase } from '../store/database.ts'
import { digest } from '../store/digest.ts'
import { openEmbeddedLog } from './embedded.ts'
import { replay } from './replay.ts'
import { decision, report, seen } from './testing/bodies.ts'
import { TestStamps } from './testing/stamps.ts'

const AGENTS = ['client', 'own'] as const
const DESTINATION = 'own-home' as CalendarId
const calendarOf = (agent: string) => `${agent}-home` as CalendarId

/** Two agents, the calendar of the second being where everything flows to. */
const beginning: EntryBody[] = [
  ...AGENTS.map((agent) => decision(agent)),
  ...AGENTS.map((agent) => {
    const listed = { calendarId: calendarOf(agent), listingId: 'first' as ListingId, count: 0 }
    return report(agent, 1, {
      items: [
        { kind: 'calendar-seen', calendar: sampleCalendar(calendarOf(agent), agent) },
        { kind: 'listing-complete', ...listed },
      ],
    })
  }),
  {
    kind: 'decision',
    by: 'Ada',
    decision: {
      kind: 'settings-change',
      changes: { destination: { layout: 'keyword', calendarId: DESTINATION } },
    },
  },
]

const happening = fc.record({
  agent: fc.constantFrom(...AGENTS),
  what: fc.constantFrom('seen', 'seen', 'seen', 'gone', 'receipts', 'undo'),
  item: fc.constantFrom('a', 'b', 'c'),
  title: fc.constantFrom('Breakfast', 'Lunch', 'Dinner'),
})

it('the log leads from nothing to the same rows again, and in memory to the same state and commands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
      const database = openDatabase(':memory:')
      const parts = { database, fold, stamps: new TestStamps() }
      const { log, folder, outbox, state: stored } = await openEmbeddedLog(parts)
      const append = async (body: EntryBody) => folder.reached(await log.append(body))
      for (const body of beginning) await append(body)
      const sequence = { client: 1, own: 1 }
      for (const [index, { agent, what, item, title }] of happenings.entries()) {
        const items: ReportItem[] = []
        const calendarId = calendarOf(agent)
        const itemId = item as ItemId
        if (what === 'seen') {
          items.push({ ...seen(calendarId, item, title), version: `v${index}` as ItemVersion } as ReportItem)
        }
        if (what === 'gone') items.push({ kind: 'event-gone', calendarId, itemId })
        if (what === 'receipts') {
          for (const { json } of outbox.waiting(agent as AgentId, 0 as Position, { rows: 10, characters: 1e6 })) {
            const { commandId } = JSON.parse(json) as { commandId: CommandId }
            items.push({ kind: 'refused', commandId, code: 'item-refused', detail: title })
          }
        }
        if (items.length > 0) await append(report(agent, ++sequence[agent], { items }))
        if (what === 'undo') {
          const position = await log.head()
          await append({ kind: 'decision', by: 'Ada', decision: { kind: 'undo-entry', position } })
        }
      }
      expect(await replay(log, fold)).toBe(digest(database))

      const state = memoryState()
      const sent = new Set<CommandId>()
      for (const entry of await log.read(0 as Position, 1000)) {
        for (const effect of fold(state, entry).effects) {
          if (effect.kind === 'send') sent.add(effect.command.commandId)
          if (effect.kind === 'settle') sent.delete(effect.commandId)
        }
      }
      const rows = database.sqlite.prepare('select command_id from outbox order by position').pluck().all()
      expect(rows).toEqual([...sent])
      expect([...stateLines(stored)]).toEqual([...stateLines(state)])
      database.close()
    }),
    { numRuns: 40 },
  )
})
