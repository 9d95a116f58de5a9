import type { CalendarEvent } from '@chroniton/shared/calendar/event'

const known = new WeakMap<CalendarEvent, string>()

/**
 * The event as JSON. A record of the engine is never changed once it is made, and the same event stands in an event and
 * in its copies: it is the largest part of both, and made only once.
 */
export function eventJson(event: CalendarEvent | null): string {
  if (event === null) return 'null'
  let json = known.get(event)
  if (json === undefined) known.set(event, (json = JSON.stringify(event)))
  return json
}

/** An object as JSON with one more member, whose JSON there is already. */
export function withMember(rest: object, name: string, json: string): string {
  const text = JSON.stringify(rest)
  return `${text.slice(0, -1)}${text === '{}' ? '' : ','}${JSON.stringify(name)}:${json}}`
}
