import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eventTexts } from '../calendar-texts.ts'
import { Collection, type CollectionContents } from './store.ts'

/**
 * A CalDAV server in memory, in a process of its own: PUT, DELETE, PROPFIND, and the reports multiget,
 * calendar-query and sync-collection. Fast enough that what is measured is the client.
 *
 * Arguments: `name=count` per calendar. Prints its address as JSON once it listens. `GET /contents/<name>` tells what a
 * calendar holds, without being a part of the protocol.
 */
const HOME = '/dav/calendars/bench/'
const PRINCIPAL = '/dav/principals/bench/'
const CONTENTS = '/contents/'
const collections = new Map<string, Collection>()

for (const [index, argument] of process.argv.slice(2).entries()) {
  const [name, count] = argument.split('=') as [string, string]
  const collection = new Collection(name)
  for (const { uid, text } of eventTexts(Number(count), index + 1)) {
    collection.put(`${HOME}${name}/${uid}.ics`, text)
  }
  collections.set(`${HOME}${name}/`, collection)
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const unescape = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

function response(href: string, properties: string): string {
  return `<d:response><d:href>${escape(href)}</d:href><d:propstat><d:prop>${properties}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`
}

const missing = (href: string) =>
  `<d:response><d:href>${escape(href)}</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>`

function collectionProperties(collection: Collection): string {
  return (
    '<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>' +
    `<d:displayname>${escape(collection.properties.displayname)}</d:displayname>` +
    `<a:calendar-color>${collection.properties.color}</a:calendar-color>` +
    `<cs:getctag>${collection.token}</cs:getctag><d:sync-token>${collection.token}</d:sync-token>` +
    '<c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set>' +
    '<d:supported-report-set><d:supported-report><d:report><d:sync-collection/></d:report></d:supported-report>' +
    '<d:supported-report><d:report><c:calendar-multiget/></d:report></d:supported-report></d:supported-report-set>' +
    '<d:current-user-privilege-set><d:privilege><d:all/></d:privilege></d:current-user-privilege-set>' +
    owner
  )
}

const owner =
  `<d:current-user-principal><d:href>${PRINCIPAL}</d:href></d:current-user-principal>` +
  `<c:calendar-home-set><d:href>${HOME}</d:href></c:calendar-home-set>`

function multistatus(reply: ServerResponse, responses: string[], extra = ''): void {
  reply.writeHead(207, { 'content-type': 'application/xml; charset=utf-8' })
  reply.end(
    '<?xml version="1.0" encoding="utf-8"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" ' +
      `xmlns:cs="http://calendarserver.org/ns/" xmlns:a="http://apple.com/ns/ical/">${responses.join('')}${extra}</d:multistatus>`,
  )
}

const etagOf = (item: { etag: string }) =>
  `<d:getetag>${escape(item.etag)}</d:getetag><d:getcontenttype>text/calendar; component=VEVENT</d:getcontenttype><d:resourcetype/>`

function propfind(path: string, depth: string, reply: ServerResponse): void {
  const collection = collections.get(path)
  if (collection !== undefined) {
    const items = depth === '0' ? [] : [...collection.items].map(([href, item]) => response(href, etagOf(item)))
    return multistatus(reply, [response(path, collectionProperties(collection)), ...items])
  }
  const item = collections.get(parent(path))?.items.get(path)
  if (item !== undefined) return multistatus(reply, [response(path, etagOf(item))])
  const own = response(path, `<d:resourcetype><d:collection/></d:resourcetype>${owner}`)
  const below =
    path === HOME && depth !== '0' ? [...collections].map(([href, c]) => response(href, collectionProperties(c))) : []
  return multistatus(reply, [own, ...below])
}

function report(path: string, body: string, reply: ServerResponse): void {
  const collection = collections.get(path)
  if (collection === undefined) return void reply.writeHead(404).end()
  const withData = (href: string, item: { text: string; etag: string }) =>
    response(href, `${etagOf(item)}<c:calendar-data>${escape(item.text)}</c:calendar-data>`)

  if (body.includes('calendar-multiget')) {
    const hrefs = [...body.matchAll(/<(?:\w+:)?href[^>]*>([^<]*)</g)].map((match) =>
      decodeURIComponent(unescape(match[1]!)),
    )
    return multistatus(
      reply,
      hrefs.map((href) => {
        const item = collection.items.get(href)
        return item === undefined ? missing(href) : withData(href, item)
      }),
    )
  }
  if (body.includes('sync-collection')) {
    const token = /<(?:\w+:)?sync-token[^>]*>([^<]*)</.exec(body)?.[1] ?? ''
    const changed = token === '' ? [...collection.items.keys()] : collection.since(token)
    if (changed === null)
      return void reply.writeHead(403).end('<d:error xmlns:d="DAV:"><d:valid-sync-token/></d:error>')
    const rows = changed.map((href) => {
      const item = collection.items.get(href)
      return item === undefined ? missing(href) : response(href, etagOf(item))
    })
    return multistatus(reply, rows, `<d:sync-token>${collection.token}</d:sync-token>`)
  }
  const rows = [...collection.items].map(([href, item]) =>
    body.includes('calendar-data') ? withData(href, item) : response(href, etagOf(item)),
  )
  return multistatus(reply, rows)
}

function contents(name: string, reply: ServerResponse): void {
  const collection = collections.get(`${HOME}${name}/`)
  if (collection === undefined) return void reply.writeHead(404).end()
  const { items, changeCount, uidCount } = collection
  const answer: CollectionContents = { items: items.size, changes: changeCount, uids: uidCount }
  reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

const parent = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

async function answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
  // Clients write an @ in either way; it is the same item.
  const path = decodeURIComponent(request.url ?? '/')
  const body = await bodyOf(request)
  const collection = collections.get(parent(path))
  const item = collection?.items.get(path)
  switch (request.method) {
    case 'OPTIONS':
      return void reply
        .writeHead(200, {
          dav: '1, 3, calendar-access, sync-collection',
          allow: 'OPTIONS, GET, PUT, DELETE, PROPFIND, REPORT',
        })
        .end()
    case 'PROPFIND':
      return propfind(path, String(request.headers.depth ?? '1'), reply)
    case 'REPORT':
      return report(path, body, reply)
    case 'GET':
      if (path.startsWith(CONTENTS)) return contents(path.slice(CONTENTS.length), reply)
      if (item === undefined) return void reply.writeHead(404).end()
      return void reply.writeHead(200, { etag: item.etag, 'content-type': 'text/calendar' }).end(item.text)
    case 'PUT': {
      if (collection === undefined) return void reply.writeHead(409).end()
      const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers
      if ((ifNoneMatch === '*' && item !== undefined) || (ifMatch !== undefined && ifMatch !== item?.etag)) {
        return void reply.writeHead(412).end()
      }
      return void reply.writeHead(item === undefined ? 201 : 204, { etag: collection.put(path, body) }).end()
    }
    case 'DELETE': {
      const { 'if-match': ifMatch } = request.headers
      if (collection === undefined || item === undefined) return void reply.writeHead(404).end()
      if (ifMatch !== undefined && ifMatch !== item.etag) return void reply.writeHead(412).end()
      collection.delete(path)
      return void reply.writeHead(204).end()
    }
    default:
      reply.writeHead(405).end()
  }
}

const server = createServer((request, reply) => {
  answer(request, reply).catch(() => reply.writeHead(500).end())
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1')
await once(server, 'listening')
console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${HOME}` }))
