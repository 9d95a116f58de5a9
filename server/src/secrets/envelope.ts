import { lock, unlock } from '@chroniton/shared/secrets/box'
import type { RandomBytes, SecretKey } from '@chroniton/shared/secrets/secret-key'

/**
 * A secret as it is stored: encrypted with a key of its own, which is encrypted with the master key. Both boxes are
 * AES-256-GCM and bound to the record, so that one cannot be put in another's place.
 */
export interface Sealed {
  /** Of the master key that opens it. */
  keyId: string
  /** `1.<data key>.<secret>` */
  box: string
}

const KEY_BYTES = 32
const VERSION = '1'

export function seal(master: SecretKey, recordId: string, secret: string, random: RandomBytes): Sealed {
  const dataKey = random(KEY_BYTES)
  const wrapped = lock(master.bytes, dataKey, keyContext(recordId), random)
  const content = lock(dataKey, Buffer.from(secret, 'utf8'), contentContext(recordId), random)
  return { keyId: master.id, box: [VERSION, wrapped, content].join('.') }
}

/** Null where it was not sealed for this record with this key, or was altered. */
export function unseal(master: SecretKey, recordId: string, { box }: Sealed): string | null {
  const { dataKey, content } = opened(master, recordId, box)
  if (dataKey === null) return null
  return unlock(dataKey, content, contentContext(recordId))?.toString('utf8') ?? null
}

/** The same secret under another master key; null where the one before does not open it. */
export function rewrap(
  before: SecretKey,
  next: SecretKey,
  recordId: string,
  { box }: Sealed,
  random: RandomBytes,
): Sealed | null {
  const { dataKey, content } = opened(before, recordId, box)
  if (dataKey === null) return null
  const wrapped = lock(next.bytes, dataKey, keyContext(recordId), random)
  return { keyId: next.id, box: [VERSION, wrapped, content].join('.') }
}

function opened(master: SecretKey, recordId: string, box: string): { dataKey: Buffer | null; content: string } {
  const [version, wrapped = '', content = ''] = box.split('.')
  return { dataKey: version === VERSION ? unlock(master.bytes, wrapped, keyContext(recordId)) : null, content }
}

const keyContext = (recordId: string) => `chroniton key ${recordId}`
const contentContext = (recordId: string) => `chroniton secret ${recordId}`
