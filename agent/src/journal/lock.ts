import Database from 'better-sqlite3'
import { CodedError } from '@chroniton/shared/contract/errors'

/**
 * Holds a file for this process alone. The lock is the operating system's own on a file beside it, so it ends with the
 * process however that ends, and a crash leaves nothing to clean up. Errors: `already-running`, saying what is `inUse`.
 */
export function lockFile(path: string, inUse: string): Disposable {
  const lock = new Database(`${path}.lock`, { timeout: 0 })
  try {
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE; COMMIT')
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) {
      throw new CodedError('already-running', inUse)
    }
    throw error
  }
  return { [Symbol.dispose]: () => void lock.close() }
}
