import type { Database } from 'better-sqlite3'
import type { SourceId } from '@chroniton/shared/contract/ids'

/** What the hub has changed of the agent's configuration; it goes before the file. */
export interface HubSettings {
  syncIntervalMinutes: number | null
  sources: Record<SourceId, { enabled: boolean }>
}

const NAME = 'hub'

export function settingsTable(database: Database) {
  const select = database.prepare<[string], string>('SELECT value FROM settings WHERE name = ?').pluck()
  const put = database.prepare<[string, string]>('INSERT OR REPLACE INTO settings VALUES (?, ?)')

  return {
    get(): HubSettings {
      const value = select.get(NAME)
      return value === undefined ? { syncIntervalMinutes: null, sources: {} } : (JSON.parse(value) as HubSettings)
    },
    put: (settings: HubSettings) => void put.run(NAME, JSON.stringify(settings)),
  }
}
export type SettingsTable = ReturnType<typeof settingsTable>
