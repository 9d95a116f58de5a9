import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mail } from './mail.ts'
import { reasonOf } from './notice.ts'
import { openMailServer } from './testing/mail-server.ts'
import { sampleAlert } from './testing/samples.ts'
import { postOver, signature, webhook } from './webhook.ts'

const notice = { what: 'alert', alert: sampleAlert(), link: 'https://hub.example' } as const

describe('a webhook', () => {
  let requests: { request: IncomingMessage; body: string }[]
  let status: number
  let server: ReturnType<typeof createServer>
  let url: string

  beforeEach(async () => {
    requests = []
    status = 204
    server = createServer((request, response) => {
      void text(request).then((body) => {
        requests.push({ request, body })
        response.writeHead(status, status === 302 ? { Location: '/elsewhere' } : {}).end()
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/hush?token=hush`
  })

  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const hook = (secret: string | null) => webhook({ url, secret, post: postOver(null), now: () => 1_700_000_000 })

  it('gets the notice as JSON, signed', async () => {
    await hook('shared').send(notice)
    const [got] = requests
    expect(got?.request).toMatchObject({ method: 'POST', url: '/hooks/hush?token=hush' })
    expect(JSON.parse(got?.body ?? '')).toEqual(notice)
    expect(got?.request.headers['x-chroniton-signature']).toBe(signature(got?.body ?? '', 'shared', 1_700_000_000))
  })

  it('without a secret gets no signature', async () => {
    await hook(null).send(notice)
    expect(requests[0]?.request.headers['x-chroniton-signature']).toBeUndefined()
  })

  it.each([302, 404, 500])('that answers %i was not told, and a redirect is not followed', async (answer) => {
    status = answer
    await expect(hook(null).send(notice)).rejects.toThrow(`it answered ${answer}`)
    expect(requests).toHaveLength(1)
  })

  it('is not connected to where the hub’s reach ends, by name or by address', async () => {
    const refused = new Error('a private address')
    const post = postOver({
      lookup: (_name, _options, callback) => callback(refused, ''),
      mustBePermitted: ({ hostname }) => {
        if (hostname === '127.0.0.1') throw refused
      },
    })
    const named = url.replace('127.0.0.1', 'localhost')
    for (const address of [url, named]) {
      const hooked = webhook({ url: address, secret: null, post, now: () => 0 })
      await expect(hooked.send(notice)).rejects.toThrow('a private address')
    }
    expect(requests).toEqual([])
  })

  it('names no more of its address than the host, also when it fails', async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    const gone = hook(null)
    const reason = await gone.send(notice).catch(reasonOf)
    expect([gone.to, reason]).toEqual([`webhook at ${new URL(url).host}`, 'it could not be reached (ECONNREFUSED)'])
    expect(JSON.stringify([gone.to, reason])).not.toContain('hush')
  })
})

it('a mail goes to everybody, in plain words', async () => {
  const server = await openMailServer()
  await mail({ url: server.url, from: 'hub@example.com' }, ['ann@example.com', 'bob@example.com']).send(notice)
  await server.close()
  expect(server.mails).toHaveLength(1)
  expect(server.mails[0]?.to).toEqual(['ann@example.com', 'bob@example.com'])
  const [head = '', body = ''] = server.mails[0]?.text.split('\n\n', 2) ?? []
  expect(head).toContain('Subject: Chroniton: Laptop has not been heard of')
  expect(head).toContain('From: hub@example.com')
  expect(body).toContain('Laptop has not been heard of')
  expect(server.mails[0]?.text).toContain('https://hub.example')
})
