const SEEDS = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef]

/** 128 bits that tell texts apart and do not tell the text. Nobody has to be kept from guessing it. */
export function digestOf(text: string): string {
  return SEEDS.map((seed) => mix(text, seed).toString(16).padStart(8, '0')).join('')
}

/** MurmurHash3's 32-bit mixing over UTF-16 code units. */
function mix(text: string, seed: number): number {
  let hash = seed
  for (let index = 0; index < text.length; index++) {
    let unit = Math.imul(text.charCodeAt(index), 0xcc9e2d51)
    unit = (unit << 15) | (unit >>> 17)
    hash ^= Math.imul(unit, 0x1b873593)
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64
  }
  hash ^= text.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
