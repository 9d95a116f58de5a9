import type { CaldavProfile } from '../../config/source-config.ts'

/** The habits of a kind of server, as far as they differ from the standards. */
export interface Profile {
  /** Hosts besides the configured one that the account lives on, as suffixes. */
  trustedHosts: string[]
  /** Where the service begins when the bare server does not say it. */
  startingPaths: string[]
  /**
   * `If-Match` and `If-None-Match` are not kept: an item is read before it is written and verified after, and what
   * happens in between cannot be noticed.
   */
  ignoresPreconditions: boolean
  /** The same ETag can stand for different contents: versions also tell the content. */
  etagsRepeat: boolean
  /** Sync tokens are whole seconds: what changed in the seconds before one is asked for again. */
  tokenOverlapSeconds: number
  /** How a colour is written: `#RRGGBB`, or with an alpha channel. */
  colorForm: 'rgb' | 'rgba'
  /** A colour can be taken away again. */
  removesColor: boolean
  changesDescription: boolean
}

const STANDARD: Profile = {
  trustedHosts: [],
  startingPaths: [],
  ignoresPreconditions: false,
  etagsRepeat: false,
  tokenOverlapSeconds: 0,
  colorForm: 'rgb',
  removesColor: true,
  changesDescription: true,
}

export type ProfileName = CaldavProfile | 'xandikos'

export const PROFILES: Record<ProfileName, Profile> = {
  generic: STANDARD,
  /** Calendars live on partition hosts, `p42-caldav.icloud.com`. */
  icloud: { ...STANDARD, trustedHosts: ['.icloud.com'], colorForm: 'rgba' },
  /** SOGo 5, also as part of Mailcow; probed in November 2026. Six-digit colours are refused, descriptions as well. */
  sogo: {
    ...STANDARD,
    startingPaths: ['/SOGo/dav/'],
    ignoresPreconditions: true,
    etagsRepeat: true,
    tokenOverlapSeconds: 5,
    colorForm: 'rgba',
    removesColor: false,
    changesDescription: false,
  },
  nextcloud: { ...STANDARD, startingPaths: ['/remote.php/dav/'] },
  fastmail: { ...STANDARD, startingPaths: ['/dav/'] },
  radicale: STANDARD,
  /** Xandikos 0.2.8, probed in November 2026: a description answers 409, the removal of a colour 500. */
  xandikos: { ...STANDARD, removesColor: false, changesDescription: false },
}

/** The configured profile, or for `generic` what address and answer give away. */
export function profileFor(configured: CaldavProfile, url: URL, davFeatures: ReadonlySet<string> = new Set()): Profile {
  return PROFILES[configured === 'generic' ? recognise(url, davFeatures) : configured]
}

function recognise(url: URL, davFeatures: ReadonlySet<string>): ProfileName {
  if (url.hostname.endsWith('.icloud.com')) return 'icloud'
  if (url.hostname.endsWith('.fastmail.com')) return 'fastmail'
  if (url.pathname.startsWith('/SOGo/')) return 'sogo'
  if (url.pathname.includes('/remote.php/')) return 'nextcloud'
  // Xandikos spells the feature "calendar-auto-schedule" in its own way.
  if (davFeatures.has('calendar-auto-scheduling')) return 'xandikos'
  return 'generic'
}
