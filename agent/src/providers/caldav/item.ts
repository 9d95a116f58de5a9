import { createHash } from 'node:crypto'
import { eventHash } from '@chroniton/shared/calendar/hash'
import { parseCalendar, type ParsedCalendar, type ParsedEvent } from '@chroniton/shared/calendar/icalendar/parse'
import { CodedError, type ErrorCode } from '@chroniton/shared/contract/errors'
import { MAX_EVENT_CHARACTERS } from '@chroniton/shared/contract/event'
import type { Instant, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { FailedItem, ProviderItem } from '../provider.ts'
import type { Profile } from './profiles.ts'

/** An item as the server hands it out. */
export interface FetchedItem {
  itemId: ItemId
  etag: string | null
  lastModified: string | null
  text: string
}

/** Text beyond this is not even parsed; an event of permitted size is never longer. */
export const MAX_ITEM_CHARACTERS = 4 * MAX_EVENT_CHARACTERS

/** `null`: a task or a journal, which is no event. `printed`: what the text is known to say. */
export function readItem(
  fetched: FetchedItem,
  profile: Profile,
  printed: ParsedEvent | null = null,
): ProviderItem | FailedItem | null {
  if (printed) return itemOf(fetched, profile, printed)
  const { itemId, text } = fetched
  const failed = (code: ErrorCode, detail: string): FailedItem => ({
    kind: 'failed',
    itemId,
    version: versionOf(fetched.etag, profile, () => textHash(text)),
    code,
    detail: `${itemId}: ${detail}`.slice(0, 2000),
  })
  if (text.length > MAX_ITEM_CHARACTERS) return failed('item-too-large', `${text.length} characters`)
  let parsedText: ParsedCalendar
  try {
    parsedText = parseCalendar(text)
  } catch (error) {
    if (error instanceof CodedError) return failed(error.code, error.detail)
    throw error
  }

  const { events, problems, skipped } = parsedText
  const [problem] = problems
  if (problem) return failed(problem.code, problem.detail)
  const [parsed] = events
  if (!parsed) return Object.keys(skipped).length > 0 ? null : failed('item-malformed', 'there is no event in it')
  if (events.length > 1) {
    return failed(
      'item-malformed',
      `${events.length} events with different UIDs in one item: ${events.map(({ uid }) => uid).join(', ')}`,
    )
  }
  // An event is never eight times as long in JSON as it was: most need not be measured.
  const size = text.length * 8 > MAX_EVENT_CHARACTERS ? JSON.stringify(parsed.event).length : 0
  if (size > MAX_EVENT_CHARACTERS) return failed('item-too-large', `${size} characters`)
  return itemOf(fetched, profile, parsed)
}

function itemOf({ itemId, etag, lastModified }: FetchedItem, profile: Profile, parsed: ParsedEvent): ProviderItem {
  const { event, mark } = parsed
  return {
    kind: 'item',
    itemId,
    version: versionOf(etag, profile, () => eventHash(event)),
    event,
    mark,
    modifiedAt: instantOf(lastModified) ?? instantOf(event.updated ?? null),
  }
}

/** An item the server would not hand out whole. */
export function tooLarge(itemId: ItemId, etag: string | null, profile: Profile, detail: string): FailedItem {
  const version = versionOf(etag, profile, () => 'too-large')
  return { kind: 'failed', itemId, version, code: 'item-too-large', detail: `${itemId}: ${detail}` }
}

/** Without an ETag, and where one can come twice, the content tells versions apart. */
function versionOf(etag: string | null, profile: Profile, contentHash: () => string): ItemVersion {
  if (etag === null) return `content ${contentHash().slice(0, 32)}` as ItemVersion
  return (profile.etagsRepeat ? `${etag} ${contentHash().slice(0, 16)}` : etag) as ItemVersion
}

export function isAtVersion(known: ItemVersion | undefined, etag: string | null, profile: Profile): boolean {
  if (known === undefined || etag === null) return false
  return known === etag || (profile.etagsRepeat && known.startsWith(`${etag} `))
}

/** The ETag to send as `If-Match`; null for a version that is none. */
export function etagOf(version: ItemVersion): string | null {
  return /^("[^"]*")(?: [\da-f]{16})?$/.exec(version)?.[1] ?? null
}

/**
 * One form for every way an ETag comes: some servers leave the quotes away, and a proxy that compresses makes it weak
 * (nginx) or appends its own suffix (Apache), which the server itself does not know in an `If-Match`.
 */
export function readEtag(text: string | null | undefined): string | null {
  const plain = text?.trim().replace(/^W\//, '') ?? ''
  if (plain === '' || plain === '""') return null
  const bare = plain.replace(/^"|"$/g, '').replace(/[-;](gzip|deflate|br)$/, '')
  return `"${bare.replace(/"/g, '')}"`
}

function textHash(text: string): string {
  return createHash('sha256').update(text.replace(/\r\n/g, '\n').trim()).digest('hex')
}

function instantOf(text: string | null): Instant | null {
  if (text !== null && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return text as Instant
  const at = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) ? null : (new Date(at).toISOString() as Instant)
}
