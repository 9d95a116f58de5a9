import { escapeSegment, valueAt } from '@chroniton/shared/calendar/patch'
import type { CopyRole } from '@chroniton/shared/contract/command'
import type { CalendarId } from '@chroniton/shared/contract/ids'
import type { Route } from '@chroniton/shared/contract/route'
import { isHome, isLive, newCopy, toBeMadeAgain } from './copy.ts'
import { labelOf, labelsOf } from './dress.ts'
import { joinTwin } from './join.ts'
import { flowsBack } from './links.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import { reshape } from './reshape.ts'
import type { Turn } from './turn.ts'

/**
 * Adds the copies that the routes ask for and that are not there yet. False when the event turned out to be one that
 * is known under another id, and was joined with it.
 */
export function planCopies(turn: Turn, record: EventRecord): boolean {
  for (const [calendarId, role] of wantedCopies(turn, record, turn.copies(record.id))) {
    const copy = turn.copy(calendarId, record.id)
    if (copy === undefined) {
      if (role === 'mirror' && joinTwin(turn, record, calendarId)) return false
      const planned = newCopy(calendarId, record.id, role)
      turn.putCopy({ ...planned, labels: labelsOf(turn, planned, turn.copies(record.id)) })
    } else if (copy.role === 'busy' && role === 'mirror' && isLive(copy)) {
      reshape(turn, record, copy, role)
    } else if (isGoneForGood(copy)) {
      // Also where it was at home before: it has come back in a calendar that flows here.
      turn.putCopy(toBeMadeAgain({ ...copy, role }))
    } else if (copy.role !== 'original' && copy.unwanted) {
      turn.putCopy({ ...copy, role, unwanted: false })
    }
  }
  return true
}

function isGoneForGood(copy: CopyRecord): boolean {
  return copy.gone !== null && copy.gone.holdId === null
}

/** Events flow from where they are at home, never from copy to copy. In the order of calendars. */
export function wantedCopies(
  turn: Turn,
  record: EventRecord,
  copies: readonly CopyRecord[],
): [CalendarId, Exclude<CopyRole, 'original'>][] {
  const wanted = new Map<CalendarId, 'mirror' | 'busy'>()
  for (const home of copies.filter(isHome)) {
    for (const route of turn.routesFrom(home.calendarId)) {
      if (wanted.get(route.to) !== 'mirror') wanted.set(route.to, route.mode)
    }
    for (const route of turn.routesTo(home.calendarId)) {
      if (goesBack(turn, route, record)) wanted.set(route.from, 'mirror')
    }
  }
  const writable = [...wanted].filter(([calendarId]) => turn.calendar(calendarId)?.seen.abilities.writeEvents === true)
  return writable.sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Whether an event that people made in the route's `to` also goes to its `from`. */
export function goesBack(turn: Turn, route: Route, record: EventRecord): boolean {
  if (!flowsBack(turn, route)) return false
  switch (route.newEvents) {
    case 'stay':
      return false
    case 'all':
      return true
    case 'labelled':
      return carriesLabel(turn, route, record)
  }
}

function carriesLabel(turn: Turn, route: Route, { event }: EventRecord): boolean {
  const label = labelOf(turn, route)
  if (label === null) return false
  return label.kind === 'color'
    ? event.color === label.color
    : valueAt(event, `keywords/${escapeSegment(label.keyword)}`) === true
}
