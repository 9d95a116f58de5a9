import { isLoopback, isLoopbackHost } from '../http/networks.ts'
import type { Presented } from './authenticate.ts'
import { comesFromElsewhere } from './own-page.ts'

/**
 * Whether a program or the hub's own page on this machine asks: not a page of another site (which a browser here would
 * fetch for it, also under a name that it makes point here), and not a proxy for somebody elsewhere.
 */
export function isThisMachine(asked: Omit<Presented, 'connectionParams'>, origins: readonly string[]): boolean {
  const { caller, header } = asked
  if (!isLoopback(caller.address) || header('x-forwarded-for') !== undefined || header('forwarded') !== undefined) {
    return false
  }
  const host = header('host') ?? ''
  if (!URL.canParse(`http://${host}`) || !isLoopbackHost(new URL(`http://${host}`).hostname)) return false
  return !comesFromElsewhere(asked, origins)
}
