import { sameJson } from '@chroniton/shared/calendar/json'
import type { Route } from '@chroniton/shared/contract/route'
import { owing } from './copy.ts'
import { type Label, labelOf, unitOfLabel } from './dress.ts'
import { eventsFrom } from './route-events.ts'
import type { Turn } from './turn.ts'

/** Copies that tell in another way than they did where they come from owe the new label, and the loss of the old one. */
export function relabel(turn: Turn, route: Route, before: Label | null): void {
  const after = labelOf(turn, route)
  if (sameJson(before, after)) return
  const units = [before, after].flatMap((label) => (label === null ? [] : unitOfLabel(label)))
  for (const eventId of eventsFrom(turn, route)) {
    const copy = turn.copy(route.to, eventId)
    if (copy === undefined || copy.role !== 'mirror' || copy.shadow === null) continue
    turn.putCopy(owing(copy, units))
    turn.touch(eventId)
  }
}
