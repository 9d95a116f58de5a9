import { civilOf, dayOf, daysInMonth } from '../calendar-day.ts'
import { parseSpan, printSpan } from '../duration.ts'
import type { Duration, LocalDateTime, UTCDateTime } from '../event.ts'

/** Between the texts of property values (RFC 5545, 3.3) and ours. A reader gives `null` for what it cannot read. */

const ESCAPED = /\\([\\;,nN])/g

export function unescapeText(value: string): string {
  if (!value.includes('\\')) return value
  return value.replace(ESCAPED, (_, character: string) => (character === 'n' || character === 'N' ? '\n' : character))
}

export function escapeText(text: string): string {
  if (!/[\\;,\r\n]/.test(text)) return text
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r\n?|\n/g, '\\n')
}

/** A list of texts at its commas, but for those that are escaped. */
export function unescapeTextList(value: string): string[] {
  const texts: string[] = []
  let from = 0
  for (let index = 0; index < value.length; index++) {
    if (value[index] === '\\') index++
    else if (value[index] === ',') {
      texts.push(unescapeText(value.slice(from, index)))
      from = index + 1
    }
  }
  texts.push(unescapeText(value.slice(from)))
  return texts
}

/** A date or a date-time as it stands, before any zone is looked up. */
export interface Moment {
  local: LocalDateTime
  dateOnly: boolean
  utc: boolean
}

/** Also a time without seconds and a date with `Z`, as some programs write them. */
const MOMENT = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?|Z)?$/i

export function readMoment(value: string): Moment | null {
  const match = MOMENT.exec(value.trim())
  if (match === null) return null
  const [, year = '', month = '', date = '', hour, minute, second = '00', utc] = match
  if (month < '01' || month > '12' || date < '01' || Number(date) > daysInMonth(Number(year), Number(month)))
    return null
  if (hour === undefined) return { local: `${year}-${month}-${date}T00:00:00`, dateOnly: true, utc: false }
  if (hour > '23' || minute! > '59' || second > '60') return null
  // A leap second is the last of its minute here: local date-times know no other (RFC 8984, 1.4.4).
  const time = `${hour}:${minute}:${second === '60' ? '59' : second}`
  return { local: `${year}-${month}-${date}T${time}`, dateOnly: false, utc: utc !== undefined }
}

export function readInstant(value: string): UTCDateTime | null {
  const moment = readMoment(value)
  return moment === null || !moment.utc ? null : `${moment.local}Z`
}

/** An instant of bookkeeping: it must be in UTC, and is where the program that wrote it forgot to say so. */
export function readStamp(value: string): UTCDateTime | null {
  const moment = readMoment(value)
  return moment === null ? null : `${moment.local}Z`
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** `null` when the text is no instant; fractions of a second, which iCalendar has not, are cut off. */
export function printInstant(instant: unknown): string | null {
  if (typeof instant !== 'string' || !INSTANT.test(instant)) return null
  return `${printDateTime(instant.slice(0, 19))}Z`
}

export function printDateTime(local: LocalDateTime): string {
  return local.replace(/[-:]/g, '')
}

export function printDate(local: LocalDateTime): string {
  return printDateTime(local).slice(0, 8)
}

/** Days from one date to another; negative when the other is earlier. */
export function daysBetween(from: LocalDateTime, to: LocalDateTime): number {
  return dayNumber(to) - dayNumber(from)
}

export function addDays(local: LocalDateTime, days: number): LocalDateTime {
  const { year, month, date } = civilOf(dayNumber(local) + days)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}${local.slice(10)}`
}

function dayNumber(local: LocalDateTime): number {
  return dayOf(Number(local.slice(0, 4)), Number(local.slice(5, 7)), Number(local.slice(8, 10)))
}

/** A duration in its canonical form, with its sign. */
export function readDuration(value: string): Duration | null {
  const span = parseSpan(value.trim().toUpperCase())
  return span === null ? null : printSpan(span)
}

const OFFSET = /^([+-])(\d\d)(\d\d)(\d\d)?$/

/** A UTC-OFFSET in seconds. */
export function readOffset(value: string): number | null {
  const match = OFFSET.exec(value.trim())
  if (match === null) return null
  const [, sign, hours, minutes, seconds = '0'] = match
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return sign === '-' ? -offset : offset
}

export function printOffset(offset: number): string {
  const size = Math.abs(offset)
  const parts = [Math.floor(size / 3600), Math.floor((size % 3600) / 60), size % 60]
  if (parts[2] === 0) parts.pop()
  return (offset < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join('')
}

export function readInteger(value: string): number | null {
  return /^[+-]?\d{1,9}$/.test(value.trim()) ? Number(value) : null
}
