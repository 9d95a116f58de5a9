import { CodedError } from '@chroniton/shared/contract/errors'

/** What SQLite or the file system threw, in words for the user. */
export function journalFailure(error: unknown, path: string): unknown {
  if (error instanceof CodedError) return error
  const code = (error as { code?: unknown }).code
  if (typeof code !== 'string') return error
  if (isDamage(error)) return new CodedError('storage-damaged', `the journal ${path} (${code})`, { cause: error })
  return new CodedError('source-file', `the journal ${path} cannot be used (${code})`, { cause: error })
}

export function isDamage(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return code === 'SQLITE_NOTADB' || (typeof code === 'string' && code.startsWith('SQLITE_CORRUPT'))
}
