import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'
import { CodedError } from '../contract/errors.ts'
import type { RecurrenceRule } from './event.ts'
import { parseLocal, printLocal, type WallTime } from './local-time.ts'
import { printRule } from './rule-text.ts'

/** The calendars of RFC 7529 that rules are expanded in; in the days of others nobody here can count. */
const CALENDARS = new Set([
  'buddhist',
  'chinese',
  'coptic',
  'dangi',
  'ethiopic',
  'hebrew',
  'indian',
  'islamic-civil',
  'islamic-tbla',
  'islamic-umalqura',
  'japanese',
  'persian',
  'roc',
])

/** Expansion goes by stretches of ten years, for two hundred: the tables of lunar calendars reach no further. */
const STRETCH = 10 * 366 * 86_400
const STRETCHES = 20

export function isOtherCalendar({ rscale }: RecurrenceRule): boolean {
  return rscale !== undefined && rscale !== 'gregorian'
}

/** The wall times of a rule that counts in another calendar, such as a birthday by the Chinese one. */
export function* otherCalendarTimes(rule: RecurrenceRule, start: WallTime): Generator<WallTime, void> {
  if (!CALENDARS.has(rule.rscale!)) throw new CodedError('item-bad-rule', `unknown calendar "${rule.rscale}"`)
  const expansion = expansionOf(rule, start)
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const from = start + stretch * STRETCH
    for (const time of expansion.between(moment(from), moment(from + STRETCH - 1), true)) {
      yield parseLocal(time.toPlainDateTime().toString({ smallestUnit: 'second' }))!
    }
  }
}

function expansionOf(rule: RecurrenceRule, start: WallTime): RRuleTemporal {
  // Wall time is expanded as if it were UTC, where no time is skipped or comes twice.
  const text = printRule(rule, { timeZone: 'Etc/UTC', allDay: false })
  try {
    const dtstart = printLocal(start).replace(/[-:]/g, '')
    return new RRuleTemporal({ rruleString: `DTSTART:${dtstart}Z\nRRULE:${text}` })
  } catch (cause) {
    throw new CodedError('item-bad-rule', `the rule "${text.slice(0, 200)}" is not understood`, { cause })
  }
}

function moment(wall: WallTime): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(wall * 1000).toZonedDateTimeISO('UTC')
}
