import { CodedError } from '@chroniton/shared/contract/errors'
import type { ItemId } from '@chroniton/shared/contract/ids'
import type { NativeId } from '../provider.ts'

/**
 * Servers percent-encode the same name in different ways, and in another way than it was sent. Every segment is
 * brought to one form, so that names can be compared as strings and still be put into a URL as they are.
 */
function canonicalSegment(segment: string): string {
  if (isCanonical(segment)) return segment
  let decoded: string
  try {
    decoded = decodeURIComponent(segment)
  } catch {
    // Not UTF-8: the server's own bytes are kept.
    return segment.replace(/%[\da-f]{2}/gi, (byte) => byte.toUpperCase())
  }
  return encodeURIComponent(decoded).replace(/%40/g, '@').replace(/%3A/g, ':')
}

/** Most names are: they need no work. */
function isCanonical(segment: string): boolean {
  return /^[\w.~@:!*'()-]*$/.test(segment)
}

function canonicalPath(path: string): string {
  return path.split('/').map(canonicalSegment).join('/')
}

/** Asked for several times with every item. Nobody changes a URL. */
const collectionPaths = new WeakMap<URL, NativeId>()

/** A collection's path in canonical form, with a slash at its end: the calendar's native id. */
export function collectionPath(url: URL): NativeId {
  let path = collectionPaths.get(url)
  if (path === undefined) {
    path = canonicalPath(url.pathname)
    if (!path.endsWith('/')) path += '/'
    collectionPaths.set(url, path)
  }
  return path
}

export function collectionUrl(url: URL): URL {
  return new URL(collectionPath(url), url.origin)
}

/**
 * The address an href stands for. Xandikos percent-encodes the scheme of absolute ones (`http%3A//host/...`; 0.2.8,
 * November 2026).
 */
export function resolveHref(href: string, base: URL): URL {
  const plain = href.replace(/^(https?)%3A\/\//i, '$1://')
  if (!URL.canParse(plain, base.href)) throw new CodedError('source-fault', `${base.href}: "${href}" is no address`)
  return new URL(plain, base.href)
}

/** What an href in a listing of a collection names. */
export type Named = { kind: 'collection' | 'nested' | 'elsewhere' } | { kind: 'item'; itemId: ItemId }

/** Reads hrefs as names in a collection; made once for a whole answer, which can hold thousands. */
export function namesIn(collection: URL): (href: string) => Named {
  const parent = collectionPath(collection)
  return (href) => {
    if (href.startsWith(parent)) {
      const name = href.slice(parent.length)
      if (name !== '' && name !== '.' && name !== '..' && isCanonical(name))
        return { kind: 'item', itemId: name as ItemId }
    }
    const path = canonicalPath(resolveHref(href, collection).pathname)
    if (path === parent || `${path}/` === parent) return { kind: 'collection' }
    if (!path.startsWith(parent)) return { kind: 'elsewhere' }
    const rest = path.slice(parent.length)
    return rest.includes('/') ? { kind: 'nested' } : { kind: 'item', itemId: rest as ItemId }
  }
}

export function itemUrl(collection: URL, itemId: ItemId): URL {
  return new URL(collectionPath(collection) + itemId, collection.origin)
}

/** The name of the item that is made for an event. */
export function itemIdFor(eventId: string): ItemId {
  return canonicalSegment(`${eventId}.ics`) as ItemId
}
