import { decodeCalendar } from '@chroniton/shared/calendar/icalendar/guard'
import { parseCalendar } from '@chroniton/shared/calendar/icalendar/parse'
import { CodedError } from '@chroniton/shared/contract/errors'
import { MAX_EVENT_CHARACTERS } from '@chroniton/shared/contract/event'
import { Instant, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { FailedItem, ProviderItem } from '../provider.ts'
import type { FileContent } from './item-file.ts'

/** The event a file holds; null when it holds something that is no event, such as a task. */
export function itemIn(name: string, content: FileContent): ProviderItem | FailedItem | null {
  const itemId = ItemId.parse(name)
  const { version } = content
  const failed = (code: FailedItem['code'], detail: string): FailedItem => ({
    kind: 'failed',
    itemId,
    version,
    code,
    detail: `${name}: ${detail}`,
  })
  try {
    const { events, problems, skipped } = parseCalendar(decodeCalendar(content.bytes))
    const [problem] = problems
    if (problem) return failed(problem.code, problem.detail)
    const [found, ...others] = events
    if (!found) return Object.keys(skipped).length > 0 ? null : failed('item-malformed', 'there is no event in it')
    if (others.length > 0) {
      return failed('item-malformed', `holds ${events.length} events with different UIDs; a file may hold one`)
    }
    const size = JSON.stringify(found.event).length
    if (size > MAX_EVENT_CHARACTERS) return failed('item-too-large', `the event takes ${size} characters`)
    const { event, mark } = found
    return { kind: 'item', itemId, version, event, mark, modifiedAt: modifiedAt(content) }
  } catch (error) {
    if (error instanceof CodedError) return failed(error.code, error.detail)
    throw error
  }
}

/** A file that is there and could not be read; what is wrong is its version, so that it is reported once. */
export function unreadable(name: string, { code, detail }: CodedError): FailedItem {
  return {
    kind: 'failed',
    itemId: ItemId.parse(name),
    version: ItemVersion.parse(`unreadable ${code}`),
    code,
    detail,
  }
}

function modifiedAt({ stats }: FileContent): Instant {
  return Instant.parse(new Date(Number(stats.mtimeMs)).toISOString())
}
