import { createHash } from 'node:crypto'
import { inspect } from 'node:util'

const KEY_BYTES = 32

/** The key that opens the keys of all stored secrets. It cannot be printed by accident. */
export class MasterKey {
  /** Tells keys apart and betrays nothing of them. */
  readonly id: string
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    if (bytes.length !== KEY_BYTES) throw new TypeError(`a master key has ${KEY_BYTES} bytes`)
    this.#bytes = bytes
    this.id = createHash('sha256').update('chroniton master key').update(bytes).digest('hex').slice(0, 16)
  }

  /** From 32 bytes as base64 or as 64 hexadecimal digits; null for anything else. */
  static parse(text: string): MasterKey | null {
    const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : bytesInBase64(text)
    return bytes?.length === KEY_BYTES ? new MasterKey(bytes) : null
  }

  static make(random: (length: number) => Buffer): MasterKey {
    return new MasterKey(random(KEY_BYTES))
  }

  get bytes(): Buffer {
    return this.#bytes
  }

  /** For the file it is kept in. */
  toFile(): string {
    return `${this.#bytes.toString('base64')}\n`
  }

  toJSON(): string {
    return this.toString()
  }

  toString(): string {
    return `[master key ${this.id}]`
  }

  [inspect.custom](): string {
    return this.toString()
  }
}

function bytesInBase64(text: string): Buffer | null {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : null
}
