import { CodedError } from './errors.ts'

/** What calendars need stays below a third of it; what walks through JSON by calling itself bears many times as much. */
export const MAX_JSON_DEPTH = 64

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/**
 * Looks at the text alone, before anybody parses it; whether it is JSON is for the parser to say. `what` names it for
 * whoever sent it. Errors: `nested-too-deep`.
 */
export function mustBeShallow(text: string, what: string): void {
  if (!isShallow(text)) throw nestedTooDeep(what)
}

export function nestedTooDeep(what: string): CodedError {
  return new CodedError('nested-too-deep', `${what}: at most ${MAX_JSON_DEPTH} levels of lists and objects are taken`)
}

function isShallow(text: string): boolean {
  const { length } = text
  let depth = 0
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at + 1)
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth > MAX_JSON_DEPTH) return false
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--
  }
  return true
}

/** Of the quote that ends the string, which is most of a text; of the text, where none does. */
function endOfString(text: string, from: number): number {
  for (let at = from; ;) {
    const end = text.indexOf('"', at)
    if (end < 0) return text.length
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end
    at = end + 1
  }
}
