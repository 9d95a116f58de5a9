import type { Instant } from '@chroniton/shared/contract/ids'
import type { AlertView } from '@chroniton/shared/contract/operations'
import type { Database } from '../store/database.ts'

export interface ToldAlert {
  alert: AlertView
  toldAt: Instant
}

/** Which alerts people were told of, also by the hub's earlier lives. */
export class ToldAlerts {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  all(): ToldAlert[] {
    const rows = this.#database.sqlite.prepare('select json, told_at as toldAt from told_alerts').all() as {
      json: string
      toldAt: Instant
    }[]
    return rows.map(({ json, toldAt }) => ({ alert: JSON.parse(json) as AlertView, toldAt }))
  }

  put({ alert, toldAt }: ToldAlert): void {
    this.#database.transaction(() =>
      this.#database.sqlite
        .prepare(
          `insert into told_alerts (alert_id, json, told_at) values (?, ?, ?)
           on conflict (alert_id) do update set json = excluded.json, told_at = excluded.told_at`,
        )
        .run(alert.id, JSON.stringify(alert), toldAt),
    )
  }

  delete(alertId: string): void {
    this.#database.transaction(() =>
      this.#database.sqlite.prepare('delete from told_alerts where alert_id = ?').run(alertId),
    )
  }
}
