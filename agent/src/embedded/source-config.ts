import { createHash } from 'node:crypto'
import { CodedError } from '@chroniton/shared/contract/errors'
import { SourceId } from '@chroniton/shared/contract/ids'
import type { CaldavConfig, CaldavProfile, SourceConfig } from '../config/source-config.ts'
import { Redacted } from '../secrets/redacted.ts'
import type { KeptSource } from './kept-source.ts'
import { fieldsOf } from './source-fields.ts'

/**
 * The configuration that a source of the hub's own agent stands for. A password stays where it is kept until it is
 * needed.
 *
 * Errors: `invalid-input` naming the field; what opening its secrets throws.
 */
export function configOf(source: KeptSource): Exclude<SourceConfig, { type: 'unavailable' }> {
  const fields = fieldsOf(source)
  const common = commonOf(source)
  switch (source.kind) {
    case 'icloud':
      return { ...common, ...caldav(source, fields, 'https://caldav.icloud.com', 'icloud') }
    case 'fastmail':
      return { ...common, ...caldav(source, fields, 'https://caldav.fastmail.com', 'fastmail') }
    case 'nextcloud':
      return { ...common, ...caldav(source, fields, within(fields, 'remote.php/dav/', 'remote.php'), 'nextcloud') }
    case 'sogo':
      return { ...common, ...caldav(source, fields, within(fields, 'SOGo/dav/', 'SOGo'), 'sogo') }
    case 'caldav':
      return { ...common, ...caldav(source, fields, addressIn(fields, ['https:', 'http:']).href, 'generic') }
    case 'ics': {
      const url = addressIn(fields, ['https:', 'http:', 'webcal:', 'webcals:']).href
      return { ...common, ...feed, from: { kind: 'feed', url }, ...signIn(source, fields) }
    }
    case 'ics-file':
      return { ...common, ...feed, from: { kind: 'file', path: fields['path']! }, username: null, password: null }
    case 'vdir':
      return { ...common, type: 'vdir', path: fields['path']!, calendarName: null }
    default:
      throw new CodedError('invalid-input', `kind: sources of kind "${source.kind}" cannot be read`)
  }
}

/** The same for the same account, so that an account that comes back brings the calendars it had. */
export function sourceIdOf(config: Exclude<SourceConfig, { type: 'unavailable' }>): SourceId {
  const account = JSON.stringify([config.type, ...placeOf(config)])
  return SourceId.parse(`${config.type}-${createHash('sha256').update(account).digest('hex').slice(0, 16)}`)
}

function placeOf(config: Exclude<SourceConfig, { type: 'unavailable' }>): (string | null)[] {
  switch (config.type) {
    case 'caldav':
      return [config.url.replace(/\/+$/, ''), config.username]
    case 'ics':
      return [config.from.kind === 'feed' ? config.from.url : config.from.path, config.username]
    case 'vdir':
      return [config.path.replace(/\/+$/, '')]
    default:
      return config satisfies never
  }
}

function commonOf({ sourceId, name, enabled, calendars, direction, syncIntervalMinutes }: KeptSource) {
  return {
    id: sourceId,
    name,
    enabled,
    calendars: { include: calendars, exclude: [] },
    allowEventUpdates: direction !== 'read_only',
    allowMetadataUpdates: direction !== 'read_only',
    isWriteOnly: direction === 'write_only',
    syncIntervalMinutes,
  }
}

const feed = { type: 'ics' as const, caPath: null, calendarName: null }

type CaldavPart = Omit<CaldavConfig, keyof ReturnType<typeof commonOf>>

function caldav(source: KeptSource, fields: Record<string, string>, url: string, profile: CaldavProfile): CaldavPart {
  return {
    type: 'caldav',
    url,
    ...signIn(source, fields),
    token: null,
    auth: 'auto',
    profile,
    caPath: null,
    clientCertPath: null,
    clientKeyPath: null,
  }
}

function signIn(source: KeptSource, fields: Record<string, string>) {
  return {
    username: fields['username'] ?? null,
    password: fields['password'] === undefined ? null : new Redacted(async () => source.secret('password') ?? ''),
  }
}

/** A path that a person has left out is that under which servers of this kind usually answer. */
function within(fields: Record<string, string>, path: string, mark: string): string {
  const url = addressIn(fields, ['https:', 'http:'])
  if (url.pathname.split('/').includes(mark)) return url.href
  return new URL(path, url.href.endsWith('/') ? url.href : `${url.href}/`).href
}

function addressIn(fields: Record<string, string>, protocols: string[]): URL {
  const text = fields['url']!
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !protocols.includes(url.protocol)) {
    const allowed = protocols.map((protocol) => `${protocol}//`).join(' or ')
    throw new CodedError('invalid-input', `url: expected an address that begins with ${allowed}`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new CodedError('invalid-input', 'url: enter user name and password in their own fields')
  }
  url.hash = ''
  return url
}
