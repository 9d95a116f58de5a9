import { decodeCalendar } from '@chroniton/shared/calendar/icalendar/guard'
import { parseUntrusted } from '@chroniton/shared/calendar/icalendar/parse-untrusted'
import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { CodedError } from '@chroniton/shared/contract/errors'
import { MAX_EVENT_CHARACTERS } from '@chroniton/shared/contract/event'
import { Instant, ItemId, ItemVersion, type EventId } from '@chroniton/shared/contract/ids'
import type { FailedItem, ProviderItem } from '../provider.ts'
import type { FileContent } from './item-file.ts'

export interface HeldEvent {
  event: CalendarEvent
  mark: EventId | null
}

/** The one event in the text; null when it holds something that is no event, such as a task. Throws CodedError. */
export async function eventIn(bytes: Uint8Array, signal: AbortSignal): Promise<HeldEvent | null> {
  const { events, problems, skipped } = await parseUntrusted(decodeCalendar(bytes), { signal })
  const [problem] = problems
  if (problem) throw new CodedError(problem.code, problem.detail)
  const [found] = events
  if (!found) {
    if (Object.keys(skipped).length > 0) return null
    throw new CodedError('item-malformed', 'there is no event in it')
  }
  if (events.length > 1) {
    throw new CodedError('item-malformed', `${events.length} events with different UIDs; a file may hold one`)
  }
  const size = JSON.stringify(found.event).length
  if (size > MAX_EVENT_CHARACTERS) throw new CodedError('item-too-large', `the event takes ${size} characters`)
  return { event: found.event, mark: found.mark }
}

/** Null when the file holds no event. */
export async function itemIn(
  name: string,
  content: FileContent,
  signal: AbortSignal,
): Promise<ProviderItem | FailedItem | null> {
  try {
    const held = await eventIn(content.bytes, signal)
    return held && itemOf(name, content, held)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    const { code, detail } = error
    return { kind: 'failed', itemId: ItemId.parse(name), version: content.version, code, detail: `${name}: ${detail}` }
  }
}

export function itemOf(name: string, { version, stats }: FileContent, held: HeldEvent): ProviderItem {
  const modifiedAt = Instant.parse(new Date(Number(stats.mtimeMs)).toISOString())
  return { kind: 'item', itemId: ItemId.parse(name), version, modifiedAt, ...held }
}

/** A file that is there and could not be read; what is wrong is its version, so that it is reported once. */
export function unreadable(name: string, { code, detail }: CodedError): FailedItem {
  const version = ItemVersion.parse(`unreadable ${code}`)
  return { kind: 'failed', itemId: ItemId.parse(name), version, code, detail }
}
