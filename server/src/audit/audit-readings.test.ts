import { AuditRequest } from '@chroniton/shared/contract/access'
import { expect, it } from 'vitest'
import { TestClock } from '../hub/testing/test-clock.ts'
import { personSession } from '../hub/testing/test-hub.ts'
import type { Deed } from './audit.ts'
import { AuditReadings } from './audit-readings.ts'

function readings() {
  const deeds: Deed[] = []
  const clock = new TestClock()
  const log = new AuditReadings({ record: (deed) => void deeds.push(deed) }, () => clock.now())
  const read = (request: object, name = 'Ann') => log.note(personSession(name), AuditRequest.parse(request))
  return { deeds, clock, read }
}

const page = (opening: string) => ({ reading: { opening, isExport: false } })

it('an opening is written down once, whatever it asks for', () => {
  const { deeds, read } = readings()
  read({ ...page('a'), who: 'Bob' })
  read({ ...page('a'), cursor: 'further' })
  read(page('a'))
  expect(deeds).toMatchObject([{ who: 'Ann', action: 'audit-read', ok: true, detail: 'everything, by Bob' }])
})

it('another opening, another person and an export are', () => {
  const { deeds, read } = readings()
  read(page('a'))
  read(page('b'))
  read(page('a'), 'Bob')
  read({ reading: { opening: 'a', isExport: true }, from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z' })
  expect(deeds.map(({ who, action, detail }) => [who, action, detail])).toEqual([
    ['Ann', 'audit-read', 'everything'],
    ['Ann', 'audit-read', 'everything'],
    ['Bob', 'audit-read', 'everything'],
    ['Ann', 'audit-export', 'from 2026-03-01T00:00:00Z, before 2026-04-01T00:00:00Z'],
  ])
})

it('whoever does not say which opening it is, is each time', () => {
  const { deeds, read } = readings()
  read({})
  read({ action: 'sign-in' })
  expect(deeds.map(({ detail }) => detail)).toEqual(['everything', 'everything, action sign-in'])
})

it('a page that stays open is again after half a day', () => {
  const { deeds, clock, read } = readings()
  read(page('a'))
  clock.pass(12 * 60 * 60 * 1000 - 1)
  read(page('a'))
  expect(deeds).toHaveLength(1)
  clock.pass(1)
  read(page('a'))
  read(page('a'))
  expect(deeds).toHaveLength(2)
})
