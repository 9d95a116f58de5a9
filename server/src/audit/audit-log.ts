import { canonicalJson } from '@chroniton/shared/calendar/json'
import type { AuditQuery, AuditRecord } from '@chroniton/shared/contract/access'
import type { Instant } from '@chroniton/shared/contract/ids'
import type { Page } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import { pageOf, parseCursor } from '../hub/paging.ts'
import type { Database } from '../store/database.ts'
import type { Audit, Deed } from './audit.ts'
import { BEFORE_THE_FIRST, chained } from './chain.ts'
import { type AuditLevel, isKept } from './level.ts'

export interface AuditSettings {
  enabled: boolean
  level: AuditLevel
  /** Keep what was asked for, not only what was done. */
  includePayloads: boolean
}

/** A record that is longer tells no more to whoever reads it. */
const LONGEST_DETAIL = 20_000

const COLUMNS = 'number, at, who, kind, from_address as "from", action, object, ok, detail, hash'

type Row = Omit<AuditRecord, 'ok'> & { ok: 0 | 1 }

/** The audit log of this hub: only ever appended to, each record chained to the one before it. */
export class AuditLog implements Audit {
  readonly #database: Database
  readonly #settings: AuditSettings
  readonly #now: () => Instant

  constructor(database: Database, settings: AuditSettings, now: () => Instant) {
    this.#database = database
    this.#settings = settings
    this.#now = now
    for (const change of ['update', 'delete']) {
      database.sqlite.exec(
        `create trigger if not exists audit_without_${change} before ${change} on audit
         begin select raise(abort, 'the audit log is only appended to'); end`,
      )
    }
  }

  record(deed: Deed): void {
    const { enabled, level } = this.#settings
    if (!enabled || !isKept(level, deed)) return
    const { who, kind, from, action, object, ok } = deed
    this.#database.transaction(() => {
      const last = this.#database.sqlite
        .prepare('select number, hash from audit order by number desc limit 1')
        .get() as Pick<AuditRecord, 'number' | 'hash'> | undefined
      const number = (last?.number ?? 0) + 1
      const record = { number, at: this.#now(), who, kind, from, action, object, ok, detail: this.#detailOf(deed) }
      const hash = chained(last?.hash ?? BEFORE_THE_FIRST, record)
      this.#database.sqlite
        .prepare(
          `insert into audit (number, at, who, kind, from_address, action, object, ok, detail, hash)
           values (@number, @at, @who, @kind, @from, @action, @object, @ok, @detail, @hash)`,
        )
        .run({ ...record, ok: ok ? 1 : 0, hash })
    })
  }

  /** Newest first. */
  page(query: AuditQuery): Page<AuditRecord> {
    const { action, who, from, to, limit, cursor } = query
    const [before] = parseCursor(cursor, z.tuple([z.int()])) ?? [Number.MAX_SAFE_INTEGER]
    const rows = this.#database.sqlite
      .prepare(
        `select ${COLUMNS} from audit
         where number < @before and (@action is null or action = @action) and (@who is null or who = @who)
           and (@from is null or at >= @from) and (@to is null or at < @to)
         order by number desc limit @limit`,
      )
      .all({ before, action, who, from, to, limit: limit + 1 }) as Row[]
    return pageOf(
      rows,
      limit,
      (row) => ({ ...row, ok: row.ok === 1 }),
      ({ number }) => [number],
    )
  }

  #detailOf({ detail, payload }: Deed): string | null {
    const asked = this.#settings.includePayloads && payload !== undefined ? canonicalJson(payload) : null
    const whole = [detail, asked].filter((part) => part !== null).join(' ')
    return whole === '' ? null : whole.slice(0, LONGEST_DETAIL)
  }
}
