import type { Database } from 'better-sqlite3'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { CalendarId, CommandId, ItemId, Position, SourceId } from '@chroniton/shared/contract/ids'

/** A command that was taken and is not settled. */
export interface TakenCommand {
  commandId: CommandId
  position: Position
  /** The source that carries it out; null for the agent itself. */
  sourceId: SourceId | null
  calendarId: CalendarId | null
  /** Commands of one lane are carried out one after another. */
  lane: string
  attempts: number
  retryAt: number | null
  code: ErrorCode | null
  detail: string | null
}

interface Row {
  command_id: string
  position: number
  source_id: string | null
  calendar_id: string | null
  lane: string
  attempts: number
  retry_at: number | null
  code: string | null
  detail: string | null
}

/** How long the outcome of a write is remembered. */
const REMEMBERED_MS = 90 * 24 * 3600 * 1000

export function commandTable(database: Database) {
  const insert = database.prepare<[string, number, string | null, string | null, string, string]>(
    'INSERT OR REPLACE INTO commands (command_id, position, source_id, calendar_id, lane, json) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const ofLane = database.prepare<[string], string>('SELECT command_id FROM commands WHERE lane = ?').pluck()
  const all = database.prepare<[], Row>(
    'SELECT command_id, position, source_id, calendar_id, lane, attempts, retry_at, code, detail FROM commands ORDER BY position',
  )
  const read = database.prepare<[string], { json: string; written: string | null }>(
    'SELECT json, written FROM commands WHERE command_id = ?',
  )
  const written = database.prepare<[string, string]>('UPDATE commands SET written = ? WHERE command_id = ?')
  const delay = database.prepare<[number, number, string, string, string]>(
    'UPDATE commands SET attempts = ?, retry_at = ?, code = ?, detail = ? WHERE command_id = ?',
  )
  const remove = database.prepare<[string]>('DELETE FROM commands WHERE command_id = ?')
  const clear = database.prepare('DELETE FROM commands')
  const remember = database.prepare<[string, string, string, number]>(
    'INSERT OR REPLACE INTO applied VALUES (?, ?, ?, ?)',
  )
  const forget = database.prepare<[number]>('DELETE FROM applied WHERE applied_at < ?')
  const outcome = database.prepare<[string], { item_id: string; hash: string }>(
    'SELECT item_id, hash FROM applied WHERE command_id = ?',
  )

  return {
    add: (command: TakenCommand, json: string) =>
      void insert.run(command.commandId, command.position, command.sourceId, command.calendarId, command.lane, json),
    ofLane: (lane: string) => ofLane.all(lane) as CommandId[],
    all: (): TakenCommand[] =>
      all.all().map((row) => ({
        commandId: row.command_id as CommandId,
        position: row.position as Position,
        sourceId: row.source_id as SourceId | null,
        calendarId: row.calendar_id as CalendarId | null,
        lane: row.lane,
        attempts: row.attempts,
        retryAt: row.retry_at,
        code: row.code as ErrorCode | null,
        detail: row.detail,
      })),
    read(commandId: CommandId): { json: string; written: ItemId | null } | undefined {
      return read.get(commandId) as { json: string; written: ItemId | null } | undefined
    },
    /** The provider has done it; what it holds now is still to be read back. */
    markWritten: (commandId: CommandId, itemId: ItemId) => void written.run(itemId, commandId),
    delay: (commandId: CommandId, attempts: number, retryAt: number, code: ErrorCode, detail: string) =>
      void delay.run(attempts, retryAt, code, detail, commandId),
    remove: (commandId: CommandId) => void remove.run(commandId),
    clear: () => void clear.run(),

    rememberOutcome: (commandId: CommandId, itemId: ItemId, hash: string, now: number) =>
      void remember.run(commandId, itemId, hash, now),
    outcome(commandId: CommandId): { itemId: ItemId; hash: string } | undefined {
      const row = outcome.get(commandId)
      return row && { itemId: row.item_id as ItemId, hash: row.hash }
    },
    forgetOutcomes: (now: number) => void forget.run(now - REMEMBERED_MS),
  }
}
export type CommandTable = ReturnType<typeof commandTable>
