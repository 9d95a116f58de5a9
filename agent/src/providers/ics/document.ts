import { createHash } from 'node:crypto'
import { CodedError } from '@chroniton/shared/contract/errors'

/** The text of the calendar, and what tells later that it has not changed. */
export interface Document {
  text: string
  validator: Validator
}

/** What is known of the text that was taken last; this, as JSON, is the cursor. */
export interface Validator {
  /** Of the text itself, for origins that tell nothing. */
  hash: string
  etag: string | null
  lastModified: string | null
}

/** Where the text comes from: a file or an address. */
export interface Origin {
  /** What the calendar is called where it does not say so itself. */
  readonly name: string
  /** Null when it is the same as it was then. Whatever is returned is a whole calendar. */
  fetch(known: Validator | null, signal: AbortSignal): Promise<Document | null>
  watch?(onHint: () => void): Disposable
  close(): Promise<void>
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/**
 * Throws for what is no calendar, or not a whole one: a calendar that ends in the middle would be taken for one whose
 * other events were deleted.
 */
export function mustBeWhole(text: string, where: string): void {
  const start = text.slice(0, 1_000).trimStart()
  const end = text.slice(-1_000).trimEnd()
  if (start === '') throw new CodedError('source-cut-short', `${where}: there is nothing in it`)
  if (!/^BEGIN:VCALENDAR\s/i.test(start)) {
    const what = start.startsWith('<') ? 'is a web page, no calendar' : 'does not begin with BEGIN:VCALENDAR'
    throw new CodedError('source-not-a-calendar', `${where}: what came ${what}`)
  }
  if (!/(^|[\r\n])END:VCALENDAR$/i.test(end)) {
    throw new CodedError('source-cut-short', `${where}: ends without END:VCALENDAR`)
  }
}

/** Null for a cursor of another origin, or one that makes no sense. */
export function parseCursor(cursor: string | null): Validator | null {
  if (cursor === null) return null
  try {
    const { hash, etag = null, lastModified = null } = JSON.parse(cursor) as Partial<Validator>
    return typeof hash === 'string' ? { hash, etag, lastModified } : null
  } catch {
    return null
  }
}
