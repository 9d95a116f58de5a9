import { CodedError, type ErrorCode } from '@chroniton/shared/contract/errors'

const READ_ONLY = new Set(['EACCES', 'EPERM', 'EROFS'])

/** The reason of a failed call of the file system, in words that name the path. */
export function fileFailure(error: unknown, path: string, doing: 'read' | 'write'): CodedError {
  if (error instanceof CodedError) return error
  const reason = systemCode(error)
  const code: ErrorCode = doing === 'write' && READ_ONLY.has(reason) ? 'calendar-read-only' : 'source-file'
  return new CodedError(code, `cannot ${doing} ${path} (${reason})`, { cause: error })
}

export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)
}

export function isAbsent(error: unknown): boolean {
  const code = systemCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}
