import { CodedError } from '@chroniton/shared/contract/errors'
import Sqlite, { SqliteError } from 'better-sqlite3'

/**
 * Holds the storage for this process. The lock is one that the operating system takes back when the process ends in
 * whatever way, so none is ever left behind; it lies in a file of its own so that backups and tools may read the
 * database meanwhile. Not promised on network file systems that do not carry locks.
 */
export function lock(path: string): { release(): void } {
  const file = new Sqlite(`${path}.lock`, { timeout: 0 })
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    if (error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new CodedError('already-running', `another hub holds ${path}`, { cause: error })
    }
    throw error
  }
  return { release: () => file.close() }
}
