import type { ItemId } from '@chroniton/shared/contract/ids'
import type { Clock } from '../../ports.ts'
import type { KnownItems, PullStep } from '../provider.ts'
import { printCursor, readCursor } from './cursor.ts'
import { isAtVersion } from './item.ts'
import { listAll, syncFrom, type ListedPage } from './listing.ts'
import type { Dav } from './dav.ts'
import type { ItemReader } from './multiget.ts'
import type { Profile } from './profiles.ts'

export interface PullDeps {
  dav: Dav
  reader: ItemReader
  profile: Profile
  clock: Clock
  /** Items that are no events, with their ETag, so that they are read once. */
  others: Map<string, string>
}

/**
 * A server may forget deletions without saying so (tokens it does not know, a backup put back): what only changes are
 * asked of is listed whole once a day.
 */
const COMPLETE_LISTING_EVERY_MS = 24 * 60 * 60 * 1000

export async function* pull(
  deps: PullDeps,
  collection: URL,
  cursorText: string | null,
  known: KnownItems,
  signal: AbortSignal,
): AsyncGenerator<PullStep> {
  const now = deps.clock.now()
  const cursor = readCursor(cursorText)
  const recent = cursor !== null && now >= cursor.listedAt && now - cursor.listedAt < COMPLETE_LISTING_EVERY_MS
  const listedAt = recent ? cursor.listedAt : now

  const incremental = recent ? await syncFrom(deps, collection, cursor, signal) : null
  const { pages, end } = incremental ?? (await listAll(deps, collection, signal))
  let done = 0
  for await (const page of pages) {
    const total = page.last ? done + page.items.length : null
    for await (const step of readPage(deps, collection, page, incremental === null, known, signal)) {
      if (step.kind === 'progress') {
        done += step.done
        yield { kind: 'progress', done, total }
      } else {
        yield step
      }
      signal.throwIfAborted()
    }
  }
  yield { kind: 'end', cursor: printCursor(end(), listedAt), complete: incremental === null }
}

async function* readPage(
  { reader, profile, others }: PullDeps,
  collection: URL,
  page: ListedPage,
  isWhole: boolean,
  known: KnownItems,
  signal: AbortSignal,
): AsyncGenerator<PullStep> {
  // Reports repeat deletions, and name items that came and went in between.
  for (const itemId of page.gone) if (known.version(itemId) !== undefined) yield { kind: 'gone', itemId }

  const unread: ItemId[] = []
  for (const { itemId, etag } of page.items) {
    // A report names what has changed: where ETags repeat, the same one can be another content.
    const trusted = isWhole || !profile.etagsRepeat
    if (trusted && isAtVersion(known.version(itemId), etag, profile)) yield { kind: 'same', itemId }
    else if (etag === null || others.get(collection.href + itemId) !== etag) unread.push(itemId)
  }
  const same = page.items.length - unread.length
  if (same > 0) yield { kind: 'progress', done: same, total: null }

  for await (const outcomes of reader.read(collection, unread, signal)) {
    for (const outcome of outcomes) {
      const { kind, itemId } = outcome
      if (kind === 'item' || kind === 'failed') {
        yield outcome.version === known.version(itemId) ? { kind: 'same', itemId } : outcome
      } else if (kind === 'gone') yield outcome
      else if (outcome.etag !== null) others.set(collection.href + outcome.itemId, outcome.etag)
    }
    yield { kind: 'progress', done: outcomes.length, total: null }
  }
}
