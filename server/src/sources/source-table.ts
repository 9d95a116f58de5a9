import type { SourceId } from '@chroniton/shared/contract/ids'
import type { SourceView } from '@chroniton/shared/contract/source'
import type { Database } from '../store/database.ts'

/** The sources of the hub's own agent, without their secrets. */
export class SourceTable {
  readonly #sqlite: Database['sqlite']

  constructor({ sqlite }: Database) {
    this.#sqlite = sqlite
  }

  all(): SourceView[] {
    const rows = this.#sqlite.prepare<[], string>('select json from own_sources order by created_at, source_id').pluck()
    return rows.all().map((json) => JSON.parse(json) as SourceView)
  }

  get(sourceId: SourceId): SourceView | null {
    const json = this.#sqlite
      .prepare<[string], string>('select json from own_sources where source_id = ?')
      .pluck()
      .get(sourceId)
    return json === undefined ? null : (JSON.parse(json) as SourceView)
  }

  put(source: SourceView): void {
    this.#sqlite
      .prepare(
        'insert into own_sources (source_id, json, created_at) values (?, ?, ?) on conflict (source_id) do update set json = excluded.json',
      )
      .run(source.sourceId, JSON.stringify(source), source.createdAt)
  }

  delete(sourceId: SourceId): void {
    this.#sqlite.prepare('delete from own_sources where source_id = ?').run(sourceId)
  }
}
