import type { Position } from '@chroniton/shared/contract/ids'
import type Sqlite from 'better-sqlite3'

type PositionKey = 'folded_position' | 'trimmed_position'

/** What the hub knows once. */
export class Meta {
  readonly #sqlite: Sqlite.Database
  readonly #get: Sqlite.Statement<[string], { value: string }>
  readonly #put: Sqlite.Statement<[string, string]>

  constructor(sqlite: Sqlite.Database) {
    this.#sqlite = sqlite
    this.#get = sqlite.prepare('select value from meta where key = ?')
    this.#put = sqlite.prepare(
      'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
    )
  }

  /** The value stored under the key; made and stored when there is none. */
  once(key: string, make: () => string): string {
    const stored = this.#get.get(key)
    if (stored !== undefined) return stored.value
    const value = make()
    this.#put.run(key, value)
    return value
  }

  /** 0 before it was ever set. */
  position(key: PositionKey): Position {
    return Number(this.#get.get(key)?.value ?? 0) as Position
  }

  setPosition(key: PositionKey, position: Position): void {
    this.#put.run(key, String(position))
  }

  /** Takes so many bytes of the storage, to see whether it has them; 0 gives them back. */
  fill(bytes: number): void {
    if (bytes === 0) this.#sqlite.prepare(`delete from meta where key = 'room'`).run()
    else this.#put.run('room', ' '.repeat(bytes))
  }
}
