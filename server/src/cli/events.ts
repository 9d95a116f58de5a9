import { PatchObjectSchema } from '@chroniton/shared/contract/event'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { PatchObject } from '@chroniton/shared/calendar/event'
import type { EventId } from '@chroniton/shared/contract/ids'
import type { EventSummary, EventView } from '@chroniton/shared/contract/views'
import type { Command } from 'commander'
import { findCalendar } from './calendars.ts'
import { atMost } from './limits.ts'
import { fields, table } from './output.ts'
import { pages, withHub } from './session.ts'

interface ListOptions {
  from?: string
  to?: string
  calendar?: string
  search?: string
  limit: number
}

interface EditOptions {
  title?: string
  description?: string
  start?: string
  timeZone?: string
  duration?: string
  patch?: string
}

export function eventCommands(program: Command): void {
  const events = program.command('events').description('the events of all calendars')

  events
    .command('list', { isDefault: true })
    .description('events, ordered by their first start')
    .option('--from <time>', 'taking place at or after this instant or date')
    .option('--to <time>', 'taking place before this instant or date')
    .option('--calendar <calendar>', 'that have a copy in this calendar')
    .option('--search <words>', 'with these words in title, place or description')
    .option('--limit <count>', 'so many at most', atMost, 100)
    .action(
      withHub(async ({ calls, print }, { from, to, calendar, search, limit }: ListOptions) => {
        const calendarId = calendar === undefined ? null : (await findCalendar(calls, calendar)).id
        const query = { from: from ?? null, to: to ?? null, search: search ?? null, calendarId }
        print(
          await pages(limit, (cursor, count) => calls.admin.events.query({ ...query, cursor, limit: count })),
          eventTable,
        )
      }),
    )

  events
    .command('show <event>')
    .description('an event with all its copies')
    .action(
      withHub(async ({ calls, print }, eventId: EventId) => {
        print(await calls.admin.event.query(eventId), eventText)
      }),
    )

  events
    .command('edit <event>')
    .description('change an event everywhere')
    .option('--title <title>')
    .option('--description <text>')
    .option('--start <local>', 'wall time, like 2026-01-31T09:00:00')
    .option('--time-zone <zone>', 'like Europe/Zurich')
    .option('--duration <duration>', 'like PT1H30M')
    .option('--patch <json>', 'any other change, as a JSCalendar PatchObject')
    .action(
      withHub(async ({ decide }, eventId: EventId, options: EditOptions) => {
        await decide({ kind: 'event-change', eventId, patch: patchOf(options) }, `changed ${eventId}`)
      }),
    )

  events
    .command('delete <event>')
    .description('delete an event everywhere')
    .action(
      withHub(async ({ decide }, eventId: EventId) => {
        await decide({ kind: 'event-delete', eventId }, `deleted ${eventId}`)
      }),
    )
}

function patchOf({ patch, ...given }: EditOptions): PatchObject {
  const changes: PatchObject = { ...given, ...(patch === undefined ? {} : parsePatch(patch)) }
  if (Object.keys(changes).length === 0) throw new CodedError('invalid-input', 'nothing to change was given')
  return changes
}

function parsePatch(text: string): PatchObject {
  try {
    return PatchObjectSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new CodedError('invalid-input', '--patch: expected a JSON object of pointers and values', { cause: error })
  }
}

function eventTable(events: EventSummary[]): string {
  return table(events, [
    ['id', ({ id }) => id],
    ['start', ({ start, allDay }) => (allDay ? start.slice(0, 10) : start.replace('T', ' '))],
    ['zone', ({ timeZone }) => timeZone],
    ['duration', ({ duration }) => duration],
    ['repeats', ({ recurring }) => (recurring ? 'yes' : '')],
    ['copies', ({ calendars }) => calendars.length],
    ['title', ({ title }) => title],
  ])
}

function eventText({ id, event, revision, deletedAt, copies }: EventView): string {
  const shown = copies.length === 0 ? 'no copies' : copyTable(copies)
  return [
    fields([
      ['id', id],
      ['title', event.title],
      ['start', `${event.start} ${event.timeZone ?? '(floating)'}`],
      ['duration', event.duration],
      ['uid', event.uid],
      ['revision', revision],
      ['deleted', deletedAt],
    ]),
    '',
    shown,
    '',
    JSON.stringify(event, null, 2),
  ].join('\n')
}

function copyTable(copies: EventView['copies']): string {
  return table(copies, [
    ['calendar', ({ calendarName }) => calendarName],
    ['role', ({ role }) => role],
    ['state', ({ state, parked }) => (parked === null ? state : `${state}: ${parked.code}`)],
    ['item', ({ itemId }) => itemId],
  ])
}
