import { CodedError, type ErrorCode } from '@chroniton/shared/contract/errors'
import type { Dav } from './dav.ts'
import { collectionPath, collectionUrl, resolveHref } from './href.ts'
import type { DavResponse } from './multistatus.ts'
import { profileFor, type Profile } from './profiles.ts'
import { serviceOf, type Resolver } from './service-record.ts'
import { descendants, type XmlElement } from './xml.ts'
import type { CaldavProfile } from '../../config/source-config.ts'
import { isCalendar } from './calendars.ts'

/** Where the calendars of the account are. */
export interface Account {
  /** Collections that hold calendars; of several, new ones are made in the first. */
  homes: URL[]
  /** Set when the configured address is one calendar: no other is shown. */
  only: URL | null
  profile: Profile
  /** Addresses that are the account itself, in lower case. */
  addresses: Set<string>
  /** The server mails invitations and answers by itself (RFC 6638). */
  schedules: boolean
}

export interface DiscoveryDeps {
  dav: Dav
  resolver: Resolver
  /** Lets a host that the domain itself names get the credentials. */
  trust(hostname: string): void
}

/** Failures that no other address mends; a wrong password tried once more could lock the account. */
const FINAL = new Set<ErrorCode>(['source-needs-sign-in', 'source-unreachable', 'source-certificate'])

const HERE = ['d:resourcetype', 'd:current-user-principal', 'c:calendar-home-set', 'c:calendar-user-address-set']

/** Finds the account from an address of the server, the principal, a calendar home or a calendar (RFC 6764, 6). */
export async function discover(
  { dav, resolver, trust }: DiscoveryDeps,
  start: URL,
  config: { profile: CaldavProfile; username: string | null },
  signal: AbortSignal,
): Promise<Account> {
  const failures: CodedError[] = []
  const paths = profileFor(config.profile, start).startingPaths
  const isBare = start.pathname === '/'
  const wellKnown = new URL('/.well-known/caldav', start.origin)
  const candidates = [
    ...(isBare ? [wellKnown, start] : [start, collectionUrl(start), wellKnown]),
    ...paths.map((path) => new URL(path, start.origin)),
  ]

  for (const candidate of new Map(candidates.map((url) => [url.href, url])).values()) {
    const account = await lookAt(candidate)
    if (account) return account
  }
  if (isBare) {
    const named = await serviceOf(start, resolver, trust)
    const account = named && (await lookAt(named))
    if (account) return account
  }
  throw mostTelling(failures) ?? new CodedError('source-not-a-calendar', `${start.href}: no calendars were found here`)

  async function lookAt(url: URL): Promise<Account | null> {
    try {
      return await accountAt(url)
    } catch (error) {
      if (!(error instanceof CodedError) || FINAL.has(error.code)) throw error
      failures.push(error)
      return null
    }
  }

  async function accountAt(candidate: URL): Promise<Account | null> {
    const { url, responses } = await dav.propfind(candidate, 0, HERE, signal)
    const here = responses[0]
    if (!here) return null
    const principal = hrefsIn(here.props.get('d:current-user-principal'), url)[0]
    const self =
      principal && !here.props.has('c:calendar-home-set') ? await propertiesOf(principal) : { url, found: here }
    const listed = hrefsIn(self?.found.props.get('c:calendar-home-set'), self?.url ?? url).map(collectionUrl)

    const isOne = isCalendar(here)
    const onPurpose = !isBare && isSameCollection(candidate, start)
    const homes = isOne ? [] : await homesFor(url, here, onPurpose, listed)
    if (!isOne && homes.length === 0) return null

    const features = await dav.features(isOne ? url : homes[0]!, signal)
    return {
      homes,
      only: isOne ? collectionUrl(url) : null,
      profile: profileFor(config.profile, homes[0] ?? url, features),
      addresses: addressesIn(self?.found.props.get('c:calendar-user-address-set'), config.username),
      schedules: features.has('calendar-auto-schedule'),
    }
  }

  async function propertiesOf(principal: URL): Promise<{ url: URL; found: DavResponse } | null> {
    const { url, responses } = await dav.propfind(principal, 0, HERE, signal)
    return responses[0] ? { url, found: responses[0] } : null
  }

  /** An address that was configured on purpose and holds calendars stands for itself: it may be somebody else's home. */
  async function homesFor(url: URL, here: DavResponse, onPurpose: boolean, listed: URL[]): Promise<URL[]> {
    const self = collectionUrl(url)
    if (listed.some((home) => home.href === self.href)) return onPurpose ? [self] : listed
    const isPrincipal = descendants(here.props.get('d:resourcetype') ?? NOTHING, 'd:principal').length > 0
    if (listed.length > 0 && (!onPurpose || isPrincipal)) return listed
    const { responses } = await dav.propfind(self, 1, ['d:resourcetype'], signal)
    return responses.some(isCalendar) ? [self] : listed
  }
}

const NOTHING: XmlElement = { name: '', attributes: {}, children: [], text: '' }

function hrefsIn(property: XmlElement | undefined, base: URL): URL[] {
  return descendants(property ?? NOTHING, 'd:href')
    .map((href) => href.text.trim())
    .filter((href) => href !== '')
    .map((href) => resolveHref(href, base))
}

function addressesIn(property: XmlElement | undefined, username: string | null): Set<string> {
  const hrefs = descendants(property ?? NOTHING, 'd:href').map((href) => href.text.trim().toLowerCase())
  const addresses = hrefs.filter((href) => href.startsWith('mailto:')).map((href) => href.slice('mailto:'.length))
  if (username?.includes('@')) addresses.push(username.toLowerCase())
  return new Set(addresses)
}

/** Of several refusals the one a person can do something about. */
function mostTelling(failures: CodedError[]): CodedError | undefined {
  const order = ['invalid-configuration', 'source-rate-limited', 'source-forbidden', 'source-cut-short']
  return order.map((code) => failures.find((failure) => failure.code === code)).find(Boolean) ?? failures[0]
}

/** The same collection, however its address is written. */
function isSameCollection(one: URL, other: URL): boolean {
  return one.origin === other.origin && collectionPath(one) === collectionPath(other)
}
