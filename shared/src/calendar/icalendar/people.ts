import type { CalendarEvent, Participant } from '../event.ts'
import { isObject, setMember } from '../json.ts'
import { freeKey, participantKey } from '../keys.ts'
import type { Bag } from './bag.ts'
import { property } from './component.ts'
import type { ContentLine, Parameters } from './content-line.ts'
import { preserveParameters, restoreParameters } from './preserved.ts'

/** Between ORGANIZER and ATTENDEE, and `replyTo` and `participants`. */

/** Parameters that no property of a participant stands for, on the participant so that they come and go with it. */
export const ATTENDEE_PARAMETERS = 'chroniton:parameters'
export const ORGANIZER_PARAMETERS = 'chroniton:organizerParameters'
/** The participant's key, where it is none that is made from the address. */
export const KEY_PARAMETER = 'X-CHRONITON-KEY'

const KINDS = new Map([
  ['INDIVIDUAL', 'individual'],
  ['GROUP', 'group'],
  ['RESOURCE', 'resource'],
  ['ROOM', 'location'],
])
const ROLES = new Map<string, readonly string[]>([
  ['REQ-PARTICIPANT', ['attendee']],
  ['CHAIR', ['attendee', 'chair']],
  ['OPT-PARTICIPANT', ['attendee', 'optional']],
  ['NON-PARTICIPANT', ['informational']],
])
const STATUSES = new Set(['needs-action', 'accepted', 'declined', 'tentative', 'delegated'])

export function readPeople(bag: Bag, event: CalendarEvent): void {
  const participants: Record<string, Participant> = {}
  bag.takeEach('ATTENDEE', (line) => {
    const address = addressOf(line)
    if (address === '') return false
    const { participant, key } = readAttendee(line, address)
    setMember(participants, freeKey(key ?? participantKey(address), participants), participant)
    return true
  })
  bag.takeEach('ORGANIZER', (line) => {
    const address = addressOf(line)
    if (address === '' || event.replyTo !== undefined) return false
    event.replyTo = { [methodOf(address)]: address }
    readOrganizer(line, address, participants)
    return true
  })
  if (Object.keys(participants).length > 0) event.participants = participants
}

function addressOf({ value }: ContentLine): string {
  return value.trim()
}

/** The first that an event names is the one that ORGANIZER and ATTENDEE tell. */
export const REPLY_METHODS = ['imip', 'other', 'web'] as const

/** `imip` stands for mail (RFC 8984, 4.4.5). */
function methodOf(address: string): (typeof REPLY_METHODS)[number] {
  return /^mailto:/i.test(address) ? 'imip' : /^https?:/i.test(address) ? 'web' : 'other'
}

function readAttendee(line: ContentLine, address: string): { participant: Participant; key: string | undefined } {
  const { parameters } = line
  parameters.delete('VALUE')
  const take = takerOf(parameters)
  const key = take(KEY_PARAMETER)
  const participant: Participant = { ...identityOf(take, address), roles: { attendee: true } }
  const kind = take('CUTYPE', (value) => KINDS.get(value.toUpperCase()))
  if (kind !== undefined) participant.kind = kind
  const roles = take('ROLE', (value) => ROLES.get(value.toUpperCase()))
  if (roles !== undefined) participant.roles = Object.fromEntries(roles.map((role) => [role, true]))
  const status = take('PARTSTAT', (value) => (STATUSES.has(value.toLowerCase()) ? value.toLowerCase() : undefined))
  if (status !== undefined) participant.participationStatus = status
  const reply = take('RSVP', (value) => ({ TRUE: true, FALSE: false })[value.toUpperCase()])
  if (reply !== undefined) participant.expectReply = reply
  if (parameters.size > 0) participant[ATTENDEE_PARAMETERS] = preserveParameters(parameters)
  return { participant, key }
}

type Taker = {
  (name: string): string | undefined
  <Value>(name: string, read: (value: string) => Value | undefined): Value | undefined
}

/** Takes a parameter out if it has one value that `read` understands. */
function takerOf(parameters: Parameters): Taker {
  return <Value>(name: string, read: (value: string) => Value | string | undefined = (value) => value) => {
    const values = parameters.get(name)
    const value = values?.length === 1 ? read(values[0]!) : undefined
    if (value !== undefined) parameters.delete(name)
    return value as (Value & string) | undefined
  }
}

function identityOf(take: Taker, address: string): Participant {
  const participant: Participant = { sendTo: { [methodOf(address)]: address } }
  const name = take('CN')
  if (name !== undefined && name !== '') participant.name = name
  const email = take('EMAIL') ?? /^mailto:(.+@.+)$/i.exec(address)?.[1]
  if (email !== undefined) participant.email = email
  return participant
}

/** The organizer is a participant as well: the attendee with the same address, or one who is nothing but owner. */
function readOrganizer(line: ContentLine, address: string, participants: Record<string, Participant>): void {
  const { parameters } = line
  parameters.delete('VALUE')
  const take = takerOf(parameters)
  const givenKey = take(KEY_PARAMETER)
  const key = Object.keys(participants).find((candidate) => isAddress(participants[candidate]!, address))
  const owner = key === undefined ? identityOf(take, address) : participants[key]!
  if (key !== undefined) owner.name ??= parameters.get('CN')?.[0] ?? ''
  if (parameters.get('CN')?.[0] === owner.name) parameters.delete('CN')
  owner.roles = { ...owner.roles, owner: true }
  if (parameters.size > 0) owner[ORGANIZER_PARAMETERS] = preserveParameters(parameters)
  setMember(participants, key ?? freeKey(givenKey ?? participantKey(address), participants), owner)
}

function isAddress(participant: Participant, address: string): boolean {
  return Object.values(participant.sendTo ?? {}).some((own) => own.toLowerCase() === address.toLowerCase())
}

export function calendarAddress(participant: Participant): string | null {
  const { sendTo = {}, email } = participant
  const address = addressIn(sendTo) ?? (email === undefined ? null : `mailto:${email}`)
  return typeof address === 'string' && address !== '' ? address : null
}

export function printPeople(event: CalendarEvent): ContentLine[] {
  const lines: ContentLine[] = []
  const owner = ownerOf(event)
  const organizer = organizerAddress(event)
  if (organizer !== null) lines.push(printOrganizer(organizer, owner))
  for (const [key, participant] of entriesOf(event)) {
    const address = calendarAddress(participant)
    if (address !== null && isAttendee(participant)) lines.push(printAttendee(key, participant, address))
  }
  return lines
}

function entriesOf(event: CalendarEvent): [string, Participant][] {
  return Object.entries(event.participants ?? {})
    .filter((entry) => isObject(entry[1]))
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

/** The one participant that ORGANIZER speaks of. */
export function ownerOf(event: CalendarEvent): [string, Participant] | null {
  const owners = entriesOf(event).filter(([, { roles }]) => roles?.['owner'] === true)
  const address = addressIn(event.replyTo ?? {})
  return owners.find(([, owner]) => address !== null && isAddress(owner, address)) ?? owners[0] ?? null
}

function addressIn(methods: Record<string, string>): string | null {
  const method = REPLY_METHODS.find((candidate) => methods[candidate] !== undefined)
  return method === undefined ? null : methods[method]!
}

function organizerAddress(event: CalendarEvent): string | null {
  const owner = ownerOf(event)
  return addressIn(event.replyTo ?? {}) ?? (owner === null ? null : calendarAddress(owner[1]))
}

/** Whether an ATTENDEE is written for the participant, besides or in place of ORGANIZER. */
export function isAttendee({ roles = {} }: Participant): boolean {
  return roles['owner'] !== true || Object.keys(roles).length > 1
}

function printOrganizer(address: string, owner: [string, Participant] | null): ContentLine {
  const line = property('ORGANIZER', address)
  if (owner === null) return line
  const [key, participant] = owner
  if (!isAttendee(participant)) setIdentity(line.parameters, key, participant, address)
  withParameters(line, participant[ORGANIZER_PARAMETERS])
  if (participant.name !== undefined && !line.parameters.has('CN')) line.parameters.set('CN', [participant.name])
  return line
}

function printAttendee(key: string, participant: Participant, address: string): ContentLine {
  const line = property('ATTENDEE', address)
  const { parameters } = line
  setIdentity(parameters, key, participant, address)
  for (const [name, kind] of KINDS) if (participant.kind === kind) parameters.set('CUTYPE', [name])
  const role = roleOf(participant)
  if (role !== 'REQ-PARTICIPANT') parameters.set('ROLE', [role])
  const status = participant.participationStatus
  if (status !== undefined) parameters.set('PARTSTAT', [status.toUpperCase()])
  if (participant.expectReply === true) parameters.set('RSVP', ['TRUE'])
  return withParameters(line, participant[ATTENDEE_PARAMETERS])
}

function setIdentity(parameters: Parameters, key: string, { name, email }: Participant, address: string): void {
  if (name !== undefined) parameters.set('CN', [name])
  if (email !== undefined && email !== address.replace(/^mailto:/i, '')) parameters.set('EMAIL', [email])
  if (key !== participantKey(address)) parameters.set(KEY_PARAMETER, [key])
}

export function roleOf({ roles = {} }: Participant): string {
  if (roles['chair'] === true) return 'CHAIR'
  if (roles['optional'] === true) return 'OPT-PARTICIPANT'
  return roles['informational'] === true && roles['attendee'] !== true ? 'NON-PARTICIPANT' : 'REQ-PARTICIPANT'
}

/** The roles that ORGANIZER and ATTENDEE tell of this participant. */
export function impliedRoles(participant: Participant): Set<string> {
  const implied = new Set(isAttendee(participant) ? ROLES.get(roleOf(participant)) : [])
  if (participant.roles?.['owner'] === true) implied.add('owner')
  return implied
}

function withParameters(line: ContentLine, preserved: unknown): ContentLine {
  for (const [name, values] of restoreParameters(preserved)) {
    if (!line.parameters.has(name)) line.parameters.set(name, values)
  }
  return line
}
