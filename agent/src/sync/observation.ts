import { normalisedHash } from '@chroniton/shared/calendar/hash'
import { isWellFormed } from '@chroniton/shared/calendar/well-formed'
import { MAX_EVENT_CHARACTERS, EventSchema } from '@chroniton/shared/contract/event'
import type { CalendarId, ItemVersion, ListingId } from '@chroniton/shared/contract/ids'
import type { EventSeen, ItemFailed } from '@chroniton/shared/contract/observation'
import type { JournalItem } from '../journal/item-table.ts'
import type { FailedItem, ProviderItem } from '../providers/provider.ts'
import { shortened } from './coded.ts'

/** What the hub shall know of an item, and what the journal keeps of that. */
export interface Told {
  json: string
  row: Omit<JournalItem, 'reportedVersion' | 'listing'>
}

/** Of what the hub is told about an item: two that are equal need not both be told. */
export function toldHash(item: ProviderItem | FailedItem): string {
  if (item.kind === 'failed') return `failed ${item.code} ${item.version}`
  const hash = normalisedHash(item.event)
  return item.mark === null ? hash : `${hash} ${item.mark}`
}

export function tell(
  calendarId: CalendarId,
  given: ProviderItem | FailedItem,
  listingId: ListingId | null,
  hash: string,
): Told {
  const item = checked(given)
  const { itemId, version } = item
  if (item.kind === 'failed') {
    const { code, detail } = item
    const failed: ItemFailed = { kind: 'item-failed', calendarId, itemId, code, detail: shortened(detail), listingId }
    return { json: JSON.stringify(failed), row: { itemId, version, hash, mark: null } }
  }
  const { event, mark, modifiedAt } = item
  const seen: EventSeen = { kind: 'event-seen', calendarId, itemId, version, event, mark, modifiedAt, listingId }
  const json = JSON.stringify(seen)
  if (json.length > MAX_EVENT_CHARACTERS) return tell(calendarId, tooLarge(item, json.length), listingId, hash)
  return { json, row: { itemId, version, hash, mark } }
}

/** The hub takes a whole batch or nothing, so what it would refuse must not get into one. */
export function checked(item: ProviderItem | FailedItem): ProviderItem | FailedItem {
  if (item.kind === 'failed' || isWellFormed(item.event)) return item
  const result = EventSchema.safeParse(item.event)
  if (result.success) return item
  const detail = result.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    .join('; ')
  return { kind: 'failed', itemId: item.itemId, version: item.version, code: 'item-malformed', detail }
}

function tooLarge({ itemId, version }: { itemId: ProviderItem['itemId']; version: ItemVersion }, characters: number) {
  const detail = `it takes ${Math.ceil(characters / 1024)} KiB, ${MAX_EVENT_CHARACTERS / 1024} are the most`
  return { kind: 'failed', itemId, version, code: 'item-too-large', detail } as const satisfies FailedItem
}
