import { createHash } from 'node:crypto'
import { basename, dirname, join, resolve } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'
import { fileKeyStore } from '../secrets/file-key-store.ts'
import { givenKeyStore } from '../secrets/given-key-store.ts'
import type { KeyStore } from '../secrets/key-store.ts'
import { secretFrom } from '../secrets/secret-reference.ts'
import { systemKeyStore } from '../secrets/system-key-store.ts'
import type { ConfigFile } from './config-file.ts'

const KEY = 'CHRONITON_AGENT_KEY'
const PREVIOUS = 'CHRONITON_AGENT_KEY_PREVIOUS'

export type KeySettings = Pick<ConfigFile, 'encryption_key_file' | 'encryption_key_command' | 'encryption_key_store'>

/** Where the key is kept that opens what is encrypted in the agent's files. The environment goes first. */
export function keyStoreFor(configPath: string, settings: KeySettings): KeyStore {
  const { encryption_key_file: file, encryption_key_command: command, encryption_key_store: store } = settings
  const previous = process.env[PREVIOUS] ? secretFrom({ env: PREVIOUS }, PREVIOUS) : null
  if (process.env[KEY]) return givenKeyStore(KEY, secretFrom({ env: KEY }, KEY)!, previous)
  if (command !== undefined) {
    return givenKeyStore('encryption_key_command', secretFrom({ command }, `${configPath}: encryption_key`)!, previous)
  }
  if (store !== undefined) return mustHave(systemKeyStore(entryOf(configPath), process.platform))
  return fileKeyStore(file === undefined ? besides(configPath) : resolve(dirname(configPath), file))
}

/** `agent.json` -> `agent.key` */
function besides(configPath: string): string {
  return join(dirname(configPath), `${basename(configPath).replace(/\.jsonc?$/i, '')}.key`)
}

/** Two configurations on one machine have a key each. */
function entryOf(configPath: string): string {
  const place = createHash('sha256').update(resolve(configPath)).digest('hex').slice(0, 8)
  return `${basename(configPath).replaceAll(/[^\w.-]/g, '_')} ${place}`
}

function mustHave(store: KeyStore | null): KeyStore {
  if (store !== null) return store
  throw new CodedError(
    'invalid-configuration',
    `encryption_key_store: the agent knows no store for secrets on ${process.platform}; use encryption_key_file`,
  )
}
