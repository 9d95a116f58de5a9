import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '@chroniton/shared/contract/ids'
import type { AdminKeys } from './admin-keys.ts'
import { newSecret } from './secret.ts'

/** The name under which the bearer of the admin key appears in the history. */
export const ADMIN_NAME = 'admin'

export const adminKeyPath = (storagePath: string): string => join(storagePath, 'admin-key')

/** The key in the storage folder; null where there is none (or it may not be read). */
export function readAdminKey(storagePath: string): string | null {
  try {
    return readFileSync(adminKeyPath(storagePath), 'utf8').trim() || null
  } catch {
    return null
  }
}

/**
 * The admin key of this storage, made when there is none. The database holds its hash alone; the file (readable by
 * its owner only) is for the command line on the same machine and for printing the admin link again. Deleting the
 * file and starting again makes a new key and ends the old one.
 */
export function ensureAdminKey(storagePath: string, keys: AdminKeys, now: Instant): { key: string; isNew: boolean } {
  const stored = readAdminKey(storagePath)
  if (stored !== null && keys.nameOf(stored) === ADMIN_NAME) return { key: stored, isNew: false }
  const key = newSecret()
  const path = adminKeyPath(storagePath)
  writeFileSync(path, `${key}\n`, { mode: 0o600 })
  // The mode above counts only for a file that was not there.
  chmodSync(path, 0o600)
  keys.removeAllOf(ADMIN_NAME)
  keys.add(key, ADMIN_NAME, now)
  return { key, isNew: true }
}
