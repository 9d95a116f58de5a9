import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { CodedError } from '@chroniton/shared/contract/errors'
import { embeddedAddress } from './embedded-address.ts'

/** Which addresses may be connected to. */
export interface AddressPolicy {
  /** `hostname` is what was asked for, `address` one of the addresses it stands for. */
  permits(address: string, hostname: string): boolean
}

/** Everything that is no address of the public internet (IANA special-purpose registries, November 2026). */
const SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

/** What `private` stands for: this machine and the networks people run themselves. Link-local is not among them. */
const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1/128', 'fc00::/7']

/** Where clouds hand out the credentials of a machine to whoever asks from it: never part of `private`. */
const METADATA = ['169.254.169.254/32', '100.100.100.200/32', '192.0.0.192/32', 'fd00:ec2::254/128']

const special = rangesOf(SPECIAL)
const privateNetworks = rangesOf(PRIVATE)
const metadata = rangesOf(METADATA)

/**
 * Public addresses, and besides them what is listed: `private`, addresses, ranges (`10.1.0.0/16`), host names, or
 * `.example.com` for every host below it. A listed host may stand for any address.
 *
 * Errors: `invalid-configuration` for an entry that is none of these.
 */
export function addressPolicy(entries: readonly string[]): AddressPolicy {
  const listed = new BlockList()
  const hosts: string[] = []
  let hasPrivate = false
  for (const entry of entries.map((text) => text.trim().toLowerCase())) {
    if (entry === 'private') hasPrivate = true
    else if (isIP(entry.split('/', 1)[0]!) > 0) addRange(listed, entry)
    else if (/^\.?[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?$/.test(entry)) hosts.push(entry)
    else throw new CodedError('invalid-configuration', `"${entry}" is no address, range or host name`)
  }
  return {
    permits(address, hostname) {
      const host = hostname.toLowerCase().replace(/\.$/, '')
      if (hosts.some((name) => (name.startsWith('.') ? host.endsWith(name) : host === name))) return true
      const plain = embeddedAddress(address)
      if (isWithin(listed, plain)) return true
      if (hasPrivate && isWithin(privateNetworks, plain) && !isWithin(metadata, plain)) return true
      return !isWithin(special, plain)
    },
  }
}

/** Resolves a name at the moment of connecting, and lets only permitted addresses through: no second look-up follows. */
export function permittedLookup(policy: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const permitted = found.filter(({ address }) => policy.permits(address, hostname))
      const [first] = permitted
      if (!first) return callback(addressRefused(hostname), '')
      if (options.all) callback(null, permitted)
      else callback(null, first.address, first.family)
    })
  }
}

/** A host that is given as an address is connected to without a look-up. */
export function mustBePermitted(policy: AddressPolicy, { hostname }: URL): void {
  const address = hostname.replaceAll(/^\[|\]$/g, '')
  if (isIP(address) > 0 && !policy.permits(address, address)) throw addressRefused(hostname)
}

function addressRefused(hostname: string): CodedError {
  return new CodedError('source-address-refused', `${hostname} is an address in a private or special network`)
}

function rangesOf(ranges: string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) addRange(list, range)
  return list
}

function addRange(list: BlockList, range: string): void {
  const [address = '', prefix] = range.split('/')
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  const longest = family === 'ipv6' ? 128 : 32
  const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  if (!(length <= longest))
    throw new CodedError('invalid-configuration', `"${range}" is no address, range or host name`)
  list.addSubnet(address, length, family)
}

function isWithin(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
