import { EventEmitter, once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { pace, SocketLimits } from './socket-limits.ts'
import { openDoor, partialHub, type Door } from './testing/door.ts'

describe('sockets from one address', () => {
  let door: Door | undefined
  afterEach(() => door?.close())

  const open = () => new WebSocket(`${door?.url.replace('http', 'ws')}/trpc?connectionParams=1`)

  it('are refused beyond the limit, with the time to wait', async () => {
    door = await openDoor(partialHub({}), { limits: new SocketLimits(2) })
    for (const socket of [open(), open()]) {
      await once(socket, 'open')
      socket.terminate()
    }
    const [, answer] = (await once(open(), 'unexpected-response')) as [unknown, { statusCode: number; headers: object }]
    expect(answer.statusCode).toBe(429)
    expect(answer.headers).toMatchObject({ 'retry-after': expect.stringMatching(/^\d+$/) })
  })

  it('that keep failing to prove who they are keep others of it out, and nobody elsewhere', async () => {
    const limits = new SocketLimits(0)
    for (let failure = 0; failure < 120; failure++) limits.failed('1.1.1.1')
    await expect(limits.admit('1.1.1.1')).rejects.toMatchObject({ code: 'rate-limited' })
    await limits.admit('2.2.2.2')
  })
})

describe('a socket that sends faster than it may', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function socketWithPace() {
    const log: string[] = []
    const socket = Object.assign(new EventEmitter(), {
      pause: () => log.push('pause'),
      resume: () => log.push('resume'),
    })
    pace(socket as unknown as WebSocket, { burst: 3, perSecond: 10 })
    const send = (count: number) => {
      for (let sent = 0; sent < count; sent++) socket.emit('message')
    }
    return { log, send, socket }
  }

  it('is read no further until it is within the limit again', () => {
    const { log, send } = socketWithPace()
    send(3)
    expect(log).toEqual([])
    send(2)
    expect(log).toEqual(['pause'])
    vi.advanceTimersByTime(99)
    expect(log).toEqual(['pause'])
    vi.advanceTimersByTime(1)
    expect(log).toEqual(['pause', 'resume'])
  })

  it('and closes is not thought of any more', () => {
    const { send, socket } = socketWithPace()
    send(5)
    socket.emit('close')
    expect(vi.getTimerCount()).toBe(0)
  })
})
