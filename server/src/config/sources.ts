import type { KeySettings } from '../secrets/key-source.ts'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'
import { isLoopbackHost } from '../http/networks.ts'
import type { Values } from './variables.ts'

/** What the hub's own sources may reach, and how their secrets are kept. */
export interface SourceSettings {
  /** Besides public ones, as `SOURCE_ADDRESSES` lists them. */
  addresses: string[]
  /** Absolute paths; null for any. */
  folders: string[] | null
  key: Omit<KeySettings, 'storagePath'>
  previousKey: SecretKey | null
}

export function sourceSettings(values: Values): SourceSettings {
  const { SOURCE_ADDRESSES, SOURCE_FOLDERS, MASTER_KEY, MASTER_KEY_PREVIOUS, MASTER_KEY_COMMAND } = values
  const isOwnMachine = isLoopbackHost(values.API_HOST) && values.TRUSTED_PROXIES.listed.length === 0
  const listed = SOURCE_ADDRESSES.filter((place) => place !== 'public')
  return {
    // Whoever sits at the machine that the hub serves alone reaches its networks anyway.
    addresses: SOURCE_ADDRESSES.length === 0 && isOwnMachine ? ['private'] : listed,
    folders: SOURCE_FOLDERS.includes('*') || (SOURCE_FOLDERS.length === 0 && isOwnMachine) ? null : SOURCE_FOLDERS,
    key: { masterKey: MASTER_KEY, masterKeyCommand: MASTER_KEY_COMMAND },
    previousKey: MASTER_KEY_PREVIOUS === null ? null : SecretKey.parse(MASTER_KEY_PREVIOUS),
  }
}
