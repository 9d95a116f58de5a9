import { isHome, isLive } from './copy.ts'
import { type Act, markDeleted } from './history.ts'
import { flowsBack, routesBetween } from './links.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import type { Turn } from './turn.ts'

/**
 * A person deleted the item of this copy. Deleted at home, the event is gone from there; deleted in a mirror, it is
 * gone from every home that a route leads back to. It lives while it has a home left.
 */
export function deleteAt(turn: Turn, copy: CopyRecord, act: Act): void {
  const record = turn.event(copy.eventId)
  turn.putCopy({ ...copy, gone: { at: turn.at, holdId: null } })
  turn.touch(copy.eventId)
  if (record === undefined || record.deleted !== null) return
  if (copy.role !== 'original') {
    for (const home of homesOf(turn, record)) {
      const routes = routesBetween(turn, copy.calendarId, home.calendarId)
      if (routes.some((route) => flowsBack(turn, route))) turn.putCopy({ ...home, unwanted: true })
    }
  }
  if (homesOf(turn, record).length === 0) markDeleted(turn, record, act)
  else dropOrphans(turn, record)
}

function homesOf(turn: Turn, record: EventRecord): CopyRecord[] {
  return turn.copies(record.id).filter(isHome)
}

/** Mirrors go with the last home that a route joins them to. */
function dropOrphans(turn: Turn, record: EventRecord): void {
  const homes = homesOf(turn, record)
  for (const copy of turn.copies(record.id)) {
    if (copy.role === 'original' || !isLive(copy)) continue
    const isFed = homes.some((home) => routesBetween(turn, copy.calendarId, home.calendarId).length > 0)
    if (!isFed) turn.putCopy({ ...copy, unwanted: true })
  }
}

/** A person deleted the event in the hub: it goes everywhere. */
export function deleteEverywhere(turn: Turn, record: EventRecord, act: Act): void {
  if (record.deleted === null) markDeleted(turn, record, act)
}
