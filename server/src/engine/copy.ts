import type { CopyRole } from '@chroniton/shared/contract/command'
import type { CalendarId, EventId } from '@chroniton/shared/contract/ids'
import type { CopyRecord, OutstandingWrite } from './records.ts'

/** A copy whose item is not known: one that the hub is to make, or that has just been found. */
export function newCopy(calendarId: CalendarId, eventId: EventId, role: CopyRole): CopyRecord {
  return {
    calendarId,
    eventId,
    role,
    marked: true,
    itemId: null,
    version: null,
    shadow: null,
    modifiedAt: null,
    agreedRevision: 0,
    owed: [],
    labels: [],
    outstanding: null,
    parked: null,
    superseded: [],
    mismatches: 0,
    unwanted: false,
    listingId: null,
    unlisted: false,
    gone: null,
  }
}

/** The copy whose item is to be made anew. Its commands stay known: their receipts may still come. */
export function toBeMadeAgain(copy: CopyRecord): CopyRecord {
  const { calendarId, eventId, role, outstanding, parked, superseded, corrections } = copy
  const formerly = formerItem(copy)
  return {
    ...newCopy(calendarId, eventId, role),
    outstanding,
    parked,
    superseded,
    ...(corrections && { corrections }),
    ...(formerly && { formerly }),
  }
}

function formerItem({ itemId, shadow, agreedRevision, formerly }: CopyRecord): CopyRecord['formerly'] {
  return itemId === null || shadow === null ? formerly : { itemId, shadow, agreedRevision }
}

/** The item is there, or may be: it has not been reported gone. */
export function isLive(copy: CopyRecord): boolean {
  return copy.gone === null && !copy.unwanted
}

/** The event is at home in this calendar. What the guard holds back has not left it. */
export function isHome(copy: CopyRecord): boolean {
  return copy.role === 'original' && !copy.unwanted && (copy.gone === null || copy.gone.holdId !== null)
}

/** No command for it was ever sent, so there is nothing to take back. */
export function isUntold(copy: CopyRecord): boolean {
  return copy.itemId === null && copy.outstanding === null && copy.superseded.length === 0
}

export function owing(copy: CopyRecord, units: Iterable<string>): CopyRecord {
  const owed = new Set([...copy.owed, ...units])
  return owed.size === copy.owed.length ? copy : { ...copy, owed: [...owed].sort() }
}

/**
 * The copy for a life under another event: what was sent is known only so far as its receipts will be understood. The
 * other event's revisions mean nothing here.
 */
export function withoutCommands(copy: CopyRecord): CopyRecord {
  const sent = copy.outstanding === null ? copy.superseded : [...copy.superseded, copy.outstanding]
  const formerly = copy.formerly && { ...copy.formerly, agreedRevision: 0 }
  const superseded = sent.map((write) => ({ ...write, revision: OTHER_EVENT }))
  return { ...copy, outstanding: null, parked: null, superseded, ...(formerly && { formerly }) }
}

/** The revision of what was sent for another event, whose own start at one. */
const OTHER_EVENT = 0

/**
 * What may still be answered after this receipt. An agent answers the commands of one event in order; those that were
 * sent for another one run beside them.
 */
export function awaitedAfter(superseded: readonly OutstandingWrite[], answered: OutstandingWrite): OutstandingWrite[] {
  const index = superseded.indexOf(answered)
  const later = (at: number) => index !== -1 && at > index
  return superseded.filter((write, at) => write !== answered && (write.revision === OTHER_EVENT || later(at)))
}
