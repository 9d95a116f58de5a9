import type { CalendarEvent, PatchObject } from '@chroniton/shared/calendar/event'
import { apply, escapeSegment } from '@chroniton/shared/calendar/patch'
import type { CalendarId } from '@chroniton/shared/contract/ids'
import type { Route } from '@chroniton/shared/contract/route'
import { isHome } from './copy.ts'
import type { CopyRecord, Label } from './records.ts'
import type { Turn } from './turn.ts'

export function labelOf(turn: Turn, route: Route): Label | null {
  const from = turn.calendar(route.from)?.seen.metadata
  if (from === undefined || route.mode !== 'mirror') return null
  switch (route.label) {
    case 'none':
      return null
    case 'keyword':
      return { kind: 'keyword', keyword: from.name }
    case 'color':
      return from.color === null ? null : { kind: 'color', color: from.color }
  }
}

/** The labels that a mirror shall wear: of the routes that lead to it from where its event is at home. */
export function labelsOf(turn: Turn, copy: CopyRecord, copies: readonly CopyRecord[]): Label[] {
  if (copy.role !== 'mirror') return []
  const routes = copies.filter(isHome).flatMap((home) => turn.routesFrom(home.calendarId))
  return routes
    .filter((route) => route.to === copy.calendarId)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((route) => labelOf(turn, route) ?? [])
}

/** Labels that may be on what a copy shows. While no home of its event is known, any of its calendar's may be. */
export function labelsWorn(turn: Turn, copy: CopyRecord, copies: readonly CopyRecord[]): Label[] {
  if (copy.role === 'mirror' && copies.every((other) => other.role !== 'original')) {
    return [...copy.labels, ...labelsInto(turn, copy.calendarId)]
  }
  return [...copy.labels, ...labelsOf(turn, copy, copies)]
}

export function labelsInto(turn: Turn, calendarId: CalendarId): Label[] {
  return turn.routesTo(calendarId).flatMap((route) => labelOf(turn, route) ?? [])
}

/** The unit that shows the label. */
export function unitOfLabel(label: Label): string {
  return label.kind === 'color' ? 'color' : `keywords/${escapeSegment(label.keyword)}`
}

/** The event as a copy with these labels shows it. */
export function dress(event: CalendarEvent, labels: readonly Label[]): CalendarEvent {
  if (labels.length === 0) return event
  const patch: PatchObject = {}
  for (const label of labels) patch[unitOfLabel(label)] ??= label.kind === 'color' ? label.color : true
  return apply(event, patch)
}

/**
 * What a copy shows without its labels. A colour that is a label stands where the event's own would be, so the event's
 * own, `color`, is put back in its place.
 */
export function undress(shown: CalendarEvent, labels: readonly Label[], color: string | undefined): CalendarEvent {
  if (labels.length === 0) return shown
  const patch: PatchObject = {}
  for (const label of labels) patch[unitOfLabel(label)] = label.kind === 'color' ? (color ?? null) : null
  return apply(shown, patch)
}
