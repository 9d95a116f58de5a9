import type { PrintedEvent } from '@chroniton/shared/calendar/icalendar/print'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { ItemId } from '@chroniton/shared/contract/ids'
import type { HttpAnswer } from '../../http/client.ts'
import type { FailedItem, ProviderItem } from '../provider.ts'
import type { Dav } from './dav.ts'
import { collectionPath, itemUrl, namesIn } from './href.ts'
import { MAX_ITEM_CHARACTERS, readEtag, readItem, tooLarge, type FetchedItem } from './item.ts'
import { readMultistatus } from './multistatus.ts'
import { PrintedItems } from './printed-items.ts'
import type { Profile } from './profiles.ts'
import * as requests from './requests.ts'

/** What reading one item came to. */
export type ReadOutcome =
  | ProviderItem
  | FailedItem
  | { kind: 'gone'; itemId: ItemId }
  /** No event: a task, a journal entry. */
  | { kind: 'other'; itemId: ItemId; etag: string | null }

export interface ItemReader {
  /** Every item asked for comes out once, in batches, in order. */
  read(collection: URL, itemIds: ItemId[], signal: AbortSignal): AsyncGenerator<ReadOutcome[]>
  readOne(collection: URL, itemId: ItemId, signal: AbortSignal): Promise<ProviderItem | FailedItem | null>
  /** The item and its text, for a change that keeps what we do not model. */
  fetchOne(collection: URL, itemId: ItemId, signal: AbortSignal): Promise<FetchedItem | null>
  /** What was just written there. */
  wrote(collection: URL, itemId: ItemId, printed: PrintedEvent): void
}

const MAX_BATCH_ITEMS = 100
const FIRST_BATCH_ITEMS = 50
/** What a batch is meant to weigh, by the average so far; one that weighs too much is halved. */
const BATCH_CHARACTERS = 1024 * 1024
const MAX_ANSWER_BYTES = 16 * 1024 * 1024
const MAX_ITEM_BYTES = 4 * MAX_ITEM_CHARACTERS
/** Requests under way at once: enough to hide the way to the server, few enough for a small one. */
const BATCHES_AHEAD = 4

/** Statuses with which a server says that it does not know `calendar-multiget`. */
const NO_MULTIGET = new Set([400, 405, 415, 422, 501])

export function openItemReader(dav: Dav, profile: Profile): ItemReader {
  const printedItems = new PrintedItems()
  let multigetKnown = true
  let averageCharacters = BATCH_CHARACTERS / FIRST_BATCH_ITEMS

  async function fetchBatch(collection: URL, itemIds: ItemId[], signal: AbortSignal): Promise<Map<ItemId, Fetched>> {
    const [only] = itemIds
    if (!multigetKnown) return fetchEach(collection, itemIds, signal)
    const path = collectionPath(collection)
    const hrefs = itemIds.map((itemId) => path + itemId)
    let answer: HttpAnswer
    try {
      answer = await dav.report(collection, 1, requests.calendarMultiget(hrefs), signal, MAX_ANSWER_BYTES)
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'item-too-large') throw error
      if (itemIds.length === 1) return new Map([[only!, { kind: 'too-large', etag: null, detail: error.detail }]])
      const half = itemIds.length >> 1
      const [first, second] = [itemIds.slice(0, half), itemIds.slice(half)]
      return new Map([
        ...(await fetchBatch(collection, first, signal)),
        ...(await fetchBatch(collection, second, signal)),
      ])
    }
    if (NO_MULTIGET.has(answer.status)) {
      const each = await fetchEach(collection, itemIds, signal)
      multigetKnown = false
      return each
    }
    const found = new Map<ItemId, Fetched>()
    const nameOf = namesIn(collection)
    for (const { href, props } of readMultistatus(answer).responses()) {
      const named = nameOf(href)
      const data = props.get('c:calendar-data')
      if (named.kind !== 'item' || !data) continue
      found.set(named.itemId, {
        kind: 'item',
        itemId: named.itemId,
        etag: readEtag(props.get('d:getetag')?.text),
        lastModified: props.get('d:getlastmodified')?.text ?? null,
        text: data.text,
      })
    }
    averageCharacters = (averageCharacters + answer.text.length / itemIds.length) / 2
    // Some servers leave items out that are there, or say 404 of one that is being replaced.
    const missing = itemIds.filter((itemId) => !found.has(itemId))
    return missing.length === 0 ? found : new Map([...found, ...(await fetchEach(collection, missing, signal))])
  }

  async function fetchEach(collection: URL, itemIds: ItemId[], signal: AbortSignal): Promise<Map<ItemId, Fetched>> {
    const found = new Map<ItemId, Fetched>()
    const waiting = [...itemIds]
    const work = async () => {
      for (let itemId = waiting.shift(); itemId !== undefined; itemId = waiting.shift()) {
        const fetched = await getItem(collection, itemId, signal)
        if (fetched) found.set(itemId, fetched)
      }
    }
    await Promise.all(Array.from({ length: BATCHES_AHEAD }, work))
    return found
  }

  async function getItem(collection: URL, itemId: ItemId, signal: AbortSignal): Promise<Fetched | null> {
    let answer: HttpAnswer
    try {
      answer = await dav.get(itemUrl(collection, itemId), MAX_ITEM_BYTES, signal)
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'item-too-large') throw error
      return { kind: 'too-large', etag: null, detail: error.detail }
    }
    if (answer.status === 404 || answer.status === 410) return null
    if (answer.status !== 200) throw answer.failure()
    if (/html/i.test(answer.header('content-type') ?? '')) {
      throw new CodedError('source-not-a-calendar', `${answer.where}: answered a web page`)
    }
    return {
      kind: 'item',
      itemId,
      etag: readEtag(answer.header('etag')),
      lastModified: answer.header('last-modified') ?? null,
      text: answer.text,
    }
  }

  async function readBatch(collection: URL, itemIds: ItemId[], signal: AbortSignal): Promise<ReadOutcome[]> {
    const found = await fetchBatch(collection, itemIds, signal)
    return itemIds.map((itemId): ReadOutcome => {
      const fetched = found.get(itemId)
      if (!fetched) return { kind: 'gone', itemId }
      if (fetched.kind === 'too-large') return tooLarge(itemId, fetched.etag, profile, fetched.detail)
      const printed = printedItems.take(collection, itemId, fetched.text)
      return readItem(fetched, profile, printed) ?? { kind: 'other', itemId, etag: fetched.etag }
    })
  }

  return {
    async *read(collection, itemIds, signal) {
      const ahead: Promise<ReadOutcome[]>[] = []
      let at = 0
      while (at < itemIds.length || ahead.length > 0) {
        while (at < itemIds.length && ahead.length < BATCHES_AHEAD) {
          const size = Math.max(10, Math.min(MAX_BATCH_ITEMS, Math.floor(BATCH_CHARACTERS / averageCharacters)))
          const batch = readBatch(collection, itemIds.slice(at, at + size), signal)
          // One that fails while another is waited for is reported when its turn comes, or not at all.
          batch.catch(() => undefined)
          ahead.push(batch)
          at += size
        }
        yield await ahead.shift()!
        signal.throwIfAborted()
      }
    },
    async readOne(collection, itemId, signal) {
      const [outcome] = await readBatch(collection, [itemId], signal)
      return outcome?.kind === 'item' || outcome?.kind === 'failed' ? outcome : null
    },
    async fetchOne(collection, itemId, signal) {
      const fetched = (await fetchBatch(collection, [itemId], signal)).get(itemId)
      return fetched?.kind === 'item' ? fetched : null
    },
    wrote: (collection, itemId, printed) => printedItems.remember(collection, itemId, printed),
  }
}

type Fetched = ({ kind: 'item' } & FetchedItem) | { kind: 'too-large'; etag: string | null; detail: string }
