import { createHash } from 'node:crypto'
import { inspect } from 'node:util'

const KEY_BYTES = 32

/** So many random bytes. */
export type RandomBytes = (length: number) => Buffer

/** A key that encrypts secrets at rest: 256 bits. It cannot be printed by accident. */
export class SecretKey {
  /** Tells keys apart and betrays nothing of them. */
  readonly id: string
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    if (bytes.length !== KEY_BYTES) throw new TypeError(`a key has ${KEY_BYTES} bytes`)
    this.#bytes = bytes
    this.id = createHash('sha256').update('chroniton key').update(bytes).digest('hex').slice(0, 16)
  }

  /** From 32 bytes as base64 or as 64 hexadecimal digits; null for anything else. */
  static parse(text: string): SecretKey | null {
    const isHex = /^[0-9a-f]{64}$/i.test(text)
    if (!isHex && !/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null
    const bytes = Buffer.from(text, isHex ? 'hex' : 'base64')
    return bytes.length === KEY_BYTES ? new SecretKey(bytes) : null
  }

  static make(random: RandomBytes): SecretKey {
    return new SecretKey(random(KEY_BYTES))
  }

  get bytes(): Buffer {
    return this.#bytes
  }

  /** For the place it is kept in. */
  reveal(): string {
    return this.#bytes.toString('base64')
  }

  toJSON(): string {
    return this.toString()
  }

  toString(): string {
    return `[key ${this.id}]`
  }

  [inspect.custom](): string {
    return this.toString()
  }
}
