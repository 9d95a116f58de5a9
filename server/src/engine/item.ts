import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { Instant } from '@chroniton/shared/contract/ids'
import type { EventSeen } from '@chroniton/shared/contract/observation'
import { labelsWorn, undress } from './dress.ts'
import { earlier } from './instant.ts'
import { actIn, type Shown } from './merge.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import type { Turn } from './turn.ts'

/** An item as a calendar shows it; its event is normalised. */
export type Item = Pick<EventSeen, 'calendarId' | 'itemId' | 'version' | 'event' | 'mark' | 'modifiedAt' | 'listingId'>

/** The copy with the item as it is seen now. */
export function withItem(copy: CopyRecord, item: Item): CopyRecord {
  return {
    ...copy,
    // Some calendars lose the mark of an item that somebody edits.
    marked: item.mark !== null || (copy.marked && copy.itemId === item.itemId),
    itemId: item.itemId,
    version: item.version,
    shadow: item.event,
    modifiedAt: item.modifiedAt,
    mismatches: copy.version === item.version ? copy.mismatches : 0,
    listingId: item.listingId ?? copy.listingId,
    unlisted: false,
    gone: null,
  }
}

/** When the edit was made: the provider's own time of it, which no clock may put after its arrival. */
export function editedAt(turn: Turn, item: Item): Instant {
  return item.modifiedAt === null ? turn.at : earlier(item.modifiedAt, turn.at)
}

/** What a copy shows, as the event is kept: under its UID, without labels. */
export function asEvent(turn: Turn, record: EventRecord, copy: CopyRecord, shown: CalendarEvent): CalendarEvent {
  const labels = labelsWorn(turn, copy, turn.copies(record.id))
  const event = undress(shown, labels, record.event.color)
  return event.uid === record.event.uid ? event : { ...event, uid: record.event.uid }
}

export function shownBy(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): Shown {
  const act = actIn(copy.calendarId, editedAt(turn, item))
  return { event: asEvent(turn, record, copy, item.event), act }
}
