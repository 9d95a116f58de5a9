import { CodedError } from '@chroniton/shared/contract/errors'

/**
 * The one thing a person means: by its id, by the beginning of its id, by its name, or by a longer name that tells it from others.
 *
 * Errors: `not-found`, also when several fit: the detail names them.
 */
export function find<Thing extends { id: string }>(
  kind: string,
  wanted: string,
  things: Thing[],
  nameOf: (thing: Thing) => string = ({ id }) => id,
  fullNameOf = nameOf,
): Thing {
  const exact = things.find(({ id }) => id === wanted)
  if (exact !== undefined) return exact
  const isNamed = (name: string) => name.toLowerCase() === wanted.toLowerCase()
  const named = things.filter((thing) => isNamed(nameOf(thing)) || isNamed(fullNameOf(thing)))
  const fitting = named.length > 0 ? named : things.filter(({ id }) => wanted.length >= 4 && id.startsWith(wanted))
  const [only, second] = fitting
  if (only === undefined) throw new CodedError('not-found', `there is no ${kind} "${wanted}"`)
  if (second === undefined) return only
  const candidates = fitting.map((thing) => `${thing.id} (${fullNameOf(thing)})`).join(', ')
  throw new CodedError('not-found', `"${wanted}" may be any ${kind} of ${candidates}`)
}
