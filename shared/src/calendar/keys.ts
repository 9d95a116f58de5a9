import type { Alert } from './event.ts'

/**
 * Keys of participants, alerts and the like for providers that have none of their own. They are made from what the
 * entry is, so that the same person or alert has the same key whichever calendar shows it and merges by it.
 */

/** The one place that a calendar without a list of locations shows. */
export const MAIN_LOCATION = '1'
/** The location that only says in which zone the event ends. */
export const END_LOCATION = 'end'
/** The event's own page. */
export const PAGE_LINK = 'url'

/** From a calendar address such as `mailto:anna@example.com` or a bare mail address. */
export function participantKey(address: string): string {
  return keyOf(
    address
      .trim()
      .toLowerCase()
      .replace(/^mailto:/, ''),
  )
}

/** From the address of a page, a conference or an attachment. */
export function uriKey(uri: string): string {
  return keyOf(uri)
}

/** Such as `start-PT15M`, `endPT5M`, `at20260201T120000Z` or `start-PT1H-email`; the trigger must be canonical. */
export function alertKey({ trigger, action }: Alert): string {
  const { offset, relativeTo, when } = trigger as { offset?: unknown; relativeTo?: unknown; when?: unknown }
  const moment =
    typeof offset === 'string'
      ? `${relativeTo === 'end' ? 'end' : 'start'}${offset}`
      : `at${String(when).replace(/[^0-9A-Za-z]/g, '')}`
  return action === undefined || action === 'display'
    ? moment
    : `${moment}-${action.toLowerCase().replace(/[^a-z0-9-]/g, '')}`
}

/** The key, or one that is not taken yet. */
export function freeKey(key: string, taken: object): string {
  if (!Object.hasOwn(taken, key)) return key
  for (let number = 2; ; number++) if (!Object.hasOwn(taken, `${key}-${number}`)) return `${key}-${number}`
}

const LONGEST_NAME = 60

/** Readable, within the alphabet of RFC 8984 (1.4.1), and different for different texts. */
function keyOf(text: string): string {
  const name = text
    .replace(/^[a-z]+:\/*/i, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST_NAME)
  return `${name || 'x'}-${digest(text)}`
}

/** 53 bits of the text as base 36 (cyrb53, public domain): enough to keep the entries of one event apart. */
function digest(text: string): string {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 2_654_435_761)
    low = Math.imul(low ^ code, 1_597_334_677)
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909)
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909)
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36)
}
