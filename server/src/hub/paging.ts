import { CodedError } from '@chroniton/shared/contract/errors'
import type { Page } from '@chroniton/shared/contract/views'
import type { z } from 'zod'

/** A place in a list, opaque to those who page through it. */
export function printCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place), 'utf8').toString('base64url')
}

/** Errors: `invalid-input` for a cursor that this list never gave out. */
export function parseCursor<Place extends z.ZodType>(cursor: string | null, place: Place): z.infer<Place> | null {
  if (cursor === null) return null
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch (error) {
    throw new CodedError('invalid-input', 'cursor: it is none of this list', { cause: error })
  }
}

/** A page of at most `limit` from rows of which one more was read than fits. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  itemOf: (row: Row) => Item,
  placeOf: (row: Row) => readonly (string | number)[],
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(itemOf),
    nextCursor: rows.length > limit && last !== undefined ? printCursor(placeOf(last)) : null,
  }
}
