import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import type { Machine } from '../ports.ts'
import { calendarTable, type CalendarTable } from './calendar-table.ts'
import { commandTable, type CommandTable } from './command-table.ts'
import { failureTable, type FailureTable } from './failure-table.ts'
import { isDamage, journalFailure } from './failure.ts'
import { hubTable, type HubTable } from './hub-table.ts'
import { itemTable, type ItemTable } from './item-table.ts'
import { lockFile } from './lock.ts'
import { migrate } from './schema.ts'
import { settledTable, type SettledTable } from './settled-table.ts'
import { settingsTable, type SettingsTable } from './settings-table.ts'
import { spoolTable, type SpoolTable } from './spool-table.ts'

/**
 * What the agent must not forget: what it has told the hub, what still waits to be told, and what it was asked to do.
 *
 * Every step is one transaction that is kept when it returns, so a process that dies at any moment goes on
 * from the last whole step: a cursor moves together with the observations it covers, a receipt is spooled together
 * with the item it speaks of, and commands are taken together with the position they reach up to.
 */
export interface Journal {
  readonly path: string
  readonly hub: HubTable
  readonly spool: SpoolTable
  readonly calendars: CalendarTable
  readonly items: ItemTable
  readonly settled: SettledTable
  readonly commands: CommandTable
  readonly failures: FailureTable
  readonly settings: SettingsTable
  /** Runs synchronously as a whole or not at all. */
  transaction<Result>(act: () => Result): Result
  close(): void
}

/**
 * Opens the journal, or makes it. A damaged one is set aside: the agent then reports everything again, and nothing
 * is written twice, because what it has written carries the hub's mark.
 *
 * Errors: `already-running`, `storage-newer`, `source-file`.
 */
export function openJournal(path: string, machine: Pick<Machine, 'clock' | 'logger'>): Journal {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const lock = lockFile(path, `the journal ${path} is in use`)
    try {
      const database = openOrSetAside(path, machine)
      return journalOn(database, () => {
        database.close()
        lock[Symbol.dispose]()
      })
    } catch (error) {
      lock[Symbol.dispose]()
      throw error
    }
  } catch (error) {
    throw journalFailure(error, path)
  }
}

/** For looking only, also while the agent runs. Null when there is none yet. */
export function readJournal(path: string): Journal | null {
  if (!existsSync(path)) return null
  try {
    const database = new Database(path, { readonly: true, fileMustExist: true })
    return journalOn(database, () => void database.close())
  } catch (error) {
    throw journalFailure(error, path)
  }
}

function openOrSetAside(path: string, { clock, logger }: Pick<Machine, 'clock' | 'logger'>): Database.Database {
  try {
    return openDatabase(path)
  } catch (error) {
    if (!isDamage(error)) throw error
    const aside = `${path}.damaged-${clock.now()}`
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
    }
    logger.error({ path, aside }, 'the journal was damaged and is set aside; everything is listed again')
    return openDatabase(path)
  }
}

function openDatabase(path: string): Database.Database {
  const database = new Database(path)
  try {
    database.pragma('journal_mode = WAL')
    // A kill loses nothing. A power cut may take the last steps back, all of them together with the cursors and numbers
    // that tell of them: the hub's greeting shows it, and what was done since is done again without being doubled.
    database.pragma('synchronous = NORMAL')
    // In pages: a burst of work writes the same ones again and again, and each checkpoint waits for the disk.
    database.pragma('wal_autocheckpoint = 4000')
    database.pragma('foreign_keys = ON')
    const check = database.pragma('quick_check(1)', { simple: true })
    if (check !== 'ok') throw Object.assign(new Error(String(check)), { code: 'SQLITE_CORRUPT' })
    migrate(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** A journal on a database that is open and at the present version. */
export function journalOn(database: Database.Database, close: () => void): Journal {
  const { name: path } = database
  const calendars = calendarTable(database)
  return {
    path,
    hub: hubTable(database),
    spool: spoolTable(database),
    calendars,
    items: itemTable(database),
    settled: settledTable(database),
    commands: commandTable(database),
    failures: failureTable(database),
    settings: settingsTable(database),
    transaction(act) {
      try {
        return database.transaction(act).immediate()
      } catch (error) {
        calendars.rolledBack()
        throw journalFailure(error, path)
      }
    },
    close,
  }
}
