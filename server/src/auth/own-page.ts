import { PAGE_HEADER } from '@chroniton/shared/contract/page'
import { originAllowed } from '../http/origin.ts'
import type { Presented } from './authenticate.ts'

type Asked = Omit<Presented, 'connectionParams'>

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const PAGE = PAGE_HEADER.toLowerCase()

/**
 * Whether a browser asks for the page of another site: one that is neither the hub's own nor named in CORS_ORIGINS.
 * `*` there lets pages talk to the hub, but does not make them its own.
 */
export function comesFromElsewhere({ header }: Asked, origins: readonly string[]): boolean {
  const named = origins.filter((name) => name !== '*')
  const origin = header('origin')
  if (origin !== undefined) return !originAllowed(origin, header('host'), named)
  const site = header('sec-fetch-site')
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/**
 * Whether the hub's own page asks, so that what the browser adds by itself may count: a cookie. A socket always comes
 * with its origin; what changes something comes with the page's own header too.
 */
export function asksOwnPage(asked: Asked, origins: readonly string[]): boolean {
  const { header, method } = asked
  if (comesFromElsewhere(asked, origins)) return false
  if (method !== null && SAFE.has(method)) return true
  const isFromBrowser = header('origin') !== undefined || header('sec-fetch-site') === 'same-origin'
  return isFromBrowser && (method === null || header(PAGE) !== undefined)
}
