import { CodedError } from '@chroniton/shared/contract/errors'
import { SqliteError } from 'better-sqlite3'

/** What SQLite or the file system throws, as an error with a code; everything else as it is. */
export function storageFailure(error: unknown): unknown {
  if (!(error instanceof SqliteError)) return isSystemError(error) ? failed(error) : error
  switch (error.code.split('_').slice(0, 2).join('_')) {
    case 'SQLITE_FULL':
      return new CodedError('storage-failed', 'the disk is full', { cause: error })
    case 'SQLITE_READONLY':
      return new CodedError('storage-failed', 'the storage may not be written', { cause: error })
    case 'SQLITE_IOERR':
      return new CodedError('storage-failed', `the disk reports an error (${error.code})`, { cause: error })
    case 'SQLITE_CANTOPEN':
      return new CodedError('storage-failed', 'the database file cannot be opened', { cause: error })
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return new CodedError('storage-failed', 'another program holds the database for too long', { cause: error })
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return new CodedError('storage-damaged', `the database file is damaged (${error.message})`, { cause: error })
    default:
      return error
  }
}

/** The storage is at fault, and not what was to be stored in it. */
export function isStorageFailure(error: unknown): error is CodedError {
  return error instanceof CodedError && (error.code === 'storage-failed' || error.code === 'storage-damaged')
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

function failed(error: NodeJS.ErrnoException): CodedError {
  return new CodedError('storage-failed', error.message, { cause: error })
}
