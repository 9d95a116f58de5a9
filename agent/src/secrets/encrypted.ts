import { lock, unlock } from '@chroniton/shared/secrets/box'
import type { RandomBytes, SecretKey } from '@chroniton/shared/secrets/secret-key'
import { z } from 'zod'

/**
 * A secret in one of the agent's files. `data` is `1.` and base64url of nonce (12 bytes), tag (16) and ciphertext:
 * AES-256-GCM over JSON, with `chroniton agent <key_id>` as additional data.
 */
export const Encrypted = z.looseObject({ encrypted: z.literal(true), key_id: z.string(), data: z.string() })
export type Encrypted = z.infer<typeof Encrypted>

const VERSION = '1.'

export function isEncrypted(value: unknown): value is Encrypted {
  return Encrypted.safeParse(value).success
}

/** Written by this agent, and not by an older one in its own way. */
export function isOurs({ data }: Encrypted): boolean {
  return data.startsWith(VERSION)
}

export function encrypt(value: unknown, key: SecretKey, random: RandomBytes): Encrypted {
  const box = lock(key.bytes, Buffer.from(JSON.stringify(value), 'utf8'), contextOf(key), random)
  return { encrypted: true, key_id: key.id, data: `${VERSION}${box}` }
}

/** Undefined where it was encrypted with another key, or altered. */
export function decrypt(encrypted: Encrypted, key: SecretKey): unknown {
  if (!isOurs(encrypted) || encrypted.key_id !== key.id) return undefined
  const text = unlock(key.bytes, encrypted.data.slice(VERSION.length), contextOf(key))
  return text === null ? undefined : (JSON.parse(text.toString('utf8')) as unknown)
}

function contextOf({ id }: SecretKey): string {
  return `chroniton agent ${id}`
}
