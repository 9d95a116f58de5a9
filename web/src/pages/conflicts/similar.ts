import { segmentsOf } from '@chroniton/shared/calendar/patch'
import type { ConflictView } from '@chroniton/shared/contract/views'

/** Which side of a conflict a person chose. */
export type Side = 'current' | 'other'

/** The conflicts of each event together, in the order in which the first of each comes. */
export function byEvent(conflicts: readonly ConflictView[]): ConflictView[][] {
  const groups = new Map<string, ConflictView[]>()
  for (const conflict of conflicts) groups.set(conflict.eventId, [...(groups.get(conflict.eventId) ?? []), conflict])
  return [...groups.values()]
}

/** The names of the sides that stand against each other in all of them, so that one can be chosen for the whole event. */
export function commonSides(conflicts: readonly ConflictView[]): string[] {
  const [first] = conflicts
  if (first === undefined) return []
  return [...new Set([first.current.name, first.other.name])].filter((name) =>
    conflicts.every(({ current, other }) => current.name === name || other.name === name),
  )
}

/** Open conflicts about the same property between the same two sides, with the side that is the chosen one there. */
export function similarTo(
  conflict: ConflictView,
  side: Side,
  all: readonly ConflictView[],
): { conflict: ConflictView; side: Side }[] {
  const chosen = conflict[side]
  const against = conflict[side === 'current' ? 'other' : 'current']
  const property = segmentsOf(conflict.path)[0]
  const found: { conflict: ConflictView; side: Side }[] = []
  for (const candidate of all) {
    if (candidate.id === conflict.id || segmentsOf(candidate.path)[0] !== property) continue
    for (const here of ['current', 'other'] as const) {
      const there = here === 'current' ? 'other' : 'current'
      if (isSameSide(candidate[here], chosen) && isSameSide(candidate[there], against)) {
        found.push({ conflict: candidate, side: here })
        break
      }
    }
  }
  return found
}

function isSameSide(a: ConflictView['current'], b: ConflictView['current']): boolean {
  return a.calendarId === b.calendarId && a.name === b.name
}
