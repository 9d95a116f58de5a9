import { inTurns, type Turns } from '../../log/turns.ts'
import { keyOf, type Listing } from './listing.ts'
import { placeOf, type RawEvent } from './read-event.ts'

/** How much a list holds. */
export interface TakenList {
  events: number
  /** Events by which nothing can be known again. */
  skipped: number
  /** Those that are new, or not what they were. */
  changed: number
}

/**
 * Goes over a list in turns, as `readList` does but for reading what is new in it: whether it can be read at all is
 * known afterwards. `onMany` is called once, as soon as more than `few` are found changed.
 *
 * Errors: `invalid-input` when an event of it is no JSON.
 */
export async function surveyList(
  events: Iterable<RawEvent>,
  before: Listing,
  turns: Turns,
  few: number,
  onMany: () => void,
): Promise<TakenList> {
  const known = new Map([...before.items].map(([key, { hash }]) => [hash, key]))
  const present = new Set<string>()
  const survey = { events: 0, skipped: 0, changed: 0 }
  const rest = inTurns(turns)
  for (const raw of events) {
    survey.events++
    const key = known.get(raw.hash) ?? newKey(raw)
    if (key === null || present.has(key)) survey.skipped++
    else if (!known.has(raw.hash) && ++survey.changed === few + 1) onMany()
    if (key !== null) present.add(key)
    const resting = rest()
    if (resting !== null) await resting
  }
  return survey
}

function newKey(raw: RawEvent): string | null {
  const place = placeOf(raw.value())
  return place === null ? null : keyOf(place.calendar, place.itemId)
}
