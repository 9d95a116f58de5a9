import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { CodedError } from '@chroniton/shared/contract/errors'
import { SourceId } from '@chroniton/shared/contract/ids'
import type { Redacted } from '../secrets/redacted.ts'
import { secretFrom } from '../secrets/secret-reference.ts'
import type { SourceEntry } from './config-file.ts'
import { invalidSetting, settingName } from './invalid.ts'
import type { CaldavConfig, CaldavProfile, SourceConfig, UnavailableConfig } from './source-config.ts'

const ICLOUD_URL = 'https://caldav.icloud.com'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const NOT_IN_THIS_BUILD: readonly SourceEntry['type'][] = [
  'outlook',
  'outlook_mac',
  'macos_calendar',
  'google',
  'microsoft',
  'exchange',
]

/** Where a source stands in the configuration, for messages and for what is relative to it. */
export interface Place {
  file: string
  folder: string
  index: number
  /** The whole file's `enable_bidirectional_sync`. */
  writes: boolean
  /** Why its credentials cannot be opened. */
  locked: CodedError | null
}

export function resolveSource(entry: SourceEntry, place: Place): SourceConfig {
  const common = commonOf(entry, place)
  const unavailable = (code: UnavailableConfig['code'], reason: string): SourceConfig => ({
    ...common,
    type: 'unavailable',
    wanted: wantedType(entry),
    code,
    reason,
  })

  if (NOT_IN_THIS_BUILD.includes(entry.type)) {
    return unavailable('not-supported', `this version of the agent cannot read sources of type ${wantedType(entry)}`)
  }
  const filters = entry.sync_filters
  if (filters?.exclude_private || (filters?.event_types?.length ?? 0) > 0) {
    return unavailable(
      'not-supported',
      'this version cannot hold back private events or event types ("sync_filters"), so nothing is read from here',
    )
  }
  if (place.locked !== null) return unavailable('secret-unreadable', place.locked.detail)

  switch (entry.type) {
    case 'caldav':
    case 'apple':
      return caldav(entry, common, place)
    case 'ics':
    case 'ical':
      return ics(entry, common, place)
    case 'vdir':
      return {
        ...common,
        type: 'vdir',
        path: absolute(required(entry, 'path', place), place),
        calendarName: entry.calendar_name ?? null,
      }
    default:
      return unavailable('not-supported', `this version of the agent cannot read sources of type ${entry.type}`)
  }
}

function commonOf(entry: SourceEntry, { writes }: Place) {
  const { calendars } = entry
  const chosen = Array.isArray(calendars) ? { include: calendars } : (calendars ?? {})
  // A single file has one calendar, and `calendar_name` is what it shall be called.
  const isOneFile = ['ics', 'ical', 'vdir'].includes(entry.type)
  const named = isOneFile ? [] : [entry.calendar_id ?? entry.calendar_name ?? ''].filter((name) => name !== '')
  return {
    id: SourceId.parse(entry.id || identityOf(entry)),
    name: entry.name || entry.calendar_name || entry.type,
    enabled: entry.enabled ?? true,
    calendars: { include: [...(chosen.include ?? []), ...named], exclude: chosen.exclude ?? [] },
    allowEventUpdates: writes && (entry.allow_event_updates ?? true),
    allowMetadataUpdates: writes && (entry.allow_metadata_updates ?? true),
    syncIntervalMinutes: entry.sync_interval_minutes ?? null,
  }
}

/** The same for as long as the source names the same account and calendar, whatever it is called. */
function identityOf(entry: SourceEntry): string {
  const { type, url, path, calendar_id, calendar_name, account_email } = entry
  const identity = [type, url, path, usernameOf(entry), account_email, calendar_id, calendar_name]
  return `${type}-${createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 10)}`
}

function caldav(entry: SourceEntry, common: ReturnType<typeof commonOf>, place: Place): CaldavConfig {
  const isApple = entry.type === 'apple'
  const url = entry.url || (isApple ? ICLOUD_URL : required(entry, 'url', place))
  requireProtocol(url, ['https:', 'http:'], place)
  const token = secretOf(entry, 'token', place) ?? accessToken(entry)
  const profile: CaldavProfile = entry.profile ?? (isApple ? 'icloud' : 'generic')
  return {
    ...common,
    type: 'caldav',
    url,
    username: usernameOf(entry) ?? null,
    password: secretOf(entry, 'password', place),
    token,
    auth: entry.auth ?? (token ? 'bearer' : 'auto'),
    profile,
    caPath: optionalPath(entry.ca_path, place),
    clientCertPath: optionalPath(entry.client_cert_path, place),
    clientKeyPath: optionalPath(entry.client_key_path, place),
  }
}

function ics(entry: SourceEntry, common: ReturnType<typeof commonOf>, place: Place): SourceConfig {
  const given = [entry.url, entry.path].filter((from) => from !== undefined && from !== '')
  if (given.length !== 1) {
    const path = given.length === 0 ? undefined : entry.path
    const key = ['calendar_sources', place.index, 'path']
    throw invalidSetting(place.file, key, path, 'an ics source has either a path or a url')
  }
  if (entry.url) requireProtocol(entry.url, ['https:', 'http:', 'webcal:', 'webcals:'], place)
  return {
    ...common,
    type: 'ics',
    from: entry.url ? { kind: 'feed', url: entry.url } : { kind: 'file', path: absolute(entry.path!, place) },
    username: usernameOf(entry) ?? null,
    password: secretOf(entry, 'password', place),
    caPath: optionalPath(entry.ca_path, place),
    calendarName: entry.calendar_name ?? null,
  }
}

function usernameOf({ username, account_email, credentials }: SourceEntry): string | undefined {
  return username || credentials?.username || credentials?.account_name || account_email || undefined
}

function accessToken({ credentials }: SourceEntry): Redacted | null {
  return secretFrom({ value: credentials?.access_token }, 'access_token')
}

type SecretKeys = Partial<
  Record<'password' | 'token' | `${'password' | 'token'}_${'env' | 'file'}`, string | undefined> &
    Record<`${'password' | 'token'}_command`, string[] | undefined>
>

function secretOf(entry: SourceEntry, key: 'password' | 'token', place: Place): Redacted | null {
  const holders: [SecretKeys, PropertyKey[]][] = [
    [entry, []],
    [entry.credentials ?? {}, ['credentials']],
  ]
  for (const [holder, within] of holders) {
    const path = ['calendar_sources', place.index, ...within, key]
    const file = holder[`${key}_file`]
    const reference = {
      value: holder[key],
      env: holder[`${key}_env`],
      file: file === undefined ? undefined : absolute(file, place),
      command: holder[`${key}_command`],
    }
    const given = Object.values(reference).filter((value) => value !== undefined).length
    if (given === 0) continue
    if (given > 1) throw invalidSetting(place.file, path, '', `give only one of it, _env, _file and _command`)
    return secretFrom(reference, `${place.file}: ${settingName(path)}`)
  }
  return null
}

function required(entry: SourceEntry, key: 'url' | 'path', place: Place): string {
  const value = entry[key]
  if (value) return value
  throw invalidSetting(place.file, ['calendar_sources', place.index, key], value, `a ${entry.type} source needs it`)
}

function requireProtocol(url: string, protocols: string[], place: Place): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : null
  if (protocol !== null && protocols.includes(protocol)) return
  const allowed = `expected an address that begins with ${protocols.map((name) => `${name}//`).join(' or ')}`
  // The rest of an address may be a secret, of a feed above all.
  throw invalidSetting(place.file, ['calendar_sources', place.index, 'url'], protocol ?? 'no address', allowed)
}

function optionalPath(path: string | undefined, place: Place): string | null {
  return path === undefined ? null : absolute(path, place)
}

function absolute(path: string, { folder }: Pick<Place, 'folder'>): string {
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1))
  return isAbsolute(path) ? path : resolve(folder, path)
}

/** An older helper wrote macOS calendars as `outlook` with a UUID for an id. */
function wantedType({ type, id }: SourceEntry): string {
  return type === 'outlook' && UUID.test(id ?? '') ? 'macos_calendar' : type
}
