import { NotificationSettings, type OperationsChange } from '@chroniton/shared/contract/operations'
import { z } from 'zod'
import type { Database } from '../store/database.ts'

/** What people changed; what is absent is as the environment says. */
const Stored = z.object({
  notifications: NotificationSettings.optional(),
  retention: z.object({ logDays: z.int(), historyDays: z.int().nullable() }).optional(),
})
type Stored = z.infer<typeof Stored>

const NOBODY_IS_TOLD: NotificationSettings = {
  kinds: ['agent-silent', 'queue-stuck', 'sign-in-needed', 'conflicts-waiting', 'deletions-held', 'storage-failing'],
  webhookUrl: null,
  email: null,
}

export interface Retention {
  logDays: number
  /** `null`: for ever. */
  historyDays: number | null
}

/** How the hub is looked after, as people set it while it runs. */
export class OperationsSettings {
  readonly #database: Database
  readonly #standard: Retention
  #stored: Stored

  constructor(database: Database, standard: Retention) {
    this.#database = database
    this.#standard = standard
    const json = database.sqlite.prepare('select json from operations where id = 1').pluck().get() as string | undefined
    this.#stored = json === undefined ? {} : Stored.parse(JSON.parse(json))
  }

  get notifications(): NotificationSettings {
    return this.#stored.notifications ?? NOBODY_IS_TOLD
  }

  get retention(): Retention {
    return this.#stored.retention ?? this.#standard
  }

  change({ notifications, retention }: OperationsChange): void {
    const changed: Stored = {
      ...this.#stored,
      ...(notifications !== undefined && { notifications }),
      ...(retention !== undefined && { retention }),
    }
    this.#database.transaction(() =>
      this.#database.sqlite
        .prepare('insert into operations (id, json) values (1, ?) on conflict (id) do update set json = excluded.json')
        .run(JSON.stringify(changed)),
    )
    this.#stored = changed
  }
}
