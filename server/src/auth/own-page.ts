import { PAGE_HEADER } from '@chroniton/shared/contract/access'
import { originAllowed } from '../http/origin.ts'
import type { Presented } from './authenticate.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const PAGE = PAGE_HEADER.toLowerCase()

/**
 * Whether the hub’s own page (or one of an origin named in CORS_ORIGINS) asks, so that what the browser adds by itself
 * (a cookie, or merely being on this machine) may count. `*` among the origins does not count here.
 */
export function asksOwnPage(
  { header, method }: Omit<Presented, 'connectionParams'>,
  origins: readonly string[],
): boolean {
  const origin = header('origin')
  const named = origins.filter((name) => name !== '*')
  if (origin !== undefined && !originAllowed(origin, header('host'), named)) return false
  // Every browser sends the origin with a socket.
  if (method === null) return origin !== undefined
  const site = header('sec-fetch-site')
  if (SAFE.has(method)) return origin !== undefined || site === undefined || site === 'same-origin' || site === 'none'
  if (header(PAGE) === undefined) return false
  return origin !== undefined || site === 'same-origin'
}
