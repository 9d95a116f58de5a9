import { CodedError } from '@chroniton/shared/contract/errors'
import * as crypto from 'node:crypto'
import type { RawEvent } from '../hub/older-agents/read-event.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const COMMA = 0x2c
const COLON = 0x3a

/**
 * The events of a large JSON body, one after another, without parsing it as a whole: that would keep everybody else
 * waiting, and an event that is known by its very text need not be parsed at all. What is between the events is held
 * to JSON's rules here, the events themselves when they are read, and the rest of the body by `rest`.
 */
export class ListScanner {
  readonly #body: Buffer
  /** Where the list begins and, once it was read, ends; `null`: the body has none. */
  readonly #start: number | null
  #rest: unknown

  private constructor(body: Buffer, start: number | null) {
    this.#body = body
    this.#start = start
  }

  /** Of a body that is the list itself. Errors: `invalid-input`. */
  static ofList(body: Buffer): ListScanner {
    const start = skipBlank(body, 0)
    if (body[start] !== OPEN_LIST) throw invalid('expected a list of events')
    return new ListScanner(body, start)
  }

  /** Of an object with the list as its member of that name. Errors: `invalid-input`. */
  static ofMember(body: Buffer, name: string): ListScanner {
    return new ListScanner(body, memberOf(body, JSON.stringify(name)))
  }

  get hasList(): boolean {
    return this.#start !== null
  }

  /** Throws CodedError `invalid-input`, before it ends, when the body around the events is no JSON. */
  *events(): Generator<RawEvent, void> {
    const body = this.#body
    let at = this.#start
    if (at === null) {
      this.#rest = parse(body)
      return
    }
    at = skipBlank(body, at + 1)
    for (let isFirst = true; body[at] !== CLOSE_LIST; isFirst = false) {
      if (!isFirst) {
        if (body[at] !== COMMA) throw invalid(`expected a comma or the end of the list at byte ${at}`)
        at = skipBlank(body, at + 1)
      }
      const end = endOfValue(body, at)
      yield rawEvent(body.subarray(at, end))
      at = skipBlank(body, end)
    }
    const around = [body.subarray(0, this.#start!), Buffer.from('[]'), body.subarray(at + 1)]
    this.#rest = parse(Buffer.concat(around))
  }

  /** The body without the list, once the events were read to their end. */
  get rest(): unknown {
    return this.#rest
  }
}

function rawEvent(text: Buffer): RawEvent {
  return {
    hash: crypto.hash('sha1', text, 'base64').slice(0, 20),
    size: text.length,
    value: () => parse(text),
  }
}

export function parse(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'))
  } catch (error) {
    throw new CodedError('invalid-input', `the body is not JSON: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read'
}

function invalid(detail: string): CodedError {
  return new CodedError('invalid-input', `the body is not understood: ${detail}`)
}

function skipBlank(body: Buffer, from: number): number {
  let at = from
  while (at < body.length) {
    const byte = body[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break
    at++
  }
  return at
}

/** Where the list is that the object has under this name; of several the last, as JSON has it. */
function memberOf(body: Buffer, quotedName: string): number | null {
  let at = skipBlank(body, 0)
  if (body[at] !== OPEN_OBJECT) throw invalid('expected an object')
  at = skipBlank(body, at + 1)
  let found: number | null = null
  while (body[at] === QUOTE) {
    const end = endOfString(body, at)
    const name = body.toString('utf8', at, end)
    at = skipBlank(body, end)
    if (body[at] !== COLON) throw invalid(`expected a colon at byte ${at}`)
    at = skipBlank(body, at + 1)
    if (name === quotedName) {
      if (found !== null) throw invalid(`${quotedName} is there twice`)
      if (body[at] === OPEN_LIST) found = at
    }
    at = skipBlank(body, endOfValue(body, at))
    if (body[at] === COMMA) at = skipBlank(body, at + 1)
  }
  return found
}

/** The place behind a value; whether what lies between is JSON is for the parser to say. */
function endOfValue(body: Buffer, from: number): number {
  const first = body[from]
  if (first === QUOTE) return endOfString(body, from)
  if (first === OPEN_OBJECT || first === OPEN_LIST) return endOfGroup(body, from)
  let at = from
  for (; at < body.length; at++) {
    const byte = body[at]
    if (byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT || byte === 0x20 || byte === 0x0a) break
    if (byte === 0x0d || byte === 0x09) break
  }
  if (at === from) throw invalid(`expected a value at byte ${from}`)
  return at
}

/** Most of a body is text: the inner loop is what its time is spent in. */
function endOfGroup(body: Buffer, from: number): number {
  const { length } = body
  let depth = 0
  for (let at = from; at < length; at++) {
    let byte = body[at]!
    if (byte === QUOTE) {
      for (at++; at < length; at++) {
        byte = body[at]!
        if (byte === QUOTE) break
        if (byte === BACKSLASH) at++
      }
    } else if (byte >= OPEN_LIST) {
      if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++
      else if ((byte === CLOSE_OBJECT || byte === CLOSE_LIST) && --depth === 0) return at + 1
    }
  }
  throw invalid('it ends too early')
}

function endOfString(body: Buffer, from: number): number {
  for (let at = from + 1; at < body.length; at++) {
    const byte = body[at]
    if (byte === BACKSLASH) at++
    else if (byte === QUOTE) return at + 1
  }
  throw invalid('a text in it has no end')
}
