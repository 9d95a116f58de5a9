import { readFile } from 'node:fs/promises'
import { CodedError } from '@chroniton/shared/contract/errors'

/** PEM certificates to trust when connecting to the hub. Errors: `invalid-configuration`. */
export async function certificates(path: string | null): Promise<string | null> {
  if (path === null) return null
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new CodedError('invalid-configuration', `certificate_path: ${path} cannot be read (${reason})`)
  }
}
