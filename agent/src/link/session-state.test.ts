import { expect, it } from 'vitest'
import { NEXT, type SessionEvent, type SessionState } from './session-state.ts'

type Name = SessionState['name']
const NAMES = Object.keys(NEXT) as Name[]
const EVENTS = Object.keys(NEXT.offline) as SessionEvent[]

it('is online only after hello was answered', () => {
  const ways = NAMES.flatMap((name) =>
    EVENTS.filter((event) => NEXT[name][event] === 'online').map((event) => [name, event]),
  )
  expect(ways.filter(([name]) => name !== 'online')).toEqual([['greeting', 'greeted']])
})

it('can be stopped everywhere, and then stays so', () => {
  for (const name of NAMES) expect(NEXT[name].stop).toBe('stopped')
  for (const event of EVENTS) expect(NEXT.stopped[event]).toBe('stopped')
})

it('comes back from every failure by dialling', () => {
  for (const name of NAMES.filter((name) => name !== 'stopped')) {
    for (const event of ['failed', 'refused'] as const) {
      const after = NEXT[name][event]
      expect(NEXT[after].dial).toBe('connecting')
    }
  }
})
