import { CodedError } from '@chroniton/shared/contract/errors'
import type { BlockList } from 'node:net'
import type { TlsPaths } from '../http/certificate-files.ts'
import type { RateLimits } from '../http/limits.ts'
import { accessFaults, accessSettings, type AccessSettings } from './access.ts'
import { operationsConfig, type OperationsConfig, operationsFaults } from './operations.ts'
import { readSettings, type Environment } from './settings.ts'
import { sourceSettings, type SourceSettings } from './sources.ts'
import type { Values } from './variables.ts'

export interface HubConfig {
  host: string
  port: number
  storagePath: string
  logLevel: Values['LOG_LEVEL']
  /** Besides the hub's own; `*` for any. */
  allowedOrigins: string[]
  syncIntervalMinutes: number
  logRetentionDays: number
  builtInCalendars: boolean
  /** Agents that poll over HTTP. */
  olderAgents: { zone: string; cap: number; timeoutMs: number }
  /** Without a slash at its end; null for the address it listens on. */
  publicUrl: string | null
  allowUnprotected: boolean
  /** Null without any. */
  trustedProxies: BlockList | null
  tls: TlsPaths | null
  rateLimits: RateLimits
  sources: SourceSettings
  access: AccessSettings
  operations: OperationsConfig
}

/**
 * The configuration that the environment asks for. A variable set to nothing counts as absent.
 *
 * Errors: `invalid-configuration` naming every variable that is not understood, its value and what is allowed.
 */
export function readConfig(environment: Environment): HubConfig {
  const { values, faults } = readSettings(environment)
  const all = [...faults, ...faultsBetween(values)]
  if (all.length > 0) throw new CodedError('invalid-configuration', all.join('. '))
  const read = values as Values
  return {
    host: read.API_HOST,
    port: read.API_PORT,
    storagePath: read.STORAGE_PATH,
    logLevel: read.DEBUG && read.LOG_LEVEL === 'info' ? 'debug' : read.LOG_LEVEL,
    allowedOrigins: read.CORS_ORIGINS,
    syncIntervalMinutes: read.SYNC_INTERVAL_MINUTES,
    logRetentionDays: read.UPDATE_QUEUE_RETENTION_DAYS,
    builtInCalendars: read.BUILT_IN_CALENDARS,
    olderAgents: {
      zone: read.TIMEZONE,
      cap: read.MAX_EVENTS_PER_HEARTBEAT,
      timeoutMs: read.AGENT_HEARTBEAT_TIMEOUT * 1000,
    },
    publicUrl: read.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    allowUnprotected: read.ALLOW_UNPROTECTED,
    trustedProxies: read.TRUSTED_PROXIES.listed.length === 0 ? null : read.TRUSTED_PROXIES.networks,
    tls: tlsPaths(read),
    rateLimits: { requests: read.RATE_LIMIT_REQUESTS_PER_MINUTE, agents: read.RATE_LIMIT_AGENTS_PER_MINUTE },
    sources: sourceSettings(read),
    access: accessSettings(read),
    operations: operationsConfig(read),
  }
}

function tlsPaths({ ENABLE_TLS, TLS_CERT_PATH, TLS_KEY_PATH, TLS_CLIENT_CA_PATH }: Values): TlsPaths | null {
  if (!ENABLE_TLS || TLS_CERT_PATH === null || TLS_KEY_PATH === null) return null
  return { certificate: TLS_CERT_PATH, key: TLS_KEY_PATH, clientAuthorities: TLS_CLIENT_CA_PATH }
}

/** What is wrong between variables that are each understood. */
export function faultsBetween(values: Partial<Values>): string[] {
  const { ENABLE_TLS, TLS_CERT_PATH, TLS_KEY_PATH, TLS_CLIENT_CA_PATH } = values
  const faults = [...accessFaults(values), ...operationsFaults(values)]
  if (ENABLE_TLS === true && (TLS_CERT_PATH === null || TLS_KEY_PATH === null)) {
    faults.push('ENABLE_TLS needs TLS_CERT_PATH and TLS_KEY_PATH')
  }
  if (ENABLE_TLS === false && typeof TLS_CLIENT_CA_PATH === 'string') {
    faults.push('TLS_CLIENT_CA_PATH needs ENABLE_TLS: certificates are shown over TLS alone')
  }
  return faults
}
