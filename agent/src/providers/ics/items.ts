import { createHash } from 'node:crypto'
import { eventHash } from '@chroniton/shared/calendar/hash'
import type { ParsedCalendar } from '@chroniton/shared/calendar/icalendar/parse'
import { MAX_EVENT_CHARACTERS } from '@chroniton/shared/contract/event'
import { Instant, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { Timers } from '../../ports.ts'
import type { FailedItem, ProviderItem } from '../provider.ts'

/** Some milliseconds of work, after which others get their turn. */
const ITEMS_AT_ONCE = 100
const MAX_UID_LENGTH = 900

/** The items of a calendar: an event is known by its UID, and is the same as long as it means the same. */
export async function* itemsOf(
  { events, problems }: ParsedCalendar,
  timers: Timers,
  signal: AbortSignal,
): AsyncIterable<ProviderItem | FailedItem> {
  const named = new Set<ItemId>()
  let count = 0
  for (const { uid, event, mark } of events) {
    signal.throwIfAborted()
    if ((count += 1) % ITEMS_AT_ONCE === 0) await new Promise<void>((resolve) => timers.soon(resolve))
    const itemId = itemIdOf(uid, named)
    const version = ItemVersion.parse(eventHash(event).slice(0, 32))
    const size = JSON.stringify(event).length
    if (size > MAX_EVENT_CHARACTERS) {
      yield { kind: 'failed', itemId, version, code: 'item-too-large', detail: `${uid} takes ${size} characters` }
    } else {
      const updated = Instant.safeParse(event.updated)
      yield { kind: 'item', itemId, version, event, mark, modifiedAt: updated.success ? updated.data : null }
    }
  }
  for (const { uid, code, detail } of problems) {
    // Details name lines, which move with every event that is added: what is wrong is the version, not where.
    yield {
      kind: 'failed',
      itemId: itemIdOf(uid ?? 'without UID', named),
      version: ItemVersion.parse(code),
      code,
      detail,
    }
  }
}

/** A UID that comes again gets a number, so that both events can be told of. */
function itemIdOf(uid: string, named: Set<ItemId>): ItemId {
  const base = uid.length > MAX_UID_LENGTH ? hash(uid) : uid
  let itemId = ItemId.parse(base)
  for (let number = 2; named.has(itemId); number += 1) itemId = ItemId.parse(`${base}#${number}`)
  named.add(itemId)
  return itemId
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
