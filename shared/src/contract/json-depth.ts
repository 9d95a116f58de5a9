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
    if (code === QUOTE) {
      for (at++; at < length; at++) {
        const inside = text.charCodeAt(at)
        if (inside === QUOTE) break
        if (inside === BACKSLASH) at++
      }
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth > MAX_JSON_DEPTH) return false
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--
  }
  return true
}
