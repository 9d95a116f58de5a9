import type { CalendarEvent, Participant } from '../event.ts'
import { isObject } from '../json.ts'
import type { Bag } from './bag.ts'
import { component, property, type Component } from './component.ts'
import type { ContentLine } from './content-line.ts'
import { calendarAddress } from './people.ts'
import { escapeText, unescapeText } from './value.ts'

/**
 * The people of a mirrored event. A calendar server may mail everybody it finds in ATTENDEE, so a mirror has none:
 * its people stand in a property of ours, and once more, for whoever looks at the mirror, below its description.
 */

const KEPT = 'X-CHRONITON-PARTICIPANTS'
const HEADER = '--- People invited (kept in step by Chroniton) ---'
const FOOTER = '--- End of people invited ---'
const MOST_SHOWN = 100

type People = Pick<CalendarEvent, 'participants' | 'replyTo'>

export function printKeptPeople({ participants, replyTo }: People): ContentLine[] {
  if (participants === undefined && replyTo === undefined) return []
  return [property(KEPT, escapeText(JSON.stringify({ participants, replyTo })))]
}

/** Takes the kept people into the event and their block out of its description. */
export function readKeptPeople(bag: Bag, event: CalendarEvent): void {
  const kept = keptIn(bag.take(KEPT)?.value)
  if (kept?.participants !== undefined) event.participants = { ...kept.participants, ...event.participants }
  if (kept?.replyTo !== undefined) event.replyTo ??= kept.replyTo
  if (event.description !== undefined) event.description = withoutBlock(event.description, kept?.participants)
}

function keptIn(value: string | undefined): People | null {
  if (value === undefined) return null
  try {
    const people: unknown = JSON.parse(unescapeText(value))
    if (!isObject(people)) return null
    const { participants, replyTo } = people
    return {
      ...(isObject(participants) && { participants: participants as Record<string, Participant> }),
      ...(isObject(replyTo) && { replyTo: replyTo as Record<string, string> }),
    }
  } catch {
    return null
  }
}

/** The description with the people of the event below it. */
export function withBlock(
  description: string | undefined,
  participants: CalendarEvent['participants'],
): string | undefined {
  const lines = linesOf(participants)
  if (lines.length === 0) return description
  const block = [HEADER, ...lines, FOOTER].join('\n')
  return description === undefined || description === '' ? block : `${description}\n\n${block}`
}

function linesOf(participants: CalendarEvent['participants'] = {}): string[] {
  const people = Object.keys(participants)
    .sort()
    .map((key) => participants[key])
    .filter((participant) => isObject(participant))
    .map(lineOf)
  const more = people.length - MOST_SHOWN
  return more > 0 ? [...people.slice(0, MOST_SHOWN), `and ${more} more`] : people
}

const ANSWERS: Record<string, string> = {
  accepted: 'accepted',
  declined: 'declined',
  tentative: 'tentative',
  delegated: 'delegated',
}

function lineOf(participant: Participant): string {
  const { name = '', email, roles = {}, participationStatus = '' } = participant
  const address = email ?? calendarAddress(participant)
  const person = [name, ...(address === null ? [] : [`<${address}>`])].filter((part) => part !== '')
  const answer = ANSWERS[participationStatus] ?? 'no answer'
  const about = [...(roles['owner'] === true ? ['organizer'] : []), ...(isOnlyOwner(roles) ? [] : [answer])]
  return `${person.join(' ') || 'somebody'}: ${about.join(', ')}`.replace(/\s+/g, ' ')
}

function isOnlyOwner(roles: Record<string, true>): boolean {
  return roles['owner'] === true && Object.keys(roles).length === 1
}

/**
 * Takes the block out again, exactly as it was put in. Where a person has written into it or around it, only lines
 * that the block itself had are taken, so that nothing of theirs is lost.
 */
function withoutBlock(description: string, participants: CalendarEvent['participants']): string {
  if (!description.includes(HEADER) && !description.includes(FOOTER)) return description
  const lines = description.split('\n')
  const header = lines.findLastIndex((line) => line.trim() === HEADER)
  const footer = lines.findLastIndex((line, index) => index > header && line.trim() === FOOTER)
  if (header === -1 && footer === -1) return description
  const own = new Set(linesOf(participants))
  // Without the property nobody knows what the block said; between both its ends it is ours all the same.
  const isOwn = (line: string): boolean => own.has(line.trim()) || (own.size === 0 && header !== -1 && footer !== -1)
  let from = header
  if (header === -1) for (from = footer; from > 0 && isOwn(lines[from - 1]!);) from--
  let to = footer + 1
  if (footer === -1) for (to = header + 1; to < lines.length && isOwn(lines[to]!);) to++
  const written = lines.slice(from, to).filter((line, index) => {
    const isEnd = index + from === header || index + from === footer
    return !isEnd && !isOwn(line)
  })
  const above = lines.slice(0, from)
  if (above.at(-1) === '') above.pop()
  const rest = [...written, ...lines.slice(to)]
  return [...above, ...(rest.every((line) => line === '') ? [] : rest)].join('\n')
}

const QUIET = new Map([
  ['ATTENDEE', 'X-CHRONITON-ATTENDEE'],
  ['ORGANIZER', 'X-CHRONITON-ORGANIZER'],
])
const LOUD = new Map([...QUIET].map(([loud, quiet]) => [quiet, loud]))
/** On the ACTION that stands in for another. */
const ACTION = 'X-CHRONITON-ACTION'

/** Nothing in the component, however deep, that makes a server mail anybody; an alarm by mail becomes one on the screen. */
export function quietened({ name, properties, components }: Component): Component {
  const quiet = properties.map((line) => {
    const isMail = line.name === 'ACTION' && line.value.trim().toUpperCase() === 'EMAIL'
    if (isMail) return { ...line, value: 'DISPLAY', parameters: new Map([...line.parameters, [ACTION, [line.value]]]) }
    const name = QUIET.get(line.name)
    return name === undefined ? line : { ...line, name }
  })
  return component(name, quiet, components.map(quietened))
}

/** Makes the component what it was before `quietened`. */
export function restore({ properties, components }: Component): void {
  for (const line of properties) {
    line.name = LOUD.get(line.name) ?? line.name
    const action = line.parameters.get(ACTION)?.[0]
    if (action === undefined) continue
    line.value = action
    line.parameters.delete(ACTION)
  }
  for (const inner of components) restore(inner)
}
