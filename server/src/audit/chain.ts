import { canonicalJson } from '@chroniton/shared/calendar/json'
import type { AuditRecord } from '@chroniton/shared/contract/access'
import { createHash } from 'node:crypto'

/** What the first record is chained to. */
export const BEFORE_THE_FIRST = '0'.repeat(64)

/** The hash of a record: over the one before it, and over everything the record says. */
export function chained(previous: string, record: Omit<AuditRecord, 'hash'>): string {
  return createHash('sha256')
    .update(`${previous}\n${canonicalJson({ ...record })}`, 'utf8')
    .digest('hex')
}

/** What became of looking a chain over. */
export interface Verdict {
  records: number
  /** The first record that is not as it was written, or that does not follow the one before it. */
  broken: { number: number; why: string } | null
  /** The last good record: whoever noted it down earlier can tell whether later ones were cut off. */
  last: { number: number; hash: string } | null
}

/** Looks records over that begin with the first one, oldest first. */
export class ChainCheck {
  #verdict: Verdict = { records: 0, broken: null, last: null }

  take({ hash, ...record }: AuditRecord): void {
    const { broken, last } = this.#verdict
    if (broken !== null) return
    const expected = (last?.number ?? 0) + 1
    if (record.number !== expected) return this.#break(expected, `it is missing; number ${record.number} follows`)
    if (chained(last?.hash ?? BEFORE_THE_FIRST, record) !== hash) {
      return this.#break(record.number, 'it, or one before it, is not as it was written')
    }
    this.#verdict = { records: this.#verdict.records + 1, broken: null, last: { number: record.number, hash } }
  }

  get verdict(): Verdict {
    return this.#verdict
  }

  #break(number: number, why: string): void {
    this.#verdict = { ...this.#verdict, broken: { number, why } }
  }
}
