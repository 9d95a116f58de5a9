import { statfsSync } from 'node:fs'
import type { Clock } from '../hub/clock.ts'
import type { Logger } from '../observe/logger.ts'
import type { Database } from '../store/database.ts'

const PROBE_MS = 5_000
/** Room for a report and what it causes. */
const PROBE_BYTES = 256 * 1024

export interface StorageWatchParts {
  database: Database
  clock: Clock
  logger: Pick<Logger, 'error' | 'info'>
}

/** While the storage refuses what is written to it, tries whether it takes something again. */
export class StorageWatch {
  readonly #parts: StorageWatchParts
  readonly #stopListening: () => void
  #cancel = () => {}

  constructor(parts: StorageWatchParts) {
    this.#parts = parts
    const { health } = parts.database
    this.#stopListening = health.onChange(() => {
      if (health.failure === null) return parts.logger.info('the storage works again')
      parts.logger.error({ detail: health.failure.detail }, 'the storage fails')
      this.#later()
    })
  }

  stop(): void {
    this.#stopListening()
    this.#cancel()
  }

  #later(): void {
    this.#cancel = this.#parts.clock.after(PROBE_MS, () => this.#probe())
  }

  #probe(): void {
    const { database } = this.#parts
    try {
      database.transaction(() => database.meta.fill(PROBE_BYTES))
      database.transaction(() => database.meta.fill(0))
      database.health.recovered()
    } catch {
      this.#later()
    }
  }
}

/** Bytes that are free where the storage lies; null where the system does not tell. */
export function freeBytes(storagePath: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(storagePath)
    return bavail * bsize
  } catch {
    return null
  }
}
