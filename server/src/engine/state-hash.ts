import { canonicalJson } from '@chroniton/shared/calendar/json'
import type { State } from './state.ts'

/**
 * Everything the engine remembers, a line per record, in one order whatever store holds it: two states are the same
 * when the hashes of these lines are.
 */
export function* stateLines(state: State): Generator<string> {
  yield line('settings', state.settings.get())
  for (const row of state.agents.all()) yield line('agent', row)
  for (const row of state.routes.all()) yield line('route', row)
  for (const calendar of state.calendars.all()) {
    yield line('calendar', calendar)
    for (const row of state.copies.ofCalendar(calendar.id)) yield line('copy', row)
    for (const row of state.duplicates.ofCalendar(calendar.id)) yield line('duplicate', row)
  }
  for (const row of state.events.all()) yield line('event', row)
  for (const row of state.conflicts.all()) yield line('conflict', row)
  for (const row of state.holds.all()) yield line('hold', row)
  for (const row of state.changes.all()) yield line('change', row)
  for (const row of state.problems.all()) yield line('problem', row)
  for (const row of state.requests.all()) yield line('request', row)
  for (const row of state.deletions.all()) yield line('deletions', row)
}

function line(kind: string, row: unknown): string {
  return `${kind} ${canonicalJson(row)}\n`
}

/** `digest` is given all the text there is to hash, line by line. */
export function stateHash(state: State, digest: (lines: Iterable<string>) => string): string {
  return digest(stateLines(state))
}
