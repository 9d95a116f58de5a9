import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CodedError } from '@chroniton/shared/contract/errors'
import { Redacted } from '../../secrets/redacted.ts'
import { impatientMachine } from '../testing/impatient-machine.ts'
import { NEVER_ABORTED } from '../testing/test-journal.ts'
import type { Origin } from './document.ts'
import { feedOrigin } from './feed-origin.ts'
import { answerText, startFeedServer, type FeedServer } from './testing/feed-server.ts'
import { icsConfig } from './testing/ics-config.ts'

const WHOLE = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n'

let server: FeedServer
let origin: Origin

const openFeed = (url: string, changes = {}) =>
  feedOrigin(url, icsConfig({ kind: 'feed', url }, changes), impatientMachine())

beforeEach(async () => {
  server = await startFeedServer()
  origin = openFeed(server.url)
})
afterEach(async () => {
  await origin.close()
  await server.close()
})

const fetched = () => origin.fetch(null, NEVER_ABORTED)
async function failure(): Promise<CodedError> {
  const error = await fetched().catch((reason: unknown) => reason)
  if (!(error instanceof CodedError)) throw new Error(`no failure but ${String(error)}`)
  return error
}

describe('fetching a feed', () => {
  it('asks whether it has changed by the ETag, else by the date, else compares', async () => {
    answerText(
      server,
      () => WHOLE,
      () => '"tag"',
    )
    const first = await fetched()
    expect(first?.text).toBe(WHOLE)
    expect(await origin.fetch(first!.validator, NEVER_ABORTED)).toBeNull()
    expect(server.requests[1]!.headers['if-none-match']).toBe('"tag"')

    server.answer = (request, response) => {
      const known = request.headers['if-modified-since'] !== undefined
      response.writeHead(known ? 304 : 200, { 'last-modified': 'Sun, 22 Nov 2026 10:00:00 GMT' })
      response.end(known ? undefined : WHOLE.replace('2.0', '2.0 '))
    }
    const second = await fetched()
    expect(await origin.fetch(second!.validator, NEVER_ABORTED)).toBeNull()

    answerText(
      server,
      () => WHOLE,
      () => null,
    )
    const third = await fetched()
    expect(third?.validator).toMatchObject({ etag: null, lastModified: null })
    expect(await origin.fetch(third!.validator, NEVER_ABORTED)).toBeNull()
  })

  it('reads compressed answers and old character sets, and follows redirects', async () => {
    server.answer = (request, response) => {
      if (request.url !== '/moved.ics') return void response.writeHead(302, { location: '/moved.ics' }).end()
      const latin1 = Buffer.from(WHOLE.replace('VERSION:2.0', 'X-WR-CALNAME:Büro'), 'latin1')
      response.writeHead(200, { 'content-type': 'text/calendar; charset=iso-8859-1', 'content-encoding': 'gzip' })
      response.end(gzipSync(latin1))
    }
    expect((await fetched())?.text).toContain('X-WR-CALNAME:Büro')
  })

  it('signs in with the name and password of the configuration or of the address', async () => {
    server.answer = (request, response) => {
      if (!request.headers.authorization) {
        return void response.writeHead(401, { 'www-authenticate': 'Basic realm="feeds"' }).end()
      }
      const [, value = ''] = request.headers.authorization.split(' ')
      response.end(WHOLE.replace('VERSION:2.0', `X-WHO:${Buffer.from(value, 'base64').toString()}`))
    }
    for (const feed of [
      openFeed(server.url, { username: 'ada', password: Redacted.of('s3cret/') }),
      openFeed(server.url.replace('//', '//ada:s3cret%2F@')),
    ]) {
      expect((await feed.fetch(null, NEVER_ABORTED))?.text).toContain('X-WHO:ada:s3cret/')
      await feed.close()
    }
  })

  it.each([
    [401, 'source-needs-sign-in'],
    [403, 'source-forbidden'],
    [404, 'calendar-not-found'],
    [410, 'calendar-not-found'],
    [429, 'source-rate-limited'],
    [500, 'source-fault'],
    [503, 'source-fault'],
    [204, 'source-fault'],
    [304, 'source-fault'],
  ])('an answer %i is %s', async (status, code) => {
    server.answer = (_, response) => void response.writeHead(status, { 'retry-after': '120' }).end()
    expect(await failure()).toMatchObject({ code })
  })

  it('keeps how long the server asks to wait', async () => {
    server.answer = (_, response) => void response.writeHead(429, { 'retry-after': '120' }).end()
    expect((await failure()).retryAfterSeconds).toBe(120)
  })

  it.each([
    ['a sign-in page', '<html><body>Please sign in</body></html>', 'source-not-a-calendar'],
    ['nothing', '', 'source-cut-short'],
    ['half a calendar', WHOLE.slice(0, 30), 'source-cut-short'],
  ])('%s with status 200 is no calendar', async (_, text, code) => {
    answerText(
      server,
      () => text,
      () => null,
    )
    expect(await failure()).toMatchObject({ code })
  })

  it('a connection that breaks in the middle is an answer cut short', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write(WHOLE, () => response.destroy())
    }
    expect(await failure()).toMatchObject({ code: 'source-cut-short' })
  })

  it('a server that is not there is unreachable', async () => {
    await server.close()
    expect(await failure()).toMatchObject({ code: 'source-unreachable' })
  })

  it('never names the path of the address, which may be its secret', async () => {
    for (const status of [401, 403, 404, 500]) {
      server.answer = (request, response) => void response.writeHead(status).end(`no ${request.url} here`)
      const error = await failure()
      expect(error.detail).not.toContain('secret-path')
      expect(error.detail).toContain('127.0.0.1')
      expect(error.message).not.toContain('secret-path')
    }
    answerText(
      server,
      () => '<html>',
      () => null,
    )
    expect((await failure()).detail).not.toContain('secret-path')
  })
})
