import type { CalendarEvent, Participant } from '@chroniton/shared/calendar/event'

/**
 * Whether a server that does scheduling (RFC 6638) would mail somebody because an item changes from `before` to
 * `after` (`null`: is not there). Says why, or null when it stays silent.
 */
export function wouldMail(
  before: CalendarEvent | null,
  after: CalendarEvent | null,
  ownAddresses: ReadonlySet<string>,
): string | null {
  const events = [before, after].filter((event) => event !== null)
  const isOwn = (address: string) => ownAddresses.has(address)
  const others = events.some(
    (event) =>
      invited(event).some((person) => !addressesOf(person).some(isOwn)) ||
      Object.values(event.recurrenceOverrides ?? {}).some((patch) => Object.keys(patch).some(isAboutPeople)),
  )
  if (!others) return null

  const organisers = events.map(organiserOf)
  if (ownAddresses.size === 0 || organisers.some((address) => address === null || isOwn(address))) {
    return after === null
      ? 'the server would tell the people invited that the meeting is cancelled'
      : 'the server would mail the people invited about the change'
  }
  if (before && after && answersOf(before, isOwn) !== answersOf(after, isOwn)) {
    return 'the server would mail the changed answer to the organiser'
  }
  return null
}

/** Everyone the server itself would write to. */
function invited(event: CalendarEvent): Participant[] {
  return Object.values(event.participants ?? {}).filter(
    (person) => addressesOf(person).length > 0 && !['client', 'none'].includes(String(person['scheduleAgent'])),
  )
}

function addressesOf({ email, sendTo }: Participant): string[] {
  return [email, ...Object.values(sendTo ?? {})].flatMap((address) =>
    address ? [address.toLowerCase().replace(/^mailto:/, '')] : [],
  )
}

function organiserOf(event: CalendarEvent): string | null {
  const owner = Object.values(event.participants ?? {}).find(({ roles }) => roles?.['owner'])
  const address = event.replyTo?.['imip'] ?? (owner && addressesOf(owner)[0])
  return address?.toLowerCase().replace(/^mailto:/, '') ?? null
}

function answersOf(event: CalendarEvent, isOwn: (address: string) => boolean): string {
  const own = Object.values(event.participants ?? {}).filter((person) => addressesOf(person).some(isOwn))
  return JSON.stringify(own.map(({ participationStatus }) => participationStatus ?? 'needs-action'))
}

function isAboutPeople(pointer: string): boolean {
  return pointer === 'participants' || pointer.startsWith('participants/')
}
