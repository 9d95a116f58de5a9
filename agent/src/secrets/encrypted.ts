import { createCipheriv, createDecipheriv, type CipherGCMTypes } from 'node:crypto'
import { z } from 'zod'
import type { AgentKey } from './agent-key.ts'

/**
 * A secret in one of the agent's files. `data` is `1.` and base64url of nonce (12 bytes), tag (16) and ciphertext:
 * AES-256-GCM over JSON, with `chroniton agent <key_id>` as additional data.
 */
export const Encrypted = z.looseObject({ encrypted: z.literal(true), key_id: z.string(), data: z.string() })
export type Encrypted = z.infer<typeof Encrypted>

const CIPHER: CipherGCMTypes = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const VERSION = '1.'

export function isEncrypted(value: unknown): value is Encrypted {
  return Encrypted.safeParse(value).success
}

/** Written by this agent, and not by an older one in its own way. */
export function isOurs({ data }: Encrypted): boolean {
  return data.startsWith(VERSION)
}

export function encrypt(value: unknown, key: AgentKey, random: (length: number) => Buffer): Encrypted {
  const nonce = random(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key.bytes, nonce).setAAD(contextOf(key.id))
  const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  const data = Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
  return { encrypted: true, key_id: key.id, data: `${VERSION}${data}` }
}

/** Undefined where it was encrypted with another key, or altered. */
export function decrypt(encrypted: Encrypted, key: AgentKey): unknown {
  const bytes = Buffer.from(encrypted.data.slice(VERSION.length), 'base64url')
  if (!isOurs(encrypted) || encrypted.key_id !== key.id || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(contextOf(key.id)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function contextOf(keyId: string): Buffer {
  return Buffer.from(`chroniton agent ${keyId}`, 'utf8')
}
