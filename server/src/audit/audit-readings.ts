import type { AuditRequest } from '@chroniton/shared/contract/access'
import type { PersonSession } from '@chroniton/shared/contract/hub'
import type { Instant } from '@chroniton/shared/contract/ids'
import { type Audit, doer } from './audit.ts'

/** A page that stays open longer reads anew. */
const OPENING_MS = 12 * 60 * 60 * 1000
const MOST_OPENINGS = 1000

/**
 * Writes down who reads the audit log, and which part of it: once for each opening of a page or run of a command, not
 * each time it asks. Otherwise a page that shows the log as it grows would make it grow.
 */
export class AuditReadings {
  readonly #audit: Audit
  readonly #now: () => Instant
  /** When each began, oldest first. */
  readonly #openings = new Map<string, number>()

  constructor(audit: Audit, now: () => Instant) {
    this.#audit = audit
    this.#now = now
  }

  /** Before anything is read. Throws CodedError when it cannot be written: then nothing is. */
  note(session: PersonSession, request: AuditRequest): void {
    const { reading } = request
    const opening = reading === null ? null : JSON.stringify([session.personId ?? session.name, reading])
    if (opening !== null && this.#isOpen(opening)) return
    const action = reading?.isExport === true ? 'audit-export' : 'audit-read'
    this.#audit.record({ ...doer(session), action, object: null, ok: true, detail: rangeOf(request) })
    if (opening === null) return
    this.#openings.delete(opening)
    this.#openings.set(opening, Date.parse(this.#now()))
    const [oldest] = this.#openings.keys()
    if (this.#openings.size > MOST_OPENINGS && oldest !== undefined) this.#openings.delete(oldest)
  }

  #isOpen(opening: string): boolean {
    const since = this.#openings.get(opening)
    return since !== undefined && Date.parse(this.#now()) - since < OPENING_MS
  }
}

function rangeOf({ from, to, action, who }: AuditRequest): string {
  const range = from === null && to === null ? ['everything'] : [from && `from ${from}`, to && `before ${to}`]
  return [...range, action && `action ${action}`, who && `by ${who}`].filter((part) => part !== null).join(', ')
}
