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

/** An empty folder where another one was: most likely the place at which a disk is mounted, without the disk. */
export function emptyInPlaceOf(folder: string): CodedError {
  return new CodedError(
    'source-file',
    `${folder} is empty and not the folder that was there before: is its disk mounted? ` +
      'If it is meant to be empty, put a file "displayname" with the name of the calendar into it',
  )
}
