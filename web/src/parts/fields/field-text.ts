import type { JsonValue } from '@chroniton/shared/calendar/event'
import { isObject } from '@chroniton/shared/calendar/json'
import { segmentsOf } from '@chroniton/shared/calendar/patch'
import type { Words } from '../../words/en.ts'
import type { Formats } from '../../words/formats.ts'

/** A part of an event is named by its path: `title`, `participants/ada@example.com`, `recurrenceOverrides/2026-...`. */

export interface Speech {
  words: Pick<Words, 'fields'>
  format: Pick<Formats, 'wall' | 'duration' | 'moment' | 'list'>
}

/** Properties that only name themselves by their key. */
const BY_KEY = new Set(['keywords', 'categories'])

export function fieldName(path: string, { words, format }: Speech): string {
  const [property = '', key] = segmentsOf(path)
  const name = words.fields.names[property] ?? property
  if (key === undefined) return name
  if (property === 'recurrenceOverrides') return `${name} ${format.wall(key)}`
  return BY_KEY.has(property) ? `${name} “${key}”` : name
}

/** The value in words; what has no words of its own is shown as it stands. */
export function fieldText(path: string, value: JsonValue | undefined, speech: Speech): string {
  const { words, format } = speech
  if (value === undefined || value === null || value === '') return words.fields.nothing
  const [property = '', , deeper] = segmentsOf(path)
  if (deeper !== undefined && property !== 'recurrenceOverrides') return plain(value, words)
  switch (property) {
    case 'time':
      return isObject(value) ? timeText(value, speech) : plain(value, words)
    case 'start':
      return typeof value === 'string' ? format.wall(value) : plain(value, words)
    case 'duration':
      return typeof value === 'string' ? format.duration(value) : plain(value, words)
    case 'recurrenceRules':
    case 'excludedRecurrenceRules':
      return Array.isArray(value) ? format.list(value.map((rule) => ruleText(rule, speech))) : plain(value, words)
    case 'recurrenceOverrides':
      return deeper === undefined && isObject(value) ? overrideText(value, speech) : plain(value, words)
    case 'participants':
      return isObject(value) ? participantText(value, words) : plain(value, words)
    case 'locations':
    case 'virtualLocations':
    case 'links':
      return isObject(value)
        ? (firstText(value, ['name', 'title', 'uri', 'href']) ?? plain(value, words))
        : plain(value, words)
    case 'alerts':
      return isObject(value) ? alertText(value, speech) : plain(value, words)
    default:
      return plain(value, words)
  }
}

function plain(value: unknown, words: Speech['words']): string {
  if (value === true) return words.fields.set
  if (value === false || value === undefined || value === null) return words.fields.nothing
  if (typeof value === 'string') return words.fields.values[value] ?? value
  return JSON.stringify(value)
}

function timeText(value: Record<string, unknown>, { words, format }: Speech): string {
  const { start, timeZone, duration, showWithoutTime } = value
  const allDay = showWithoutTime === true
  return [
    typeof start === 'string' ? format.wall(start, allDay) : null,
    allDay ? words.fields.allDay : typeof timeZone === 'string' ? timeZone : words.fields.floating,
    typeof duration === 'string' ? format.duration(duration) : null,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

function ruleText(rule: JsonValue, { words, format }: Speech): string {
  if (!isObject(rule)) return plain(rule, words)
  const { frequency, interval, count, until, '@type': _type, ...rest } = rule
  const unit = typeof frequency === 'string' ? frequency : ''
  const every = words.fields.every as Record<string, (interval: number) => string>
  const said = [
    every[unit]?.(typeof interval === 'number' ? interval : 1) ?? unit,
    typeof count === 'number' ? words.fields.times(count) : null,
    typeof until === 'string' ? words.fields.until(format.wall(until)) : null,
    ...Object.entries(rest).map(([name, part]) => `${name} ${shortJson(part)}`),
  ]
  return said.filter((part) => part !== null).join(', ')
}

/** `[{"day":"mo"},{"day":"we"}]` is `mo we`. */
function shortJson(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value)
  return value
    .map((part: unknown) =>
      isObject(part) && typeof part['day'] === 'string'
        ? `${typeof part['nthOfPeriod'] === 'number' ? part['nthOfPeriod'] : ''}${part['day']}`
        : String(part),
    )
    .join(' ')
}

function overrideText(override: Record<string, JsonValue>, speech: Speech): string {
  if (override['excluded'] === true) return speech.words.fields.excluded
  const parts = Object.entries(override).map(
    ([path, value]) => `${fieldName(path, speech)}: ${fieldText(path, value, speech)}`,
  )
  return parts.length === 0 ? speech.words.fields.unchanged : parts.join('; ')
}

function participantText(value: Record<string, unknown>, words: Speech['words']): string {
  const who = firstText(value, ['name', 'email']) ?? ''
  const status = value['participationStatus']
  return typeof status === 'string' ? `${who} (${words.fields.values[status] ?? status})` : who
}

function alertText({ trigger }: Record<string, unknown>, { words, format }: Speech): string {
  if (!isObject(trigger)) return plain(trigger, words)
  const { offset, when } = trigger
  if (typeof when === 'string') return format.moment(when)
  if (typeof offset !== 'string') return plain(trigger, words)
  const length = format.duration(offset.replace(/^[+-]/, ''))
  if (/^[+-]?P(T?0[WDHMS])+$/.test(offset)) return words.fields.atStart
  return offset.startsWith('-') ? words.fields.before(length) : words.fields.after(length)
}

function firstText(value: Record<string, unknown>, names: string[]): string | null {
  const found = names.map((name) => value[name]).find((text) => typeof text === 'string' && text !== '')
  return typeof found === 'string' ? found : null
}
