import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { diff } from '@chroniton/shared/calendar/patch'
import type { State } from '../../../server/src/engine/state.ts'
import { heldBy, itemsIn, type Place } from '../place.ts'
import type { World } from '../world.ts'
import { expectedItems } from './expected.ts'

/** Every calendar shows what it shall, as far as it can hold it: nothing twice, nothing missing, nothing besides. */
export function checkAgreement(world: World, state: State): string[] {
  const wrong: string[] = []
  const expected = expectedItems(world, state)
  for (const place of world.places()) {
    const name = world.named(place.calendarId)
    const here = expected.get(place.calendarId)!
    const seen = new Set<string>()
    for (const { event, mark } of itemsIn(place)) {
      const what = `${event.uid} in ${name}`
      if (seen.has(event.uid)) wrong.push(`doubled: ${what}`)
      seen.add(event.uid)
      const wanted = here.get(event.uid)
      if (world.isDoubtful(event.uid)) continue
      if (wanted === undefined) {
        wrong.push(`nobody wants ${what} (mark ${mark})`)
        continue
      }
      const differs =
        world.lostAt === null ? differences(place, event, wanted.event) : own(differences(place, event, wanted.event))
      if (Object.keys(differs).length > 0) {
        wrong.push(`${what} does not agree with the event: ${JSON.stringify(differs)}`)
      }
      // An event that became one with another is known by that one's id; its mirrors keep their marks.
      const isKnown = mark !== null && state.events.get(mark) !== undefined
      const isForeign = isKnown && mark !== wanted.record.id && wanted.role !== 'original'
      if (isForeign && world.lostAt === null) {
        wrong.push(`${what} carries the mark ${mark} of another event than ${wanted.record.id}`)
      }
    }
    for (const [uid, { isOptional }] of here) {
      if (!seen.has(uid) && !isOptional && !world.isDoubtful(uid)) wrong.push(`missing: ${uid} in ${name}`)
    }
  }
  return wrong
}

/** Of what a provider adds, a hub that has lost its database cannot tell that no person did. */
function own(differs: object): object {
  return Object.fromEntries(Object.entries(differs).filter(([path]) => path !== 'provider.example~1seen'))
}

/** What would have to change for the item to show the event. */
function differences(place: Place, shown: CalendarEvent, wanted: CalendarEvent): object {
  const patch = diff(shown, normalise(heldBy(place, wanted)))
  if (!place.quirks.includes('oneAlert')) return patch
  // Which alert it holds depends on the order in which they came.
  const isHeld = Object.keys(shown.alerts ?? {}).every((key) => Object.hasOwn(wanted.alerts ?? {}, key))
  return Object.fromEntries(Object.entries(patch).filter(([path]) => !path.startsWith('alerts') || !isHeld))
}
