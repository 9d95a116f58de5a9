import { parseSpan } from '@chroniton/shared/calendar/duration'
import type { Duration } from '@chroniton/shared/calendar/event'
import type { ParsedCalendar } from '@chroniton/shared/calendar/icalendar/parse'
import { parseUntrusted } from '@chroniton/shared/calendar/icalendar/parse-untrusted'
import type { CalendarMetadata } from '@chroniton/shared/contract/calendar'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { ItemId } from '@chroniton/shared/contract/ids'
import type { IcsConfig } from '../../config/source-config.ts'
import type { NativeCalendar, NativeId, Source } from '../provider.ts'
import type { SourceDeps } from '../source-deps.ts'
import { parseCursor, type Validator } from './document.ts'
import { feedOrigin } from './feed-origin.ts'
import { fileOrigin } from './file-origin.ts'
import { itemsOf } from './items.ts'

/** A source of this kind has one calendar. */
export const FEED: NativeId = 'feed'
/** What was fetched to learn the calendar's name is used for the run that follows at once. */
const FRESH_MILLISECONDS = 60_000
const PROGRESS_EVERY = 500

interface Taken {
  calendar: ParsedCalendar
  validator: Validator
}

/** One iCalendar file or feed. It can be read and never written. */
export async function openIcs(config: IcsConfig, machine: SourceDeps): Promise<Source> {
  const { from } = config
  const origin = from.kind === 'file' ? fileOrigin(from.path, machine) : feedOrigin(from.url, config, machine)
  let metadata: CalendarMetadata | null = null
  let pollMinutes: number | null = null
  let fresh: { taken: Taken; at: number } | null = null

  /** Null when the calendar is as it was known. */
  async function take(known: Validator | null, signal: AbortSignal): Promise<Taken | null> {
    const document = await origin.fetch(known, signal)
    if (document === null) return null
    const calendar = await parse(document.text, origin.name, signal)
    metadata = {
      name: config.calendarName ?? (calendar.name?.trim().slice(0, 1_000) || origin.name),
      color: calendar.color,
      description: calendar.description?.slice(0, 10_000) ?? null,
    }
    pollMinutes = minutesOf(calendar.refreshInterval)
    return { calendar, validator: document.validator }
  }

  async function takeFresh(known: Validator | null, signal: AbortSignal): Promise<Taken | null> {
    const held = fresh
    fresh = null
    if (!held || machine.clock.now() - held.at > FRESH_MILLISECONDS) return take(known, signal)
    return held.taken.validator.hash === known?.hash ? null : held.taken
  }

  async function find(signal: AbortSignal, isWanted: (itemId: ItemId, mark: string | null) => boolean) {
    const taken = await take(null, signal)
    const found = []
    for await (const item of itemsOf(taken!.calendar, machine.timers, signal)) {
      if (isWanted(item.itemId, item.kind === 'item' ? item.mark : null)) found.push(item)
    }
    return found
  }

  return {
    async calendars(signal) {
      signal.throwIfAborted()
      if (metadata === null) fresh = { taken: (await take(null, signal))!, at: machine.clock.now() }
      return [nativeCalendar(metadata!)]
    },

    async *changes(calendar, cursor, known, signal) {
      signal.throwIfAborted()
      mustBeFeed(calendar)
      const taken = await takeFresh(parseCursor(cursor), signal)
      if (taken === null) return yield { kind: 'end', cursor, complete: false }
      const total = taken.calendar.events.length + taken.calendar.problems.length
      let done = 0
      for await (const item of itemsOf(taken.calendar, machine.timers, signal)) {
        yield known.version(item.itemId) === item.version ? { kind: 'same', itemId: item.itemId } : item
        signal.throwIfAborted()
        if ((done += 1) % PROGRESS_EVERY === 0) yield { kind: 'progress', done, total }
      }
      yield { kind: 'end', cursor: JSON.stringify(taken.validator), complete: namesEverything(taken.calendar) }
    },

    async read(calendar, itemIds, signal) {
      mustBeFeed(calendar)
      const wanted = new Set(itemIds)
      return wanted.size === 0 ? [] : find(signal, (itemId) => wanted.has(itemId))
    },

    async find(calendar, eventId, signal) {
      mustBeFeed(calendar)
      const [item] = await find(signal, (_, mark) => mark === eventId)
      return item?.kind === 'item' ? item : null
    },

    write: async () => refuse('calendar-read-only'),
    delete: async () => refuse('calendar-read-only'),
    changeCalendar: async () => refuse('not-supported'),
    createCalendar: async () => refuse('not-supported'),
    deleteCalendar: async () => refuse('not-supported'),

    ...(origin.watch ? { watch: (onHint) => origin.watch!(() => onHint(FEED)) } : {}),

    pollMinutes: () => pollMinutes,

    close: () => origin.close(),
  }
}

/** Throws `source-*` only: what is wrong with the text as a whole is no fault of one item. */
async function parse(text: string, where: string, signal: AbortSignal): Promise<ParsedCalendar> {
  try {
    return await parseUntrusted(text, { origin: 'feed', signal })
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    const code = error.code === 'item-too-large' ? 'source-fault' : error.code
    throw new CodedError(code, `${where}: ${error.detail}`, { cause: error })
  }
}

/**
 * An event that cannot even be told by its UID may be one that was known: then nothing may be taken for gone. An
 * event that simply has no UID never was known.
 */
function namesEverything({ problems }: ParsedCalendar): boolean {
  return problems.every(({ uid, code }) => uid !== null || code === 'item-without-uid')
}

function minutesOf(interval: Duration | null): number | null {
  const span = interval === null ? null : parseSpan(interval)
  return span === null ? null : span.days * 24 * 60 + span.seconds / 60
}

function nativeCalendar(metadata: CalendarMetadata): NativeCalendar {
  return {
    nativeId: FEED,
    metadata,
    timeZone: null,
    abilities: {
      writeEvents: false,
      changeName: false,
      changeColor: false,
      changeDescription: false,
      deleteCalendar: false,
    },
  }
}

function mustBeFeed(calendar: NativeId): void {
  if (calendar !== FEED) throw new CodedError('calendar-not-found', `${calendar}: the source has one calendar, ${FEED}`)
}

function refuse(code: 'calendar-read-only' | 'not-supported'): never {
  throw new CodedError(code, 'a calendar file or feed is only read')
}
