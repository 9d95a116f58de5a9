import { createCipheriv, createDecipheriv, type CipherGCMTypes } from 'node:crypto'
import type { RandomBytes } from './secret-key.ts'

/** AES-256-GCM. A box is base64url of nonce (12 bytes), tag (16) and ciphertext, and opens in its own context alone. */

const CIPHER: CipherGCMTypes = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export function lock(key: Buffer, plain: Buffer, context: string, random: RandomBytes): string {
  const nonce = random(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(context, 'utf8'))
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
}

/** Null for another key, another context, or what was altered. */
export function unlock(key: Buffer, box: string, context: string): Buffer | null {
  const bytes = Buffer.from(box, 'base64url')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(context, 'utf8')).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
  } catch {
    return null
  }
}
