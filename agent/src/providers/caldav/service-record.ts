import { isIP } from 'node:net'

/** DNS, as far as RFC 6764 needs it; both give an empty list when there is no such record. */
export interface Resolver {
  srv(name: string): Promise<{ name: string; port: number; priority: number }[]>
  txt(name: string): Promise<string[]>
}

/**
 * The service that the domain names in DNS. DNS can be forged: only a host within the domain, reached over HTTPS with
 * a certificate for its name, gets the password without being configured.
 */
export async function serviceOf(
  start: URL,
  resolver: Resolver,
  trust: (hostname: string) => void,
): Promise<URL | null> {
  const domain = start.hostname
  if (isIP(domain.replace(/^\[|\]$/g, '')) || !domain.includes('.')) return null
  const records = await resolver.srv(`_caldavs._tcp.${domain}`)
  const best = records.toSorted((one, other) => one.priority - other.priority)[0]
  if (!best || best.name === '' || best.name === '.') return null
  const host = best.name.replace(/\.$/, '').toLowerCase()
  const path = (await resolver.txt(`_caldavs._tcp.${domain}`)).find((text) => text.startsWith('path='))?.slice(5)
  const url = new URL(path ?? '/.well-known/caldav', `https://${host}:${best.port}`)
  if (host === domain || host.endsWith(`.${domain}`)) trust(host)
  return url
}
