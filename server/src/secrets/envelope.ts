import { createCipheriv, createDecipheriv, type CipherGCMTypes } from 'node:crypto'
import type { MasterKey } from './master-key.ts'

/**
 * A secret as it is stored: encrypted with a key of its own, which is encrypted with the master key. Both boxes are
 * AES-256-GCM and bound to the record, so that one cannot be put in another's place.
 */
export interface Sealed {
  /** Of the master key that opens it. */
  keyId: string
  /** `1.<data key>.<secret>`, each base64url of nonce (12 bytes), tag (16) and ciphertext. */
  box: string
}

/** So many random bytes. */
export type RandomBytes = (length: number) => Buffer

const CIPHER: CipherGCMTypes = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32
const VERSION = '1'

export function seal(master: MasterKey, recordId: string, secret: string, random: RandomBytes): Sealed {
  const dataKey = random(KEY_BYTES)
  const wrapped = encrypt(master.bytes, dataKey, keyContext(recordId), random)
  const content = encrypt(dataKey, Buffer.from(secret, 'utf8'), contentContext(recordId), random)
  return { keyId: master.id, box: [VERSION, wrapped, content].join('.') }
}

/** Null where it was not sealed for this record with this key, or was altered. */
export function unseal(master: MasterKey, recordId: string, { box }: Sealed): string | null {
  const { dataKey, content } = opened(master, recordId, box)
  if (dataKey === null) return null
  return decrypt(dataKey, content, contentContext(recordId))?.toString('utf8') ?? null
}

/** The same secret under another master key; null where the one before does not open it. */
export function rewrap(
  before: MasterKey,
  next: MasterKey,
  recordId: string,
  { box }: Sealed,
  random: RandomBytes,
): Sealed | null {
  const { dataKey, content } = opened(before, recordId, box)
  if (dataKey === null) return null
  const wrapped = encrypt(next.bytes, dataKey, keyContext(recordId), random)
  return { keyId: next.id, box: [VERSION, wrapped, content].join('.') }
}

function opened(master: MasterKey, recordId: string, box: string): { dataKey: Buffer | null; content: string } {
  const [version, wrapped = '', content = ''] = box.split('.')
  return { dataKey: version === VERSION ? decrypt(master.bytes, wrapped, keyContext(recordId)) : null, content }
}

const keyContext = (recordId: string) => Buffer.from(`chroniton key ${recordId}`, 'utf8')
const contentContext = (recordId: string) => Buffer.from(`chroniton secret ${recordId}`, 'utf8')

function encrypt(key: Buffer, plain: Buffer, context: Buffer, random: RandomBytes): string {
  const nonce = random(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(context)
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
}

function decrypt(key: Buffer, text: string, context: Buffer): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(context).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
  } catch {
    return null
  }
}
