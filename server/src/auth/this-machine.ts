import { BlockList, isIP } from 'node:net'
import type { Presented } from './authenticate.ts'
import { comesFromElsewhere } from './own-page.ts'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

export function isLoopback(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && LOOPBACK.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** Whether a name or address to listen on is reached from this machine alone. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isLoopback(host.replaceAll(/^\[|\]$/g, ''))
}

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
