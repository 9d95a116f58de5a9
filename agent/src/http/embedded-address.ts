import { isIP } from 'node:net'

/**
 * The IPv4 address that an IPv6 address leads to: IPv4-mapped and -compatible (RFC 4291), NAT64 (RFC 6052) and 6to4
 * (RFC 3056). Any other address is given back without its zone.
 */
export function embeddedAddress(address: string): string {
  const plain = address.split('%', 1)[0]!
  if (isIP(plain) !== 6) return plain
  const groups = groupsOf(plain)
  const leading = groups
    .slice(0, 6)
    .map((group) => group.toString(16))
    .join(':')
  const isCompatible = leading === '0:0:0:0:0:0' && groups[6] !== 0
  if (leading === '0:0:0:0:0:ffff' || leading === '64:ff9b:0:0:0:0' || isCompatible)
    return dotted(groups[6]!, groups[7]!)
  return groups[0] === 0x2002 ? dotted(groups[1]!, groups[2]!) : plain
}

function groupsOf(address: string): number[] {
  const text = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) => {
    const pair = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16)
    return `${pair(a, b)}:${pair(c, d)}`
  })
  const [head = '', tail] = text.split('::')
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  if (tail === undefined) return numbers(head)
  const [first, last] = [numbers(head), numbers(tail)]
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last]
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
