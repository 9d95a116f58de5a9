import { readFile } from 'node:fs/promises'
import { CodedError, type ErrorCode } from '@chroniton/shared/contract/errors'
import type { CaldavConfig } from '../../config/source-config.ts'
import type { Credentials } from '../../http/authorization.ts'
import { openHttp, type HttpOptions } from '../../http/client.ts'
import type { NativeCalendar, NativeId, Source } from '../provider.ts'
import type { SourceDeps } from '../source-deps.ts'
import { changeCalendar, createCalendar, deleteCalendar, readCalendar } from './calendar-changes.ts'
import { CALENDAR_PROPS, isCalendar, nativeCalendar } from './calendars.ts'
import { openDav } from './dav.ts'
import { discover, type Account } from './discovery.ts'
import { collectionPath, collectionUrl, resolveHref } from './href.ts'
import { openItemReader, type ItemReader } from './multiget.ts'
import { profileFor } from './profiles.ts'
import { pull } from './pull.ts'
import { systemResolver } from './resolver.ts'
import type { Resolver } from './service-record.ts'
import { deleteItem, findItem, writeItem } from './write.ts'

/** What discovery found, and the reader that goes by its profile. */
interface Opened {
  account: Account
  reader: ItemReader
}

/** Failures after which the account is looked for anew. */
const MAY_HAVE_MOVED = new Set<ErrorCode>([
  'calendar-not-found',
  'source-forbidden',
  'source-unreachable',
  'source-not-a-calendar',
])

export async function openCaldav(
  config: CaldavConfig,
  { clock, random, addresses: permitted }: SourceDeps,
  resolver: Resolver = systemResolver,
): Promise<Source> {
  const start = new URL(config.url)
  const http = openHttp(
    {
      home: start,
      credentials: () => credentialsOf(config),
      trustedHosts: profileFor(config.profile, start).trustedHosts,
      tls: await certificatesOf(config),
      userAgent: 'chroniton',
    },
    { clock, random, addresses: permitted },
  )
  const dav = openDav(http)
  const others = new Map<string, string>()
  const addresses = new Map<NativeId, URL>()
  let opened: Opened | null = null

  async function open(signal: AbortSignal): Promise<Opened> {
    if (!opened) {
      const account = await discover({ dav, resolver, trust: http.trust }, start, config, signal)
      opened = { account, reader: openItemReader(dav, account.profile) }
    }
    return opened
  }

  /** Where a calendar lives; calendars of one account can be on several hosts. */
  async function locate(nativeId: NativeId, signal: AbortSignal): Promise<Opened & { collection: URL }> {
    const { account, reader } = await open(signal)
    const home =
      account.homes.find((one) => nativeId.startsWith(collectionPath(one))) ?? account.homes[0] ?? account.only
    const collection = addresses.get(nativeId) ?? collectionUrl(new URL(nativeId, (home ?? start).origin))
    return { account, reader, collection }
  }

  function remember(url: URL, calendar: NativeCalendar): NativeCalendar {
    addresses.set(calendar.nativeId, url)
    return calendar
  }

  async function listCalendars({ homes, only, profile }: Account, signal: AbortSignal): Promise<NativeCalendar[]> {
    if (only) return [remember(only, await readCalendar(dav, only, profile, signal))]
    const found = new Map<NativeId, NativeCalendar>()
    for (const home of homes) {
      const { url, responses } = await dav.propfind(home, 1, CALENDAR_PROPS, signal)
      for (const response of responses.filter(isCalendar)) {
        const address = collectionUrl(resolveHref(response.href, url))
        const calendar = remember(address, nativeCalendar(address, response, profile))
        found.set(calendar.nativeId, calendar)
      }
    }
    return [...found.values()]
  }

  return {
    async calendars(signal) {
      try {
        return await listCalendars((await open(signal)).account, signal)
      } catch (error) {
        if (error instanceof CodedError && MAY_HAVE_MOVED.has(error.code)) opened = null
        throw error
      }
    },
    async *changes(calendar, cursor, known, signal) {
      const { account, reader, collection } = await locate(calendar, signal)
      yield* pull({ dav, reader, profile: account.profile, clock, others }, collection, cursor, known, signal)
    },
    async read(calendar, itemIds, signal) {
      const { reader, collection } = await locate(calendar, signal)
      const items = []
      for await (const outcomes of reader.read(collection, itemIds, signal)) {
        for (const outcome of outcomes) if (outcome.kind === 'item' || outcome.kind === 'failed') items.push(outcome)
      }
      return items
    },
    async write(calendar, write, signal) {
      const { account, reader, collection } = await locate(calendar, signal)
      return writeItem({ dav, reader, account }, collection, write, signal)
    },
    async delete(calendar, itemId, expectedVersion, signal) {
      const { account, reader, collection } = await locate(calendar, signal)
      return deleteItem({ dav, reader, account }, collection, itemId, expectedVersion, signal)
    },
    async find(calendar, eventId, signal) {
      const { account, reader, collection } = await locate(calendar, signal)
      return findItem({ dav, reader, account }, collection, eventId, signal)
    },
    async changeCalendar(calendar, changes, signal) {
      const { account, collection } = await locate(calendar, signal)
      return changeCalendar({ dav, account }, collection, changes, signal)
    },
    async createCalendar(metadata, key, signal) {
      const { account } = await open(signal)
      const { url, calendar } = await createCalendar({ dav, account }, metadata, key, signal)
      return remember(url, calendar)
    },
    async deleteCalendar(calendar, signal) {
      const { account, collection } = await locate(calendar, signal)
      return deleteCalendar({ dav, account }, collection, signal)
    },
    close: () => http.close(),
  }
}

async function credentialsOf({ auth, username, password, token }: CaldavConfig): Promise<Credentials> {
  if (auth === 'bearer') return token ? { scheme: 'bearer', token: await token.reveal() } : { scheme: 'none' }
  if (username === null || password === null) return { scheme: 'none' }
  return { scheme: auth, username, password: await password.reveal() }
}

async function certificatesOf({
  caPath,
  clientCertPath,
  clientKeyPath,
}: CaldavConfig): Promise<HttpOptions['tls'] & {}> {
  const certPath = clientCertPath ?? clientKeyPath
  return {
    ca: caPath === null ? null : await readPem(caPath, 'ca_path'),
    clientCertificate:
      certPath === null
        ? null
        : {
            cert: await readPem(certPath, 'client_cert_path'),
            // One file may hold both.
            key: await readPem(clientKeyPath ?? certPath, 'client_key_path'),
          },
  }
}

async function readPem(path: string, setting: string): Promise<string> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause)
    throw new CodedError('invalid-configuration', `${setting}: ${path} cannot be read (${reason})`, { cause })
  }
  if (!text.includes('-----BEGIN ')) throw new CodedError('invalid-configuration', `${setting}: ${path} is no PEM file`)
  return text
}
