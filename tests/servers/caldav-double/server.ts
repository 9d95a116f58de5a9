import { startScripted, type ScriptedReply, type ScriptedRequest } from '../scripted.ts'
import { Collections, type Collection, type StoredItem } from './collections.ts'
import { STANDARD_HABITS, type Habits } from './habits.ts'

export interface CaldavDouble {
  url: string
  /** Path of the calendar home. */
  home: string
  /** May be changed at any time. */
  habits: Habits
  collections: Collections
  /** Whole seconds, moved by the test. */
  clock: { seconds: number }
  requests: ScriptedRequest[]
  calendar(name: string): Collection
  stop(): Promise<void>
}

const PRINCIPAL = '/principals/ada/'
const HOME = '/calendars/ada/'

/** A CalDAV server in memory, standard but for its habits. */
export async function startCaldavDouble(habits: Partial<Habits> = {}): Promise<CaldavDouble> {
  const now: Habits = { ...STANDARD_HABITS, ...habits }
  const clock = { seconds: 1_000_000 }
  const collections = new Collections(
    () => now.etagsRepeat,
    () => clock.seconds,
  )
  const server = await startScripted((request) => {
    const path = new URL(request.path, 'http://host').pathname.split('/').map(decodeURIComponent).join('/')
    const failure = now.failsWith(request.method, path)
    if (failure) return failure
    const reply = answer(now, collections, { ...request, path })
    return {
      ...reply,
      headers: { dav: now.features, 'content-type': 'application/xml; charset=utf-8', ...reply.headers },
    }
  })
  return {
    url: server.url,
    home: HOME,
    habits: now,
    collections,
    clock,
    requests: server.requests,
    calendar: (name) => collections.all.get(`${HOME}${name}/`) ?? collections.make(`${HOME}${name}/`),
    stop: () => server.stop(),
  }
}

function answer(habits: Habits, collections: Collections, request: ScriptedRequest): ScriptedReply {
  const { method, path } = request
  const collection = collections.all.get(path)
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const name = path.slice(folder.length)
  const parent = collections.all.get(folder)
  switch (method) {
    case 'OPTIONS':
      return {}
    case 'PROPFIND':
      return propfind(habits, collections, request)
    case 'REPORT':
      return collection ? report(habits, path, collection, request) : { status: 404 }
    case 'PROPPATCH':
      return collection ? proppatch(habits, path, collection, request.body) : { status: 404 }
    case 'MKCALENDAR':
      if (collection) return { status: 405 }
      setProps(collections.make(path), request.body)
      return { status: 201 }
    case 'GET': {
      const item = parent?.items.get(name)
      const etag = item && etagHeader(habits, item)
      return item ? { headers: { 'content-type': 'text/calendar', ...etag }, body: item.text } : { status: 404 }
    }
    case 'PUT':
      return parent ? put(habits, collections, { folder, parent, name }, request) : { status: 409 }
    case 'DELETE':
      if (collection) collections.all.delete(path)
      else if (!parent?.items.has(name)) return { status: 404 }
      else if (!meets(habits, parent.items.get(name), request)) return { status: 412 }
      else collections.remove(parent, name)
      return { status: 204 }
    default:
      return { status: 405 }
  }
}

function put(
  habits: Habits,
  collections: Collections,
  { folder, parent, name }: { folder: string; parent: Collection; name: string },
  request: ScriptedRequest,
): ScriptedReply {
  const before = parent.items.get(name)
  if (!meets(habits, before, request)) return { status: 412 }
  const uid = /^UID:(.+?)\r?$/m.exec(request.body)?.[1]
  const searched = habits.uidsUniqueIn === 'account' ? [...collections.all] : [[folder, parent] as const]
  for (const [path, { items }] of habits.uidsUniqueIn === 'nowhere' ? [] : searched) {
    for (const [other, item] of items) {
      if (item.uid !== uid || (path === folder && other === name)) continue
      const href = habits.namesConflict ? `<d:href>${habits.writesHref(path + other)}</d:href>` : ''
      const body = `<d:error ${NAMESPACES}><c:no-uid-conflict>${href}</c:no-uid-conflict></d:error>`
      return { status: 403, body }
    }
  }
  const item = collections.put(parent, name, habits.rewrites(request.body))
  return { status: before ? 204 : 201, headers: habits.etagAfterPut ? etagHeader(habits, item) : {} }
}

function meets(habits: Habits, item: StoredItem | undefined, { headers }: ScriptedRequest): boolean {
  if (habits.ignoresPreconditions) return true
  if (headers['if-none-match'] === '*' && item) return false
  const match = headers['if-match']
  return match === undefined || (item !== undefined && !habits.weakEtags && (match === '*' || match === item.etag))
}

function etagHeader(habits: Habits, item: StoredItem): Record<string, string> {
  return habits.noEtags ? {} : { etag: shownEtag(habits, item) }
}

function shownEtag(habits: Habits, item: StoredItem): string {
  return habits.weakEtags ? `W/${item.etag}` : item.etag
}

function propfind(habits: Habits, collections: Collections, { path, headers }: ScriptedRequest): ScriptedReply {
  const responses: string[] = []
  const show = (at: string, props: Record<string, string>) => responses.push(response(habits, at, props))
  const collection = collections.all.get(path)
  if (path === '/' || path === '/.well-known/caldav') {
    show('/', { 'd:resourcetype': '<d:collection/>', 'd:current-user-principal': `<d:href>${PRINCIPAL}</d:href>` })
  } else if (path === PRINCIPAL) {
    show(path, {
      'd:resourcetype': '<d:collection/><d:principal/>',
      'c:calendar-home-set': `<d:href>${HOME}</d:href>`,
      'c:calendar-user-address-set': '<d:href>mailto:Ada@example.org</d:href><d:href>/principals/ada/</d:href>',
    })
  } else if (path === HOME) {
    show(path, { 'd:resourcetype': '<d:collection/>', 'd:current-user-principal': `<d:href>${PRINCIPAL}</d:href>` })
    if (headers['depth'] === '1') for (const [at, one] of collections.all) show(at, collectionProps(habits, one))
  } else if (collection) {
    show(path, collectionProps(habits, collection))
    if (headers['depth'] === '1')
      for (const [name, item] of collection.items) show(path + name, itemProps(habits, item))
  } else {
    return { status: 404 }
  }
  return multistatus(responses)
}

function collectionProps(habits: Habits, collection: Collection): Record<string, string> {
  return {
    'd:resourcetype': '<d:collection/><c:calendar/>',
    'd:current-user-principal': `<d:href>${PRINCIPAL}</d:href>`,
    ...Object.fromEntries(collection.props),
    ...(habits.hasCtag ? { 's:getctag': tokenOf(habits, collection) } : {}),
    ...(habits.syncs ? { 'd:sync-token': tokenOf(habits, collection) } : {}),
  }
}

function itemProps(habits: Habits, item: StoredItem): Record<string, string> {
  return { 'd:resourcetype': '', ...(habits.noEtags ? {} : { 'd:getetag': escape(shownEtag(habits, item)) }) }
}

function report(habits: Habits, path: string, collection: Collection, { body }: ScriptedRequest): ScriptedReply {
  if (body.includes('sync-collection')) return syncReport(habits, path, collection, body)
  if (body.includes('calendar-multiget')) {
    if (!habits.multigets) return { status: 501 }
    const names = [...body.matchAll(/<d:href>([^<]*)<\/d:href>/g)].map(([, href]) => nameIn(path, href!))
    return multistatus(
      names
        .filter((name) => !habits.forgetsInMultiget(name))
        .map((name) => {
          const item = collection.items.get(name)
          return item
            ? response(habits, path + name, { ...itemProps(habits, item), 'c:calendar-data': escape(item.text) })
            : missing(habits, path + name)
        }),
    )
  }
  const [, property, value] = /prop-filter name="([^"]+)"><c:text-match[^>]*>([^<]*)</.exec(body) ?? []
  const found = [...collection.items].filter(([, { text }]) => text.includes(`${property}:${value}`))
  return multistatus(found.map(([name, item]) => response(habits, path + name, itemProps(habits, item))))
}

function syncReport(habits: Habits, path: string, collection: Collection, body: string): ScriptedReply {
  if (!habits.syncs) return { status: 403, body: `<d:error ${NAMESPACES}><d:supported-report/></d:error>` }
  const token = /<d:sync-token>([^<]*)<\/d:sync-token>/.exec(body)?.[1] ?? ''
  const known = token === '' || (habits.tokensAreSeconds ? /^-?\d+$/ : /^token-\d+$/).test(token)
  if (!known && habits.unknownToken === '500') return { status: 500 }
  if (!known && habits.unknownToken === 'valid-sync-token') {
    return { status: 403, body: `<d:error ${NAMESPACES}><d:valid-sync-token/></d:error>` }
  }
  const from = token === '' || !known ? null : Number(token.replace('token-', ''))
  const isAfter = (change: { revision: number; changedAt: number }) =>
    from === null || (habits.tokensAreSeconds ? change.changedAt >= from : change.revision > from)

  const changes = [
    ...[...collection.items].map(([name, item]) => ({ name, item, at: item })),
    ...[...collection.deleted].map(([name, at]) => ({ name, item: null, at })),
  ]
    .filter(({ item, at }) => isAfter(at) && (item !== null || from !== null))
    .toSorted((one, other) => one.at.revision - other.at.revision)
  const page = changes.slice(0, habits.pageSize)
  const rows = page.map(({ name, item }) =>
    item ? response(habits, path + name, itemProps(habits, item)) : missing(habits, path + name),
  )
  if (page.length === changes.length) return multistatus(rows, tokenOf(habits, collection))
  const cut = `<d:response><d:href>${habits.writesHref(path)}</d:href><d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response>`
  return multistatus([...rows, cut], `token-${page.at(-1)!.at.revision}`)
}

function tokenOf(habits: Habits, { revision, changedAt }: Collection): string {
  return habits.tokensAreSeconds ? String(changedAt) : `token-${revision}`
}

function proppatch(habits: Habits, path: string, collection: Collection, body: string): ScriptedReply {
  const name = /<d:prop><([\w:-]+)/.exec(body)![1]!
  const status = habits.refusesProps[name]
  if (status === undefined) {
    if (body.includes('<d:remove>')) collection.props.delete(name)
    else setProps(collection, body)
  }
  const line = `<d:status>HTTP/1.1 ${status ?? 200} Said</d:status>`
  const href = `<d:href>${habits.writesHref(path)}</d:href>`
  return multistatus([`<d:response>${href}<d:propstat><d:prop><${name}/></d:prop>${line}</d:propstat></d:response>`])
}

function setProps(collection: Collection, body: string): void {
  for (const [, name, value] of body.matchAll(/<(d:displayname|a:calendar-color|c:calendar-description)>([^<]*)</g)) {
    collection.props.set(name!, value!)
  }
}

const NAMESPACES =
  'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/" xmlns:a="http://apple.com/ns/ical/"'

function multistatus(responses: string[], token?: string): ScriptedReply {
  const end = token === undefined ? '' : `<d:sync-token>${token}</d:sync-token>`
  return {
    status: 207,
    body: `<?xml version="1.0"?>\n<d:multistatus ${NAMESPACES}>${responses.join('')}${end}</d:multistatus>`,
  }
}

function response(habits: Habits, path: string, props: Record<string, string>): string {
  const shown = Object.entries(props).map(([name, value]) => `<${name}>${value}</${name}>`)
  const ok = `<d:propstat><d:prop>${shown.join('')}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>`
  return `<d:response><d:href>${habits.writesHref(path)}</d:href>${ok}</d:response>`
}

function missing(habits: Habits, path: string): string {
  return `<d:response><d:href>${habits.writesHref(path)}</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>`
}

function nameIn(path: string, href: string): string {
  return href.split('/').map(decodeURIComponent).join('/').slice(path.length)
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}
