import { CodedError } from '@chroniton/shared/contract/errors'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { KeyFile } from './key-file.ts'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'

/** Where the master key comes from. */
export type KeySource =
  /** The hub's own: made at the first start, replaced by a rotation. */
  | { kind: 'own-file'; file: KeyFile }
  /** Given by the operator, who also replaces it. `where` names the setting. */
  | { kind: 'given'; where: string; fetch: () => string }

export interface KeySettings {
  storagePath: string
  masterKey: string | null
  masterKeyCommand: string[] | null
}

const COMMAND_LIMIT_MS = 60_000

export const masterKeyPath = (storagePath: string): string => join(storagePath, 'master-key')

export function keySource({ storagePath, masterKey, masterKeyCommand }: KeySettings): KeySource {
  if (masterKey !== null) return { kind: 'given', where: 'MASTER_KEY', fetch: () => masterKey }
  if (masterKeyCommand === null) return { kind: 'own-file', file: new KeyFile(masterKeyPath(storagePath)) }
  return { kind: 'given', where: 'MASTER_KEY_COMMAND', fetch: () => printedBy(masterKeyCommand) }
}

/** Errors: `secret-unreadable`. */
export function givenKey({ where, fetch }: Extract<KeySource, { kind: 'given' }>): SecretKey {
  const key = SecretKey.parse(fetch())
  if (key !== null) return key
  throw new CodedError('secret-unreadable', `${where} gives no master key: 32 bytes as base64 or hex`)
}

function printedBy([program = '', ...words]: string[]): string {
  try {
    const output = execFileSync(program, words, {
      encoding: 'utf8',
      timeout: COMMAND_LIMIT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    })
    return output.split(/\r?\n/, 1)[0]?.trim() ?? ''
  } catch (error) {
    // What the program printed may be the key: only how it ended is told.
    const { code, status, signal } = error as { code?: string; status?: number; signal?: string }
    const ended = code ?? status ?? signal ?? 'unknown reason'
    throw new CodedError('secret-unreadable', `MASTER_KEY_COMMAND: ${program} failed (${ended})`)
  }
}
