import { CodedError } from '@chroniton/shared/contract/errors'
import { z } from 'zod'
import { isEncrypted } from '../secrets/encrypted.ts'
import type { Keyring } from '../secrets/keyring.ts'
import type { SourceEntry } from './config-file.ts'

/** What of a source's credentials is encrypted, and where it may stand besides under `credentials`. */
export const SECRET_KEYS = ['password', 'token', 'access_token', 'refresh_token', 'client_secret'] as const
export const SOURCE_SECRET_KEYS = ['password', 'token'] as const

const Opened = z.partialRecord(z.enum(SECRET_KEYS), z.string())
export type Opened = z.infer<typeof Opened>

/** Errors: `secret-unreadable`. */
export async function openSecrets(credentials: unknown, keyring: Keyring): Promise<Opened> {
  if (!isEncrypted(credentials)) {
    const { encrypted } = (credentials ?? {}) as { encrypted?: unknown }
    if (encrypted === undefined || encrypted === false) return {}
    throw new CodedError('secret-unreadable', '"encrypted" needs "key_id" and "data" beside it')
  }
  const opened = Opened.safeParse(await keyring.open(credentials))
  if (opened.success) return opened.data
  throw new CodedError('secret-unreadable', 'what is encrypted there are no credentials')
}

/** The entry as it would stand in plain text; a secret that was written in plain text since goes first. */
export async function openCredentials(
  entry: SourceEntry,
  keyring: Keyring,
): Promise<{ entry: SourceEntry; locked: CodedError | null }> {
  if (entry.credentials?.encrypted === undefined) return { entry, locked: null }
  const { encrypted: _, key_id: _id, data: _data, ...plain } = entry.credentials
  try {
    return {
      entry: { ...entry, credentials: { ...(await openSecrets(entry.credentials, keyring)), ...plain } },
      locked: null,
    }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return { entry: { ...entry, credentials: plain }, locked: error }
  }
}
