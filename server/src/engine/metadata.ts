import { sameJson } from '@chroniton/shared/calendar/json'
import type { CalendarAbilities, CalendarChanges, CalendarMetadata } from '@chroniton/shared/contract/calendar'
import type { CalendarId } from '@chroniton/shared/contract/ids'
import type { CalendarRecord } from './records.ts'
import type { Turn } from './turn.ts'

const FIELDS = ['name', 'color', 'description'] as const
const ABILITY = {
  name: 'changeName',
  color: 'changeColor',
  description: 'changeDescription',
} as const satisfies Record<(typeof FIELDS)[number], keyof CalendarAbilities>

/** The fields in which `after` differs. */
export function metadataChanges(before: CalendarMetadata, after: CalendarMetadata): CalendarChanges {
  const changed = FIELDS.filter((field) => before[field] !== after[field])
  return Object.fromEntries(changed.map((field) => [field, after[field]]))
}

/** What the calendar cannot be made to show. */
export function impossibleChanges(record: CalendarRecord, changes: CalendarChanges): (keyof CalendarMetadata)[] {
  return FIELDS.filter((field) => field in changes && !record.seen.abilities[ABILITY[field]])
}

/** Sets what the calendar, and every one that follows it, shall show. */
export function wantMetadata(turn: Turn, calendarId: CalendarId, changes: CalendarChanges): void {
  const open = [calendarId]
  const visited = new Set(open)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const record = turn.calendar(id)
    if (record === undefined) continue
    turn.putCalendar({ ...letGoOfParked(turn, record, changes), wanted: { ...record.wanted, ...changes } })
    changeMetadata(turn, id)
    for (const follower of followersOf(turn, id)) {
      if (visited.has(follower)) continue
      visited.add(follower)
      open.push(follower)
    }
  }
}

/** What was refused is not tried again once the field has been given another value. */
function letGoOfParked(turn: Turn, record: CalendarRecord, changes: CalendarChanges): CalendarRecord {
  const { parked } = record
  if (parked === null) return record
  const left = Object.fromEntries(Object.entries(parked.changes).filter(([field]) => !(field in changes)))
  if (Object.keys(left).length > 0) return { ...record, parked: { ...parked, changes: left } }
  turn.effects.push({ kind: 'settle', commandId: parked.commandId })
  return { ...record, parked: null }
}

function followersOf(turn: Turn, calendarId: CalendarId): CalendarId[] {
  const forth = turn.routesFrom(calendarId).flatMap((route) => (route.followMetadata ? route.to : []))
  const back = turn
    .routesTo(calendarId)
    .flatMap((route) => (route.followMetadata && route.direction === 'both' ? route.from : []))
  return [...forth, ...back]
}

/** Commands what is wanted and not shown. What the calendar cannot change is not wanted: what it shows stands. */
export function changeMetadata(turn: Turn, calendarId: CalendarId): void {
  const record = turn.calendar(calendarId)
  if (record === undefined || record.gone) return
  const differing = metadataChanges(record.seen.metadata, record.wanted)
  const impossible = impossibleChanges(record, differing)
  const standing = Object.fromEntries(impossible.map((field) => [field, record.seen.metadata[field]]))
  const wanted = { ...record.wanted, ...standing }
  const changes = metadataChanges(record.seen.metadata, wanted)
  if (Object.keys(changes).length === 0) {
    if (record.outstanding !== null) turn.effects.push({ kind: 'settle', commandId: record.outstanding.commandId })
    return turn.putCalendar({ ...record, wanted, outstanding: null })
  }
  if (sameJson(record.outstanding?.changes, changes)) return turn.putCalendar({ ...record, wanted })
  const replaced = record.outstanding ?? record.parked
  if (replaced !== null) turn.effects.push({ kind: 'settle', commandId: replaced.commandId })
  const commandId = turn.newId()
  const command = { kind: 'calendar-change', commandId, calendarId, changes } as const
  turn.effects.push({ kind: 'send', agentId: record.agentId, command })
  turn.putCalendar({ ...record, wanted, outstanding: { commandId, changes }, parked: null })
}
