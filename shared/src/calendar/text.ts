import { isObject, setMember } from './json.ts'

// Line feed and tab are text, and so may be what lies beyond ASCII; every other control character is forbidden by
// iCalendar and by XML, so that no calendar keeps it. Half a surrogate pair has no form in UTF-8.
const CONTROL = /[^\P{Cc}\t\n\x80-\x9f]/gu
const UNCLEAN = /[^\P{Cc}\t\n\x80-\x9f]|\p{Surrogate}/u
/** Most texts, and seen several times as fast as that nothing in them is unclean. */
const PLAIN = /^[\t\n\x20-\x7e]*$/

function isCleanText(text: string): boolean {
  return PLAIN.test(text) || !UNCLEAN.test(text)
}

/** Text as every calendar can hold it: LF line ends, no control characters, U+FFFD for half a surrogate pair. */
export function cleanText(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  if (isCleanText(lines)) return lines
  return lines.replace(CONTROL, '').replace(/\p{Surrogate}/gu, '\ufffd')
}

/** The value with all texts in it clean, keys as well; the value itself when they are. */
export function cleanJson(value: unknown): unknown {
  return isClean(value) ? value : cleaned(value)
}

function isClean(value: unknown): boolean {
  if (typeof value === 'string') return isCleanText(value)
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isClean)
  for (const key in value) {
    if (!isCleanText(key) || !isClean((value as Record<string, unknown>)[key])) return false
  }
  return true
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (!isObject(value)) return value
  const result: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) setMember(result, cleanText(key), cleaned(member))
  return result
}
