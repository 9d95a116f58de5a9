import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, resolve } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'
import { AgentId } from '@chroniton/shared/contract/ids'
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser'
import { Redacted } from '../secrets/redacted.ts'
import { secretFrom } from '../secrets/secret-reference.ts'
import { ConfigFile } from './config-file.ts'
import { readCredential } from './credential-file.ts'
import { invalidFile, invalidSetting } from './invalid.ts'
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
  const raw = parseText(path, await readText(path))
  const parsed = ConfigFile.safeParse(raw)
  if (!parsed.success) throw invalidFile(path, raw, parsed.error)
  const file = parsed.data
  const folder = dirname(resolve(path))
  const writes = file.enable_bidirectional_sync ?? true
  const sources = (file.calendar_sources ?? []).map((entry, index) =>
    resolveSource(entry, { file: path, folder, index, writes }),
  )
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
  if (credential) {
    return {
      url: credential.central_api_url,
      agentId: AgentId.parse(credential.agent_id),
      name: file.agent_name || credential.agent_name,
      secret: Redacted.of(credential.agent_secret),
      caPath,
    }
  }
  const secret = secretFrom(
    {
      value: file.agent_secret || undefined,
      env: file.agent_secret_env,
      file: file.agent_secret_file === undefined ? undefined : resolve(folder, file.agent_secret_file),
      command: file.agent_secret_command,
    },
    `${path}: agent_secret`,
  )
  if (!file.central_api_url || !file.agent_id || !secret) return null
  const agentId = AgentId.parse(file.agent_id)
  return { url: file.central_api_url, agentId, name: file.agent_name || file.agent_id, secret, caPath }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code
    const detail = reason === 'ENOENT' ? 'there is no such file' : `it cannot be read (${reason ?? String(error)})`
    throw new CodedError('invalid-configuration', `${path}: ${detail}`)
  }
}

/** JSON with comments and trailing commas; a file that is only an array is the list of sources. */
function parseText(path: string, text: string): unknown {
  const errors: ParseError[] = []
  const raw: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true })
  const [error] = errors
  if (error) {
    const before = text.slice(0, error.offset).split('\n')
    const at = `line ${before.length}, column ${before.at(-1)!.length + 1}`
    throw new CodedError('invalid-configuration', `${path}: ${at}: ${printParseErrorCode(error.error)}`)
  }
  return withoutNulls(Array.isArray(raw) ? { calendar_sources: raw } : raw)
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
