import { CodedError } from '../../contract/errors.ts'
import { MAX_EVENT_CHARACTERS } from '../../contract/event.ts'
import { cleanText } from '../text.ts'

/** What text from outside may take. Reading is one pass over the text, so these bound its time and memory. */
export const LIMITS = {
  /** Of one text: 100,000 events of a usual size. */
  characters: 128 * 1024 * 1024,
  /** Of one property, unfolded; a longer one makes its event too large. */
  propertyCharacters: MAX_EVENT_CHARACTERS,
  /** Of one top-level component with all it holds. */
  componentCharacters: 2 * MAX_EVENT_CHARACTERS,
  /** VCALENDAR, VEVENT, VALARM and one kind inside it; twice that is none that any program writes. */
  depth: 8,
  /** Of one event: a day for every day of a hundred years. */
  propertiesOfComponent: 40_000,
  componentsOfComponent: 2_000,
} as const

/**
 * The octets of a calendar as text. UTF-8 unless a byte order mark or `charset` says otherwise; lines that were folded
 * in the middle of a character are unfolded first; what is no UTF-8 at all is read as Windows-1252, as old programs
 * write it.
 */
export function decodeCalendar(octets: Uint8Array, charset?: string): string {
  if (octets.length > 4 * LIMITS.characters) throw tooLarge(octets.length)
  const named = markedCharset(octets) ?? charset
  if (named !== undefined && !/^utf-?8$/i.test(named)) {
    const decoded = decode(octets, named, false)
    if (decoded !== null) return decoded
  }
  return decode(octets, 'utf-8', true) ?? decode(unfoldOctets(octets), 'utf-8', true) ?? decodeWindows(octets)
}

/** What Windows-1252 has in place of the control characters from 0x80 on; Node before 23 decodes it as Latin-1. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

function decodeWindows(octets: Uint8Array): string {
  const text = decode(octets, 'windows-1252', false) ?? ''
  return text.replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80]!)
}

function markedCharset(octets: Uint8Array): string | undefined {
  if (octets[0] === 0xff && octets[1] === 0xfe) return 'utf-16le'
  if (octets[0] === 0xfe && octets[1] === 0xff) return 'utf-16be'
  return undefined
}

/** `null` when the octets are not in this charset, or nobody knows it. */
function decode(octets: Uint8Array, charset: string, fatal: boolean): string | null {
  try {
    return new TextDecoder(charset, { fatal }).decode(octets)
  } catch {
    return null
  }
}

function unfoldOctets(octets: Uint8Array): Uint8Array {
  const unfolded = new Uint8Array(octets.length)
  let length = 0
  for (let index = 0; index < octets.length; index++) {
    const feed = octets[index] === 0x0d && octets[index + 1] === 0x0a ? index + 1 : index
    const next = octets[feed + 1]
    if (octets[feed] === 0x0a && (next === 0x20 || next === 0x09)) index = feed + 1
    else unfolded[length++] = octets[index]!
  }
  return unfolded.subarray(0, length)
}

/** The text without what no calendar may hold: a byte order mark, control characters, half surrogate pairs. */
export function cleanCalendarText(text: string): string {
  if (text.length > LIMITS.characters) throw tooLarge(text.length)
  return cleanText(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
}

function tooLarge(size: number): CodedError {
  return new CodedError('item-too-large', `the calendar takes ${Math.round(size / 1024 / 1024)} MiB`)
}
