import { hostname } from 'node:os'
import { dirname, resolve } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'
import { AgentId } from '@chroniton/shared/contract/ids'
import { isEncrypted, type Encrypted } from '../secrets/encrypted.ts'
import { Keyring } from '../secrets/keyring.ts'
import { Redacted } from '../secrets/redacted.ts'
import { secretFrom } from '../secrets/secret-reference.ts'
import { ConfigFile } from './config-file.ts'
import { parseText, readText } from './config-text.ts'
import { credentialPath, readCredential } from './credential-file.ts'
import { openCredentials } from './encrypted-credentials.ts'
import { invalidFile, invalidSetting } from './invalid.ts'
import { keyStoreFor } from './key-settings.ts'
import { resolveSource } from './resolve-source.ts'
import type { SourceConfig } from './source-config.ts'
import { unusedKeys } from './unused-keys.ts'

export const DEFAULT_INTERVAL_MINUTES = 1

export interface LoadedConfig {
  path: string
  name: string
  environment: string
  /** `null` until the agent is enrolled. */
  hub: { url: string; agentId: AgentId; secret: Redacted; caPath: string | null } | null
  syncIntervalMinutes: number
  commandLimitSeconds: number | null
  batchItems: number | null
  journalPath: string
  sources: SourceConfig[]
  /** For the user, once at the start: keys that have no effect. */
  notices: string[]
}

/** Errors: `invalid-configuration`, naming the file, the setting, its value and what is allowed. */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  const read = parseText(path, await readText(path))
  // A file that is only an array is the list of sources.
  const raw = withoutNulls(Array.isArray(read) ? { calendar_sources: read } : read)
  const parsed = ConfigFile.safeParse(raw)
  if (!parsed.success) throw invalidFile(path, raw, parsed.error)
  const file = parsed.data
  const folder = dirname(resolve(path))
  const writes = file.enable_bidirectional_sync ?? true
  const keyring = new Keyring(keyStoreFor(path, file))
  const sources: SourceConfig[] = []
  for (const [index, given] of (file.calendar_sources ?? []).entries()) {
    const { entry, locked } = await openCredentials(given, keyring)
    sources.push(resolveSource(entry, { file: path, folder, index, writes, locked }))
  }
  requireDistinct(path, sources)
  const hub = await hubOf(path, folder, file)
  return {
    path,
    name: hub?.name || file.agent_name || hostname(),
    environment: file.environment ?? '',
    hub,
    syncIntervalMinutes: file.sync_interval_minutes ?? DEFAULT_INTERVAL_MINUTES,
    commandLimitSeconds: file.update_processing_timeout ?? null,
    batchItems: file.batch_size ?? null,
    journalPath: resolve(
      folder,
      file.journal_path ?? `${path.replace(/^.*[\\/]/, '').replace(/\.jsonc?$/i, '')}.journal`,
    ),
    sources,
    notices: unusedKeys(file),
  }
}

/** What enrolling gave goes before what stands in the file, which may be of an older agent. */
async function hubOf(path: string, folder: string, file: ConfigFile) {
  const caPath = file.certificate_path ? resolve(folder, file.certificate_path) : null
  const credential = await readCredential(path)
  const given = credential === null ? secretGiven(path, folder, file) : null
  const url = credential?.central_api_url ?? file.central_api_url
  const agentId = credential?.agent_id ?? file.agent_id
  if (!url || !agentId || (credential === null && given === null)) return null
  return {
    url,
    agentId: AgentId.parse(agentId),
    name: file.agent_name || credential?.agent_name || agentId,
    secret: new Redacted(() => presentSecret(path, file, given)),
    caPath,
  }
}

/** As the configuration itself has it; null where it has none. */
function secretGiven(path: string, folder: string, file: ConfigFile): Redacted | null {
  const given = file.agent_secret || undefined
  if (isEncrypted(given)) return new Redacted(() => opened(path, file, given))
  return secretFrom(
    {
      value: given,
      env: file.agent_secret_env,
      file: file.agent_secret_file === undefined ? undefined : resolve(folder, file.agent_secret_file),
      command: file.agent_secret_command,
    },
    `${path}: agent_secret`,
  )
}

/** Read anew each time: it may have been renewed meanwhile, by this process or another, and encrypted with another key. */
async function presentSecret(path: string, file: ConfigFile, given: Redacted | null): Promise<string> {
  const credential = await readCredential(path)
  if (credential !== null) return opened(path, file, credential.agent_secret)
  if (given !== null) return given.reveal()
  throw new CodedError('invalid-configuration', `${credentialPath(path)} is gone; enrol the agent again`)
}

async function opened(path: string, file: ConfigFile, stored: string | Encrypted): Promise<string> {
  return typeof stored === 'string' ? stored : String(await new Keyring(keyStoreFor(path, file)).open(stored))
}

/** Older helpers wrote null for what was not set. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const set = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(set.map(([key, member]) => [key, withoutNulls(member)]))
}

function requireDistinct(path: string, sources: SourceConfig[]): void {
  const seen = new Map<string, number>()
  for (const [index, { id }] of sources.entries()) {
    const first = seen.get(id)
    if (first !== undefined) {
      const allowed = `calendar_sources[${first}] is the same source; each needs its own id`
      throw invalidSetting(path, ['calendar_sources', index, 'id'], id, allowed)
    }
    seen.set(id, index)
  }
}
