import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryEvent } from '@chroniton/shared/calendar/testing/arbitrary-event'
import { Command } from '@chroniton/shared/contract/command'
import { isEventWrite } from './known-command.ts'

const WRITE = {
  kind: 'event-write',
  commandId: 'c',
  calendarId: 'k',
  eventId: 'e',
  role: 'mirror',
  itemId: null,
  expectedVersion: null,
  patch: {},
  event: { '@type': 'Event', uid: 'u', start: '2026-01-05T09:00:00' },
}
const accepts = (value: unknown) => Command.safeParse(value).success

test('commands as the hub makes them are recognised', () => {
  fc.assert(
    fc.property(arbitraryEvent, fc.constantFrom('original', 'mirror', 'busy'), fc.boolean(), (event, role, isNew) => {
      const known = isNew ? {} : { itemId: 'i', expectedVersion: '', patch: { title: event.title ?? null } }
      const command: unknown = JSON.parse(JSON.stringify({ ...WRITE, ...known, role, event }))
      expect([isEventWrite(command), accepts(command)]).toEqual([true, true])
    }),
  )
})

const LONG = 'x'.repeat(1025)
const VALUES = [undefined, null, '', 'x', LONG, 'event-write', 'original', 0, true, [], {}, { a: [null] }, WRITE.event]

test.each([...Object.keys(WRITE), 'more'])(
  '"%s" with any value is recognised only if the schema accepts it',
  (name) => {
    for (const value of VALUES) {
      const command = { ...WRITE, [name]: value }
      expect([name, value, !isEventWrite(command) || accepts(command)]).toEqual([name, value, true])
    }
  },
)

test('what is no such command is not recognised', () => {
  for (const value of [null, 'event-write', [], {}, { ...WRITE, kind: 'event-delete' }]) {
    expect(isEventWrite(value)).toBe(false)
  }
})
