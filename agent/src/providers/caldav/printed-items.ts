import type { ParsedEvent } from '@chroniton/shared/calendar/icalendar/parse'
import type { PrintedEvent } from '@chroniton/shared/calendar/icalendar/print'
import type { ItemId } from '@chroniton/shared/contract/ids'
import { collectionPath } from './href.ts'

/** More than are ever under way at once. */
const REMEMBERED = 512

/**
 * What was just written, until it is read back: a server that hands out the very text it was given (sabre/dav and
 * DAViCal do) spares its being parsed. Any other text is read as it stands.
 */
export class PrintedItems {
  readonly #items = new Map<string, { text: string; read: ParsedEvent }>()

  remember(collection: URL, itemId: ItemId, { text, read }: PrintedEvent): void {
    const key = keyOf(collection, itemId)
    this.#items.delete(key)
    if (read === null) return
    this.#items.set(key, { text, read })
    if (this.#items.size <= REMEMBERED) return
    const [oldest] = this.#items.keys()
    this.#items.delete(oldest!)
  }

  /** What the text says, if it is the one that was written; asked for once. */
  take(collection: URL, itemId: ItemId, text: string): ParsedEvent | null {
    if (this.#items.size === 0) return null
    const key = keyOf(collection, itemId)
    const printed = this.#items.get(key)
    if (printed === undefined) return null
    this.#items.delete(key)
    return printed.text === text || comparable(printed.text) === comparable(text) ? printed.read : null
  }
}

function keyOf(collection: URL, itemId: ItemId): string {
  return collectionPath(collection) + itemId
}

/** XML makes one line feed of each line end. */
function comparable(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd()
}
