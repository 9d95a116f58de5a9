import { parseSpan } from '@chroniton/shared/calendar/duration'
import type { Language } from './languages.ts'
import { once } from './once.ts'

export interface Formats {
  number: (value: number) => string
  /** `31 Jan 2026, 09:00`, in the viewer's zone. */
  moment: (instant: string) => string
  /** With the weekday, the seconds and the zone. */
  fullMoment: (instant: string) => string
  /** `3 minutes ago`. */
  ago: (instant: string, now: number) => string
  /** A length of time: `4 min`. */
  length: (milliseconds: number) => string
  /** A local date-time or date as it stands in an event, of no zone in particular. */
  wall: (local: string, allDay?: boolean) => string
  /** A JSCalendar duration: `PT1H30M` is `1 hr 30 min`. */
  duration: (duration: string) => string
  list: (items: readonly string[]) => string
  /** The viewer's zone as people know it. */
  zone: string
}

type Unit = 'day' | 'hour' | 'minute' | 'second'

const UNITS: [unit: Unit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

function inUnits(seconds: number): [count: number, unit: Unit] {
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return [Math.trunc(seconds / size), unit]
  }
  return [0, 'second']
}

/** English dates as most of the world writes them; the viewer's own region where the browser names one. */
function localeFor(language: Language, asked: readonly string[]): string {
  const own = asked.find((tag) => tag.split('-')[0] === language && tag.includes('-'))
  return own ?? { en: 'en-GB', de: 'de' }[language]
}

/** `asked`: the languages the browser asks for, which name the viewer's region. */
export function formatsFor(language: Language, asked: readonly string[]): Formats {
  const locale = localeFor(language, asked)
  const dates = (options: Intl.DateTimeFormatOptions) => once(() => new Intl.DateTimeFormat(locale, options))
  const units = (unit: string) =>
    once(() => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }))
  const number = once(() => new Intl.NumberFormat(locale))
  const moment = dates({ dateStyle: 'medium', timeStyle: 'short' })
  const fullMoment = dates({ dateStyle: 'full', timeStyle: 'long' })
  const relative = once(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  const wall = dates({ dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
  const wallDay = dates({ dateStyle: 'full', timeZone: 'UTC' })
  const list = once(() => new Intl.ListFormat(locale, { type: 'conjunction' }))
  const unitFormats = { day: units('day'), hour: units('hour'), minute: units('minute'), second: units('second') }
  const inUnit = (count: number, unit: Unit) => unitFormats[unit]().format(count)
  return {
    number: (value) => number().format(value),
    moment: (instant) => moment().format(new Date(instant)),
    fullMoment: (instant) => fullMoment().format(new Date(instant)),
    ago(instant, now) {
      const [count, unit] = inUnits((Date.parse(instant) - now) / 1000)
      return relative().format(count, unit)
    },
    length(milliseconds) {
      const [count, unit] = inUnits(milliseconds / 1000)
      return inUnit(count, unit)
    },
    wall(local, allDay = false) {
      const moment = new Date(`${local.slice(0, 10)}T${local.slice(11, 19) || '00:00:00'}Z`)
      if (Number.isNaN(moment.getTime())) return local
      return (allDay || local.length === 10 ? wallDay() : wall()).format(moment)
    },
    duration(duration) {
      const span = parseSpan(duration)
      if (span === null) return duration
      const parts: [number, Unit][] = [
        [span.days, 'day'],
        [Math.floor(span.seconds / 3600), 'hour'],
        [Math.floor(span.seconds / 60) % 60, 'minute'],
        [span.seconds % 60, 'second'],
      ]
      const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => inUnit(count, unit))
      return shown.length === 0 ? inUnit(0, 'minute') : shown.join(' ')
    },
    list: (items) => list().format(items),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}
