import { isObject, setMember } from './json.ts'

// Line feed and tab are text; every other control character is forbidden by iCalendar and by XML, so no calendar
// keeps it. Half a surrogate pair has no form in UTF-8.
const UNCLEAN = /[\u0000-\u0008\u000b-\u001f\u007f\p{Surrogate}]/u

/** Text as every calendar can hold it: LF line ends, no control characters, U+FFFD for half a surrogate pair. */
export function cleanText(text: string): string {
  if (!UNCLEAN.test(text)) return text
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
}

/** The value with all texts in it clean, keys as well; the value itself when they are. */
export function cleanJson(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) {
    const members = value.map(cleanJson)
    return members.every((member, index) => member === value[index]) ? value : members
  }
  if (!isObject(value)) return value
  const entries = Object.entries(value)
  const clean = entries.map(([key, member]) => [cleanText(key), cleanJson(member)] as const)
  if (clean.every(([key, member], index) => key === entries[index]![0] && member === entries[index]![1])) return value
  const result: Record<string, unknown> = {}
  for (const [key, member] of clean) setMember(result, key, member)
  return result
}
