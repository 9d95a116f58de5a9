import type { Database } from '../store/database.ts'
import type { Sealed } from './envelope.ts'

interface Row {
  record_id: string
  key_id: string
  box: string
}

/** Sealed secrets by the record they belong to. */
export class SecretTable {
  readonly #sqlite: Database['sqlite']

  constructor({ sqlite }: Database) {
    this.#sqlite = sqlite
  }

  get(recordId: string): Sealed | null {
    const row = this.#sqlite.prepare<[string], Row>('select * from secrets where record_id = ?').get(recordId)
    return row === undefined ? null : { keyId: row.key_id, box: row.box }
  }

  all(): (Sealed & { recordId: string })[] {
    const rows = this.#sqlite.prepare<[], Row>('select * from secrets order by record_id').all()
    return rows.map((row) => ({ recordId: row.record_id, keyId: row.key_id, box: row.box }))
  }

  /** Of the master keys that are needed to open everything. */
  keyIds(): string[] {
    return this.#sqlite.prepare<[], string>('select distinct key_id from secrets order by 1').pluck().all()
  }

  put(recordId: string, { keyId, box }: Sealed): void {
    this.#sqlite
      .prepare('insert or replace into secrets (record_id, key_id, box) values (?, ?, ?)')
      .run(recordId, keyId, box)
  }

  delete(recordId: string): void {
    this.#sqlite.prepare('delete from secrets where record_id = ?').run(recordId)
  }
}
