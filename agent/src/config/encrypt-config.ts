import { randomBytes } from 'node:crypto'
import { applyEdits, modify, type JSONPath } from 'jsonc-parser'
import type { SecretKey } from '@chroniton/shared/secrets/secret-key'
import { encrypt, isEncrypted } from '../secrets/encrypted.ts'
import type { Keyring } from '../secrets/keyring.ts'
import { parseText } from './config-text.ts'
import { openSecrets, SECRET_KEYS, SOURCE_SECRET_KEYS } from './encrypted-credentials.ts'

interface Sealing {
  keyring: Keyring
  key: SecretKey
  /** Also what is encrypted already, with whichever key of the ring. */
  anew: boolean
}

/** How the edits of the text are laid out. */
const LAYOUT = { formattingOptions: { insertSpaces: true, tabSize: 2 } }

type Plain = Record<string, unknown>

/**
 * The text of a configuration with its secrets encrypted in their places; comments and everything else stay as they
 * are. Gives how many places were written.
 *
 * Errors: `secret-unreadable` for what is to be encrypted anew and cannot be opened.
 */
export async function encryptConfig(
  path: string,
  text: string,
  sealing: Sealing,
): Promise<{ text: string; places: number }> {
  const raw = parseText(path, text)
  const edited = { text, places: 0 }
  const set = (place: JSONPath, value: unknown) => {
    edited.text = applyEdits(edited.text, modify(edited.text, place, value, LAYOUT))
  }
  const { agent_secret: agentSecret, calendar_sources: listed } = Array.isArray(raw)
    ? { agent_secret: undefined, calendar_sources: raw }
    : (raw as { agent_secret?: unknown; calendar_sources?: unknown })
  const sealed = await sealSecret(agentSecret, sealing)
  if (sealed !== null) {
    set(['agent_secret'], sealed)
    edited.places++
  }
  const sources = Array.isArray(listed) ? (listed as Plain[]) : []
  for (const [index, entry] of sources.entries()) {
    const place = Array.isArray(raw) ? [index] : ['calendar_sources', index]
    const credentials = await sealCredentials(entry, sealing)
    if (credentials === null) continue
    for (const key of SOURCE_SECRET_KEYS) if (key in entry) set([...place, key], undefined)
    set([...place, 'credentials'], credentials)
    edited.places++
  }
  return edited
}

/** Null where nothing is to be written. */
export async function sealSecret(secret: unknown, { keyring, key, anew }: Sealing): Promise<unknown> {
  if (typeof secret === 'string' && secret !== '') return encrypt(secret, key, randomBytes)
  return isEncrypted(secret) && anew ? encrypt(await keyring.open(secret), key, randomBytes) : null
}

async function sealCredentials(entry: Plain, { keyring, key, anew }: Sealing): Promise<Plain | null> {
  const credentials = (entry['credentials'] ?? {}) as Plain
  const plain = { ...secretsIn(credentials, SECRET_KEYS), ...secretsIn(entry, SOURCE_SECRET_KEYS) }
  const hasPlain = Object.keys(plain).length > 0
  if (!hasPlain && !(anew && isEncrypted(credentials))) return null
  const opened = await openSecrets(credentials, keyring)
  const rest = Object.entries(credentials).filter(([name]) => !(SECRET_KEYS as readonly string[]).includes(name))
  return { ...Object.fromEntries(rest), ...encrypt({ ...opened, ...plain }, key, randomBytes) }
}

function secretsIn(holder: Plain, names: readonly string[]): Plain {
  const given = names.map((name) => [name, holder[name]] as const)
  return Object.fromEntries(given.filter(([, value]) => typeof value === 'string' && value !== ''))
}
