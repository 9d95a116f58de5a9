import { BlockList, isIP } from 'node:net'

/** The networks that are listed (`10.1.0.0/16`, `fd00::/8`, one address); null where one of them is none. */
export function networksOf(texts: readonly string[]): BlockList | null {
  const networks = new BlockList()
  return texts.every((text) => addNetwork(networks, text)) ? networks : null
}

/** Puts one network, or one address, on the list; false when the text is neither. */
export function addNetwork(networks: BlockList, text: string): boolean {
  const [address = '', length, ...rest] = text.split('/')
  const family = isIP(address)
  const bits = family === 4 ? 32 : 128
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  if (family === 0 || rest.length > 0 || !(prefix <= bits)) return false
  networks.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6')
  return true
}

export function contains(networks: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && networks.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

const LOOPBACK = networksOf(['127.0.0.0/8', '::1']) as BlockList

export function isLoopback(address: string): boolean {
  return contains(LOOPBACK, address)
}

/** Whether a name or address to listen on is reached from this machine alone. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isLoopback(host.replaceAll(/^\[|\]$/g, ''))
}
