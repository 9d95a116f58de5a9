import { describe, expect, test } from 'vitest'
import { CodedError } from '../contract/errors.ts'
import { parseRule, printRule } from './rule-text.ts'

const zurich = { timeZone: 'Europe/Zurich', allDay: false }
const floating = { timeZone: null, allDay: false }
const dates = { timeZone: null, allDay: true }

test.each([
  'FREQ=WEEKLY;COUNT=10;INTERVAL=2;BYDAY=MO,WE;WKST=SU',
  'FREQ=MONTHLY;BYDAY=-1FR,2MO',
  'FREQ=YEARLY;BYMONTHDAY=-1,29;BYMONTH=2',
  'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
  'FREQ=DAILY;BYSECOND=0;BYMINUTE=0,30;BYHOUR=9',
  'FREQ=YEARLY;BYDAY=MO;BYYEARDAY=1,-1;BYWEEKNO=20',
  'RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=5L;SKIP=FORWARD',
  'FREQ=WEEKLY;UNTIL=20260401T070000Z',
])('%s is printed as it was read', (text) => expect(printRule(parseRule(text, zurich), zurich)).toBe(text))

describe('UNTIL', () => {
  test('UTC beside a zone', () => {
    const rule = parseRule('FREQ=DAILY;UNTIL=20260329T013000Z', zurich)
    expect(rule.until).toBe('2026-03-29T03:30:00')
    expect(printRule(rule, zurich)).toBe('FREQ=DAILY;UNTIL=20260329T013000Z')
  })

  test('local beside a zone is taken as that zone’s', () => {
    expect(parseRule('FREQ=DAILY;UNTIL=20260401T090000', zurich).until).toBe('2026-04-01T09:00:00')
  })

  test('a date beside a time means all of the day', () => {
    expect(parseRule('FREQ=DAILY;UNTIL=20260401', zurich).until).toBe('2026-04-01T23:59:59')
  })

  test('beside a date only the date counts', () => {
    const rule = parseRule('FREQ=DAILY;UNTIL=20260401T235959Z', dates)
    expect(rule.until).toBe('2026-04-01T00:00:00')
    expect(printRule(rule, dates)).toBe('FREQ=DAILY;UNTIL=20260401')
  })

  test('floating time has no zone', () => {
    expect(printRule({ frequency: 'daily', until: '2026-04-01T09:00:00' }, floating)).toBe(
      'FREQ=DAILY;UNTIL=20260401T090000',
    )
  })
})

test('case, spaces and a closing semicolon do not matter, and private parts are left out', () => {
  expect(parseRule(' freq=weekly ; byday=mo;X-WHY=because;', floating)).toEqual({
    frequency: 'weekly',
    byDay: [{ day: 'mo' }],
  })
})

test('SKIP stands beside RSCALE', () => {
  expect(printRule({ frequency: 'monthly', skip: 'backward' }, floating)).toBe(
    'RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD',
  )
})

test.each([
  '',
  'FREQ',
  'FREQ=',
  'INTERVAL=2',
  'FREQ=OFTEN',
  'FREQ=DAILY;COUNT=many',
  'FREQ=DAILY;COUNT=99999999999999999999',
  'FREQ=DAILY;UNTIL=20260230',
  'FREQ=DAILY;UNTIL=soon',
  'FREQ=WEEKLY;BYDAY=XX',
  'FREQ=WEEKLY;BYDAY=1',
  'FREQ=YEARLY;BYEASTER=0',
  'FREQ=DAILY;WKST=1',
])('%j is refused', (text) => {
  expect(() => parseRule(text, zurich)).toThrow(CodedError)
  expect(() => parseRule(text, zurich)).toThrow(expect.objectContaining({ code: 'item-bad-rule' }))
})
