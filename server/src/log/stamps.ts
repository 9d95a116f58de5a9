import type { Instant } from '@chroniton/shared/contract/ids'
import { randomBytes } from 'node:crypto'

/** What the machine adds to an entry: the only time and the only chance that the engine ever sees. */
export interface Stamps {
  now(): Instant
  /** 128 random bits as hex. */
  seed(): string
}

export const systemStamps: Stamps = {
  now: () => new Date().toISOString() as Instant,
  seed: () => randomBytes(16).toString('hex'),
}
