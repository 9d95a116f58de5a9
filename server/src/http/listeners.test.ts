import { createServer, type Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { Listeners } from './listeners.ts'

const made: Server[] = []
const open: Listeners[] = []

async function listening(host = '127.0.0.1'): Promise<Listeners> {
  const listeners = new Listeners(() => {
    const server = createServer((_request, response) => response.end('here'))
    made.push(server)
    return server
  })
  await listeners.start(host, 0)
  open.push(listeners)
  return listeners
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((listeners) => listeners.close()))
  expect(made.splice(0).filter(({ listening }) => listening)).toEqual([])
})

const reached = ({ port }: Listeners, address: string) =>
  fetch(`http://${address}:${port}`, { headers: { connection: 'close' } }).then(
    (answer) => answer.text(),
    () => null,
  )

it('one address and then another, under one port', async () => {
  const listeners = await listening()
  expect([await reached(listeners, '127.0.0.1'), await reached(listeners, '127.0.0.2')]).toEqual(['here', null])
  await listeners.widen('127.0.0.2')
  expect([await reached(listeners, '127.0.0.1'), await reached(listeners, '127.0.0.2')]).toEqual(['here', 'here'])
})

it('one address and then every one, while what is being answered is answered', async () => {
  const listeners = await listening()
  const [first] = made
  let finish = () => {}
  first!.removeAllListeners('request').on('request', (_request, response) => {
    response.write('begun, ')
    finish = () => response.end('ended')
  })
  const answer = await fetch(`http://127.0.0.1:${listeners.port}`)
  await listeners.widen('0.0.0.0')
  expect([await reached(listeners, '127.0.0.1'), await reached(listeners, '127.0.0.2')]).toEqual(['here', 'here'])
  finish()
  expect(await answer.text()).toBe('begun, ended')
})

it.each(['192.0.2.1', 'hub.invalid'])('what cannot be had (%s) leaves what there is', async (host) => {
  const listeners = await listening()
  await expect(listeners.widen(host)).rejects.toMatchObject({ code: 'invalid-configuration' })
  expect(await reached(listeners, '127.0.0.1')).toBe('here')
})

it('every address, where another program has one of them, leaves what there is', async () => {
  const listeners = await listening()
  const other = createTcpServer().listen(listeners.port, '127.0.0.2')
  await once(other, 'listening')
  await expect(listeners.widen('0.0.0.0')).rejects.toMatchObject({ code: 'invalid-configuration' })
  expect(await reached(listeners, '127.0.0.1')).toBe('here')
  other.close()
})

it('nothing more once it closes', async () => {
  const listeners = await listening()
  const closed = listeners.close()
  await listeners.widen('127.0.0.2')
  await closed
  expect(await reached(listeners, '127.0.0.2')).toBeNull()
})
