/** Where a pull goes on: a sync token (RFC 6578), or a ctag with which everything is listed again when it moves. */
export type Mark = { kind: 'sync'; token: string } | { kind: 'ctag'; ctag: string }

/** `listedAt`: when the whole calendar was last listed, in milliseconds. */
export type Cursor = Mark & { listedAt: number }

/** Null: the next run has nothing to go on from. */
export function printCursor(mark: Mark | null, listedAt: number): string | null {
  return mark === null ? null : JSON.stringify({ ...mark, listedAt } satisfies Cursor)
}

/** Null for anything but a cursor of ours: the run is then one over everything. */
export function readCursor(text: string | null): Cursor | null {
  if (text === null) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { kind, token, ctag, listedAt } = value as Record<string, unknown>
  if (typeof listedAt !== 'number') return null
  if (kind === 'sync' && typeof token === 'string') return { kind, token, listedAt }
  if (kind === 'ctag' && typeof ctag === 'string') return { kind, ctag, listedAt }
  return null
}
