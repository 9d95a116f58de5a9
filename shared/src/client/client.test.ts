import { TRPCClientError } from '@trpc/client'
import { describe, expect, it } from 'vitest'
import { CodedError } from '../contract/errors.ts'
import { reconnectDelay } from './backoff.ts'
import { codedErrorOf } from './failure.ts'
import { socketUrl } from './hub-url.ts'

describe('the address of a hub', () => {
  it.each([
    ['http://localhost:8008', 'ws://localhost:8008/trpc'],
    ['http://localhost:8008/#key=abc', 'ws://localhost:8008/trpc'],
    ['localhost:8008', 'ws://localhost:8008/trpc'],
    [' hub.example.com ', 'ws://hub.example.com/trpc'],
    ['https://hub.example.com/', 'wss://hub.example.com/trpc'],
    ['https://example.com/calendars/', 'wss://example.com/calendars/trpc'],
    ['wss://example.com/calendars/trpc', 'wss://example.com/calendars/trpc'],
    ['http://[::1]:8008', 'ws://[::1]:8008/trpc'],
  ])('%s is served at %s', (hubUrl, expected) => {
    expect(socketUrl(hubUrl)).toBe(expected)
  })

  it.each(['', 'ftp://hub', 'http://', 'not an address'])('%j is refused in words', (hubUrl) => {
    expect(() => socketUrl(hubUrl)).toThrow(expect.objectContaining({ code: 'invalid-configuration' }))
  })
})

describe('the pause before connecting again', () => {
  it('is jittered from the first attempt on', () => {
    expect(reconnectDelay(0, () => 0)).toBe(200)
    expect(reconnectDelay(0, () => 1)).toBe(1000)
  })

  it('grows, and stops growing at half a minute', () => {
    expect(reconnectDelay(3, () => 1)).toBe(8000)
    expect(reconnectDelay(40, () => 1)).toBe(30_000)
  })
})

describe('what a call threw', () => {
  const wire = (data: object) =>
    TRPCClientError.from({
      error: { code: -32600, message: 'words', data: { code: 'CONFLICT', httpStatus: 409, ...data } },
    } as never)

  it('keeps the code and the detail that the hub sent', () => {
    const error = codedErrorOf(wire({ chroniton: { code: 'token-invalid', detail: 'it was used' } }))
    expect([error.code, error.detail]).toEqual(['token-invalid', 'it was used'])
  })

  it('takes a code of a newer hub for an internal one', () => {
    expect(codedErrorOf(wire({ chroniton: { code: 'from-the-future', detail: 'x' } })).code).toBe('internal')
  })

  it('calls a broken connection by its name', () => {
    expect(codedErrorOf(TRPCClientError.from(new Error('WebSocket closed'))).code).toBe('hub-unreachable')
  })

  it('passes a coded error on', () => {
    const error = new CodedError('forbidden', 'no')
    expect(codedErrorOf(error)).toBe(error)
  })
})
