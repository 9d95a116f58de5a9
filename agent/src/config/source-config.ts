import type { SourceId } from '@chroniton/shared/contract/ids'
import type { Redacted } from '../secrets/redacted.ts'

/** What a source's configuration says once it is read: paths absolute, secrets hidden, nothing left to look up. */
export type SourceConfig = CaldavConfig | IcsConfig | VdirConfig | UnavailableConfig

interface CommonConfig {
  id: SourceId
  /** As a person calls it; for messages. */
  name: string
  enabled: boolean
  calendars: CalendarSelection
  allowEventUpdates: boolean
  allowMetadataUpdates: boolean
  /** Events flow to its calendars and never from them. */
  isWriteOnly?: boolean
  /** `null`: the agent's own. */
  syncIntervalMinutes: number | null
}

/** Which calendars of the account are read. A calendar is named by its display name or its native id. */
export interface CalendarSelection {
  /** Empty: all. */
  include: string[]
  exclude: string[]
}

/** Servers whose habits are known; `generic` finds out. */
export type CaldavProfile = 'generic' | 'icloud' | 'sogo' | 'nextcloud' | 'fastmail' | 'radicale'

export interface CaldavConfig extends CommonConfig {
  type: 'caldav'
  /** The server, the principal, the calendar home or one calendar. */
  url: string
  username: string | null
  password: Redacted | null
  /** For `bearer`. */
  token: Redacted | null
  auth: 'auto' | 'basic' | 'digest' | 'bearer'
  profile: CaldavProfile
  /** PEM files, absolute. */
  caPath: string | null
  clientCertPath: string | null
  clientKeyPath: string | null
}

export interface IcsConfig extends CommonConfig {
  type: 'ics'
  /** The address of a feed can itself be a secret: never show more of it than the host. */
  from: { kind: 'file'; path: string } | { kind: 'feed'; url: string }
  username: string | null
  password: Redacted | null
  caPath: string | null
  /** Overrides the name the feed gives itself. */
  calendarName: string | null
}

export interface VdirConfig extends CommonConfig {
  type: 'vdir'
  /** One collection, or a folder with one collection in each sub-folder. */
  path: string
  /** Overrides the name of a single collection that has no `displayname` file. */
  calendarName: string | null
}

/** A source that this build cannot read; the others run on. */
export interface UnavailableConfig extends CommonConfig {
  type: 'unavailable'
  /** The type that was asked for. */
  wanted: string
  code: 'not-supported' | 'invalid-configuration' | 'secret-unreadable'
  reason: string
}

/** What tells the account apart for a person. Never a secret: of a feed's address only the host is shown. */
export function accountOf(config: SourceConfig): string {
  switch (config.type) {
    case 'caldav': {
      const { host } = new URL(config.url)
      return config.username === null || config.username.includes('@')
        ? (config.username ?? host)
        : `${config.username} at ${host}`
    }
    case 'ics':
      return config.from.kind === 'file' ? config.from.path : new URL(config.from.url).host
    case 'vdir':
      return config.path
    case 'unavailable':
      return config.name
    default:
      return config satisfies never
  }
}
