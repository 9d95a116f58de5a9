/** The kinds of records whose writing somebody may want to hear of. */
export const TOUCHABLE = [
  'settings',
  'agents',
  'calendars',
  'routes',
  'events',
  'copies',
  'conflicts',
  'holds',
  'changes',
  'problems',
] as const

/**
 * The keys of what was put or deleted: of a copy its calendar, of a problem its agent, of the settings nothing in
 * particular. A key may be named although its record is as before.
 */
export type Touched = Record<(typeof TOUCHABLE)[number], Set<string>>

export function nothingTouched(): Touched {
  return Object.fromEntries(TOUCHABLE.map((kind) => [kind, new Set<string>()])) as Touched
}
