import { CSS_COLORS } from './css-colors.ts'

/** A colour as `#rrggbb`. Reads CSS names and `#rgb`, `#rrggbb`, `#rrggbbaa` (Apple, SOGo, Cyrus), with quotes or not. */
export function readColor(text: string): string | null {
  const plain = text.trim().replace(/^"|"$/g, '').toLowerCase()
  const named = colorOfName(plain)
  if (named !== null) return named
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])[0-9a-f]?$/.exec(plain)
  if (short !== null)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`
  const long = /^#?([0-9a-f]{6})(?:[0-9a-f]{2})?$/.exec(plain)
  return long === null ? null : `#${long[1]}`
}

export function isColorName(text: string): boolean {
  return Object.hasOwn(CSS_COLORS, text.toLowerCase())
}

export function colorOfName(name: string): string | null {
  return isColorName(name) ? `#${CSS_COLORS[name.toLowerCase()]}` : null
}

/** The CSS name nearest to `#rrggbb`, as the eye sees it. */
export function nearestColorName(color: string): string {
  const wanted = channelsOf(color.slice(1))
  let nearest = 'black'
  let least = Infinity
  for (const [name, value] of Object.entries(CSS_COLORS)) {
    const distance = distanceOf(wanted, channelsOf(value))
    if (distance < least) [nearest, least] = [name, distance]
  }
  return nearest
}

type Channels = [red: number, green: number, blue: number]

function channelsOf(hex: string): Channels {
  const value = Number.parseInt(hex, 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** T. Riemersma's weighted distance ("redmean"): close to perception at the price of a few multiplications. */
function distanceOf(a: Channels, b: Channels): number {
  const red = (a[0] + b[0]) / 2
  const [dr, dg, db] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
  return (2 + red / 256) * dr * dr + 4 * dg * dg + (2 + (255 - red) / 256) * db * db
}
