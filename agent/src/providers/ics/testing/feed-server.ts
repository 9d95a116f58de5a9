import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FeedServer {
  url: string
  /** What each request asked, in order. */
  requests: IncomingMessage[]
  answer: (request: IncomingMessage, response: ServerResponse) => void
  close(): Promise<void>
}

/** An HTTP server on this machine that answers as it is told. */
export async function startFeedServer(): Promise<FeedServer> {
  const feed: FeedServer = {
    url: '',
    requests: [],
    answer: (_, response) => response.writeHead(404).end(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const server = createServer((request, response) => {
    feed.requests.push(request)
    feed.answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  feed.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path/calendar.ics`
  return feed
}

/** Answers like a static file server: with an ETag, and 304 where it is still the same. */
export function answerText(feed: FeedServer, text: () => string | null, etag: (text: string) => string | null): void {
  feed.answer = (request, response) => {
    const now = text()
    if (now === null) return void response.writeHead(404).end('no such feed')
    const tag = etag(now)
    if (tag !== null && request.headers['if-none-match'] === tag) return void response.writeHead(304).end()
    response.writeHead(200, { 'content-type': 'text/calendar; charset=utf-8', ...(tag === null ? {} : { etag: tag }) })
    response.end(now)
  }
}
