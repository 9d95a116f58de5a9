import { z } from 'zod'
import { Encrypted } from '../secrets/encrypted.ts'

/** The agent's configuration as people write it: the keys of older agents, and a few of our own. */

const text = z.string().min(1)
const minutes = z.number().positive().max(1440)

export const SOURCE_TYPES = [
  'caldav',
  'apple',
  'ics',
  'ical',
  'vdir',
  'outlook',
  'outlook_mac',
  'macos_calendar',
  'google',
  'microsoft',
  'exchange',
] as const

const secretKeys = {
  password: z.string().optional(),
  password_env: text.optional(),
  password_file: text.optional(),
  password_command: z.array(text).min(1).optional(),
  token: z.string().optional(),
  token_env: text.optional(),
  token_file: text.optional(),
  token_command: z.array(text).min(1).optional(),
}

const Credentials = z.looseObject({
  ...secretKeys,
  username: z.string().optional(),
  account_name: z.string().optional(),
  access_token: z.string().optional(),
  refresh_token: z.string().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  tenant_id: z.string().optional(),
  encrypted: z.unknown().optional(),
  data: z.unknown().optional(),
  key_id: z.unknown().optional(),
})

const SyncFilters = z.looseObject({
  event_types: z.array(z.string()).optional(),
  exclude_private: z.boolean().optional(),
  date_range_days: z.number().optional(),
})

const CalendarSelection = z.union([
  z.array(text),
  z.strictObject({ include: z.array(text).optional(), exclude: z.array(text).optional() }),
])

export const SourceEntry = z.looseObject({
  type: z.enum(SOURCE_TYPES),
  id: z.string().optional(),
  name: z.string().optional(),
  enabled: z.boolean().optional(),
  calendar_name: z.string().optional(),
  calendar_id: z.string().optional(),
  calendars: CalendarSelection.optional(),
  sync_interval_minutes: minutes.optional(),
  allow_event_updates: z.boolean().optional(),
  allow_metadata_updates: z.boolean().optional(),
  sync_filters: SyncFilters.optional(),
  credentials: Credentials.optional(),

  url: z.string().optional(),
  path: z.string().optional(),
  username: z.string().optional(),
  account_email: z.string().optional(),
  auth: z.enum(['auto', 'basic', 'digest', 'bearer']).optional(),
  profile: z.enum(['generic', 'icloud', 'sogo', 'nextcloud', 'fastmail', 'radicale']).optional(),
  ca_path: text.optional(),
  client_cert_path: text.optional(),
  client_key_path: text.optional(),
  ...secretKeys,

  account: z.unknown().optional(),
  account_uid: z.unknown().optional(),
  store_id: z.unknown().optional(),
  folder_id: z.unknown().optional(),
  exchange_url: z.unknown().optional(),
  conflict_resolution: z.unknown().optional(),
})
export type SourceEntry = z.infer<typeof SourceEntry>

export const ConfigFile = z.looseObject({
  agent_id: z.string().optional(),
  agent_name: z.string().max(200).optional(),
  environment: z.string().max(200).optional(),
  central_api_url: z.string().optional(),
  agent_secret: z.union([z.string(), Encrypted]).optional(),
  agent_secret_env: text.optional(),
  agent_secret_file: text.optional(),
  agent_secret_command: z.array(text).min(1).optional(),
  /** Certificates to trust when connecting to the hub; with a private key among them, the first is the agent's own. */
  certificate_path: z.string().optional(),
  journal_path: text.optional(),
  /** Where the key lies that opens what is encrypted here; absent: in a file beside this one. */
  encryption_key_file: text.optional(),
  encryption_key_command: z.array(text).min(1).optional(),
  /** The operating system's own store for secrets. */
  encryption_key_store: z.literal('system').optional(),
  sync_interval_minutes: minutes.optional(),
  /** False: calendars are read and never written. */
  enable_bidirectional_sync: z.boolean().optional(),
  /** Seconds one command may take. */
  update_processing_timeout: z.number().positive().max(3600).optional(),
  /** Items in one report. */
  batch_size: z.int().positive().optional(),
  calendar_sources: z.array(SourceEntry).optional(),

  max_retry_attempts: z.unknown().optional(),
  enable_compression: z.unknown().optional(),
  enable_tls: z.unknown().optional(),
})
export type ConfigFile = z.infer<typeof ConfigFile>

/** Understood, and of no effect here; told to the user once. */
export const WITHOUT_EFFECT: Record<string, string> = {
  max_retry_attempts: 'a command is tried until it succeeds or is refused',
  enable_compression: 'reports are small and sent as they are',
  enable_tls: 'an address that begins with https is secured',
  conflict_resolution: 'conflicts are decided by the hub’s settings and routes',
}
