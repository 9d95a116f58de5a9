import { CodedError } from '@chroniton/shared/contract/errors'
import type { ItemId } from '@chroniton/shared/contract/ids'
import type { HttpAnswer } from '../../http/client.ts'
import type { Cursor, Mark } from './cursor.ts'
import type { Dav } from './dav.ts'
import { namesIn } from './href.ts'
import { readEtag } from './item.ts'
import { outcomeOf, readMultistatus, type DavResponse } from './multistatus.ts'
import type { Profile } from './profiles.ts'
import * as requests from './requests.ts'

export interface ListedPage {
  items: { itemId: ItemId; etag: string | null }[]
  gone: ItemId[]
  last: boolean
}

export interface Listing {
  pages: AsyncIterable<ListedPage> | Iterable<ListedPage>
  /** Where the next one goes on; asked when the pages are through. */
  end(): Mark | null
}

interface ListingDeps {
  dav: Dav
  profile: Profile
}

/** A server pages by its own limit (507); more pages than this are a circle. */
const MAX_PAGES = 10_000

/** What changed since the cursor; null when that cannot be told and everything must be listed. */
export async function syncFrom(
  deps: ListingDeps,
  collection: URL,
  cursor: Cursor,
  signal: AbortSignal,
): Promise<Listing | null> {
  switch (cursor.kind) {
    case 'sync':
      return syncReport(deps, collection, overlapping(cursor.token, deps.profile), signal)
    case 'ctag': {
      const ctag = await ctagOf(deps.dav, collection, signal)
      return ctag === cursor.ctag ? { pages: [], end: () => cursor } : null
    }
    default:
      return cursor satisfies never
  }
}

/** Every item: by a first sync report, or where the server has none by its properties. */
export async function listAll(deps: ListingDeps, collection: URL, signal: AbortSignal): Promise<Listing> {
  const report = await syncReport(deps, collection, '', signal)
  if (report) return report

  // Read before the items: what changes in between moves it, and is listed again.
  const ctag = await ctagOf(deps.dav, collection, signal)
  const { responses } = await deps.dav.propfind(collection, 1, ['d:getetag', 'd:resourcetype'], signal)
  const page = pageOf(responses, collection)
  return { pages: [{ ...page, last: true }], end: () => (ctag === null ? null : { kind: 'ctag', ctag }) }
}

async function ctagOf(dav: Dav, collection: URL, signal: AbortSignal): Promise<string | null> {
  const { responses } = await dav.propfind(collection, 0, ['s:getctag'], signal)
  return responses[0]?.props.get('s:getctag')?.text.trim() || null
}

/** Null when the server refuses the report: a token it has forgotten, or no such report at all. */
async function syncReport(
  deps: ListingDeps,
  collection: URL,
  token: string,
  signal: AbortSignal,
): Promise<Listing | null> {
  const ask = (from: string) => deps.dav.report(collection, 0, requests.syncCollection(from), signal)
  const first = await ask(token)
  if (isRefusedReport(first, token)) return null

  let reached = token
  async function* pages(): AsyncGenerator<ListedPage> {
    let answer = first
    for (let count = 0; count < MAX_PAGES; count += 1) {
      const multistatus = readMultistatus(answer)
      const page = pageOf(multistatus.responses(), collection)
      const next = multistatus.syncToken()
      yield { items: page.items, gone: page.gone, last: !page.truncated }
      if (!page.truncated) {
        reached = next ?? ''
        return
      }
      if (next === null || next === reached) break
      reached = next
      answer = await ask(next)
    }
    throw new CodedError('source-fault', `${first.where}: the sync report has no end`)
  }
  return { pages: pages(), end: () => (reached === '' ? null : { kind: 'sync', token: reached }) }
}

/**
 * Besides `valid-sync-token` servers say it with 400, 409, 410 or 412, and Xandikos with 500 (0.2.8, November 2026).
 * A collection that may not be read is no such case.
 */
function isRefusedReport(answer: HttpAnswer, token: string): boolean {
  if (answer.status === 410) return token !== ''
  if (answer.status === 403) return !outcomeOf(answer).conditions.includes('d:need-privileges')
  return [400, 405, 409, 412, 415, 422, 500, 501].includes(answer.status)
}

function pageOf(responses: Iterable<DavResponse>, collection: URL): Omit<ListedPage, 'last'> & { truncated: boolean } {
  const items: ListedPage['items'] = []
  const gone: ItemId[] = []
  let truncated = false
  const nameOf = namesIn(collection)
  for (const response of responses) {
    const named = nameOf(response.href)
    if (named.kind === 'collection') {
      truncated ||= response.status === 507
    } else if (named.kind === 'elsewhere') {
      // A proxy that changes paths: every item would seem to be missing.
      throw new CodedError(
        'source-fault',
        `${collection.href}: the server names "${response.href}", which lies elsewhere`,
      )
    } else if (named.kind === 'item') {
      const { itemId } = named
      if (response.status === 404 || response.status === 410) gone.push(itemId)
      else if (!response.props.get('d:resourcetype')?.children.length) {
        items.push({ itemId, etag: readEtag(response.props.get('d:getetag')?.text) })
      }
    }
  }
  // Deleted and made again since: what is there counts.
  const present = new Set(items.map(({ itemId }) => itemId))
  return { items, gone: gone.filter((itemId) => !present.has(itemId)), truncated }
}

function overlapping(token: string, { tokenOverlapSeconds }: Profile): string {
  const seconds = Number(token)
  if (tokenOverlapSeconds === 0 || !Number.isInteger(seconds) || seconds <= tokenOverlapSeconds) return token
  return String(seconds - tokenOverlapSeconds)
}
