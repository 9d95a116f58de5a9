import { CodedError } from '@chroniton/shared/contract/errors'
import { MAX_JSON_DEPTH, mustBeShallow, nestedTooDeep } from '@chroniton/shared/contract/json-depth'
import * as crypto from 'node:crypto'
import type { Turns } from '../../log/turns.ts'
import type { RawEvent } from './read-event.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const COMMA = 0x2c
const COLON = 0x3a

/** A list as it stood in a body: its length in bytes and the digest of its text. */
export interface ListPrint {
  bytes: number
  digest: string
}

/**
 * The events of a large JSON body, one after another, without parsing it as a whole: that would keep everybody else
 * waiting, and an event that is known by its very text need not be parsed at all. What is between the events is held
 * to JSON's rules here, the events themselves when they are read, and the rest of the body by `rest`.
 */
export class ListScanner {
  readonly #body: Buffer
  /** Of the member that holds the list, in quotes; `null`: the body is the list itself. */
  readonly #quotedName: string | null
  /** Where the list begins; `null`: the body has none. */
  readonly #start: number | null
  /** The place behind the list, once it was read. */
  #end: number | null = null
  #rest: unknown

  private constructor(body: Buffer, quotedName: string | null, start: number | null) {
    this.#body = body
    this.#quotedName = quotedName
    this.#start = start
  }

  /** Of a body that is the list itself. Errors: `invalid-input`. */
  static ofList(body: Buffer): ListScanner {
    const start = skipBlank(body, 0)
    if (body[start] !== OPEN_LIST) throw invalid('expected a list of events')
    return new ListScanner(body, null, start)
  }

  /** Of a body that is the list itself, or has it as its member of that name. Errors: `invalid-input`. */
  static of(body: Buffer, name: string): ListScanner {
    return body[skipBlank(body, 0)] === OPEN_LIST ? ListScanner.ofList(body) : ListScanner.ofMember(body, name)
  }

  /** Of an object with the list as its member of that name. Errors: `invalid-input`. */
  static ofMember(body: Buffer, name: string): ListScanner {
    const quotedName = JSON.stringify(name)
    return new ListScanner(body, quotedName, listNamed(body, quotedName))
  }

  /** The body as it was given, with the list in it. */
  get body(): Buffer {
    return this.#body
  }

  /** Throws CodedError `invalid-input`, before it ends, when the body around the events is no JSON. */
  *events(): Generator<RawEvent, void> {
    const body = this.#body
    let at = this.#start
    if (at === null) {
      this.#rest ??= parseShallow(body)
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
    this.#endAt(at + 1)
  }

  /** Whether the list is, to the byte, the one of that print; if so, its events need not be read. Errors: `invalid-input`. */
  async is({ bytes, digest }: ListPrint, turns: Turns): Promise<boolean> {
    if (this.#start === null) return false
    const end = this.#start + bytes
    if (end > this.#body.length) return false
    if ((await digestOf(this.#body.subarray(this.#start, end), turns)) !== digest) return false
    this.#endAt(end)
    return true
  }

  /** The list alone, once its events were read to their end; `null`: the body has none. */
  get text(): Buffer | null {
    return this.#start === null || this.#end === null ? null : this.#body.subarray(this.#start, this.#end)
  }

  /** The body without the list, once the events were read to their end. */
  get rest(): unknown {
    return this.#rest
  }

  #endAt(end: number): void {
    const body = this.#body
    if (this.#quotedName !== null) refuseAnother(body, end, this.#quotedName)
    this.#rest = parseShallow(Buffer.concat([body.subarray(0, this.#start!), Buffer.from('[]'), body.subarray(end)]))
    this.#end = end
  }
}

export async function printOf(text: Buffer, turns: Turns): Promise<ListPrint> {
  return { bytes: text.length, digest: await digestOf(text, turns) }
}

/** Of what is hashed in a turn. Another thread would have to be given all of it, which takes longer than hashing it. */
const HASHED_BYTES = 2 * 1024 * 1024

async function digestOf(text: Buffer, turns: Turns): Promise<string> {
  const hash = crypto.createHash('sha256')
  for (let from = 0; from < text.length; from += HASHED_BYTES) {
    hash.update(text.subarray(from, from + HASHED_BYTES))
    await new Promise<void>((resolve) => turns.next(resolve))
  }
  return hash.digest('base64')
}

function rawEvent(text: Buffer): RawEvent {
  return {
    hash: crypto.hash('sha1', text, 'base64').slice(0, 20),
    size: text.length,
    value: () => parse(text),
  }
}

/** Errors: `invalid-input`, `nested-too-deep`. */
export function parseShallow(text: Buffer): unknown {
  // What counts for the depth is never a part of a longer character.
  mustBeShallow(text.toString('latin1'), 'body')
  return parse(text)
}

function parse(text: Buffer): unknown {
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

/** Where the list is that the object has under this name; `null`: it has none. */
function listNamed(body: Buffer, quotedName: string): number | null {
  const first = skipBlank(body, 0)
  if (body[first] !== OPEN_OBJECT) throw invalid('expected an object')
  let at = valueNamed(body, skipBlank(body, first + 1), quotedName)
  while (at !== null && body[at] !== OPEN_LIST) at = valueNamed(body, behindMember(body, at), quotedName)
  return at
}

/** JSON would let the last of several count, and so the events of the first would have been read for nothing. */
function refuseAnother(body: Buffer, end: number, quotedName: string): void {
  if (valueNamed(body, behindComma(body, end), quotedName) !== null) throw invalid(`${quotedName} is there twice`)
}

/** Where the value of the next member of that name begins, `from` being where a member does. */
function valueNamed(body: Buffer, from: number, quotedName: string): number | null {
  let at = from
  while (body[at] === QUOTE) {
    const end = endOfString(body, at)
    const name = body.toString('utf8', at, end)
    at = skipBlank(body, end)
    if (body[at] !== COLON) throw invalid(`expected a colon at byte ${at}`)
    at = skipBlank(body, at + 1)
    if (name === quotedName) return at
    at = behindMember(body, at)
  }
  return null
}

function behindMember(body: Buffer, value: number): number {
  return behindComma(body, endOfValue(body, value))
}

function behindComma(body: Buffer, from: number): number {
  const at = skipBlank(body, from)
  return body[at] === COMMA ? skipBlank(body, at + 1) : at
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
      if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (++depth > MAX_JSON_DEPTH) throw nestedTooDeep('body')
      } else if ((byte === CLOSE_OBJECT || byte === CLOSE_LIST) && --depth === 0) return at + 1
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
