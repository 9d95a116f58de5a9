import { CodedError } from '@chroniton/shared/contract/errors'
import { lockFile } from '../journal/lock.ts'
import { credentialPath } from './credential-file.ts'

/**
 * Nobody else replaces the credential meanwhile: what one process has just stored, and the hub taken for good, another
 * must not put back. Errors: `already-running`, `source-file`.
 */
export async function withCredentialLocked<Result>(configPath: string, act: () => Promise<Result>): Promise<Result> {
  const lock = lockOf(credentialPath(configPath))
  try {
    return await act()
  } finally {
    lock[Symbol.dispose]()
  }
}

function lockOf(path: string): Disposable {
  try {
    return lockFile(path, `${path} is being replaced by another process`)
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw new CodedError('source-file', `${path}: ${(error as { code?: string }).code ?? String(error)}`)
  }
}
