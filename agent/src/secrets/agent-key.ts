import { createHash } from 'node:crypto'
import { inspect } from 'node:util'

const KEY_BYTES = 32

/** The key with which an agent encrypts the secrets in its files. It cannot be printed by accident. */
export class AgentKey {
  /** Tells keys apart and betrays nothing of them. */
  readonly id: string
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    if (bytes.length !== KEY_BYTES) throw new TypeError(`a key has ${KEY_BYTES} bytes`)
    this.#bytes = bytes
    this.id = createHash('sha256').update('chroniton agent key').update(bytes).digest('hex').slice(0, 16)
  }

  /** From 32 bytes as base64 or as 64 hexadecimal digits; null for anything else. */
  static parse(text: string): AgentKey | null {
    const isHex = /^[0-9a-f]{64}$/i.test(text)
    if (!isHex && !/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null
    const bytes = Buffer.from(text, isHex ? 'hex' : 'base64')
    return bytes.length === KEY_BYTES ? new AgentKey(bytes) : null
  }

  static make(random: (length: number) => Buffer): AgentKey {
    return new AgentKey(random(KEY_BYTES))
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
