import { Command, type CommandEnvelope, type EventDelete, type EventWrite } from '@chroniton/shared/contract/command'
import { CommandId, type CalendarId, type Position, type SourceId } from '@chroniton/shared/contract/ids'
import type { Refused } from '@chroniton/shared/contract/receipt'
import { z } from 'zod'
import type { TakenCommand } from '../journal/command-table.ts'
import type { Journal } from '../journal/journal.ts'
import type { Logger } from '../ports.ts'
import { shortened } from './coded.ts'
import { isEventWrite } from './known-command.ts'

export interface Taken {
  commands: TakenCommand[]
  /** Commands taken earlier that are out of the journal now. */
  replaced: { lane: string; sourceId: SourceId | null; calendarId: CalendarId | null; commandIds: CommandId[] }[]
}

/**
 * Takes commands over from the hub: they and the position they reach up to are in the journal together, so that
 * each is taken once. A newer command for the same copy replaces the one that still waits, because it carries
 * everything that one did.
 */
export function takeCommands(journal: Journal, envelopes: CommandEnvelope[], logger: Logger): Taken {
  return journal.transaction(() => {
    const taken = new Map<CommandId, TakenCommand>()
    const replaced: Taken['replaced'] = []
    let { position: last } = journal.hub.get()
    for (const { position, json } of envelopes) {
      if (last !== null && position <= last) continue
      last = position
      const command = commandOf(journal, json, logger)
      if (!command) continue
      const entry = entryOf(journal, command, position)
      if (replaces(command)) {
        const commandIds = journal.commands.ofLane(entry.lane).filter((id) => !deletesAnother(journal, id, command))
        for (const commandId of commandIds) {
          journal.commands.remove(commandId)
          taken.delete(commandId)
        }
        if (commandIds.length > 0) replaced.push({ ...entry, commandIds })
      }
      journal.commands.add(entry, json)
      taken.set(entry.commandId, entry)
    }
    if (last !== null) journal.hub.take(last)
    return { commands: [...taken.values()], replaced }
  })
}

/** Whether the command takes the place of those before it in its lane that are for the same item. */
function replaces(command: Command): command is EventWrite | EventDelete {
  return command.kind === 'event-write' || command.kind === 'event-delete'
}

/** A second item that is to go: the commands for the first one say nothing of it. */
function deletesAnother(journal: Journal, waiting: CommandId, command: EventWrite | EventDelete): boolean {
  const { kind, itemId } = JSON.parse(journal.commands.read(waiting)!.json) as EventWrite | EventDelete
  return kind === 'event-delete' && itemId !== null && itemId !== command.itemId
}

/** A command that cannot be read is refused as far as it can be named, so that the hub shows it and goes on. */
function commandOf(journal: Journal, json: string, logger: Logger): Command | null {
  let raw: unknown
  let detail = 'it is no JSON'
  try {
    raw = JSON.parse(json)
    if (isEventWrite(raw)) return raw
    const command = Command.safeParse(raw)
    if (command.success) return command.data
    detail = z.prettifyError(command.error)
  } catch {
    raw = null
  }
  logger.error({ detail }, 'a command from the hub is not understood')
  const named = z.object({ commandId: CommandId }).safeParse(raw)
  if (named.success) {
    const { commandId } = named.data
    const receipt: Refused = { kind: 'refused', commandId, code: 'invalid-input', detail: shortened(detail) }
    journal.spool.append(JSON.stringify(receipt))
  }
  return null
}

function entryOf(journal: Journal, command: Command, position: Position): TakenCommand {
  return {
    commandId: command.commandId,
    position,
    ...placeOf(journal, command),
    attempts: 0,
    retryAt: null,
    code: null,
    detail: null,
  }
}

interface Place {
  sourceId: SourceId | null
  calendarId: CalendarId | null
  lane: string
}

function placeOf(journal: Journal, command: Command): Place {
  switch (command.kind) {
    case 'event-write':
    case 'event-delete':
      return { ...placeIn(journal, command.calendarId), lane: `event ${command.calendarId} ${command.eventId}` }
    case 'calendar-change':
    case 'calendar-delete':
      return { ...placeIn(journal, command.calendarId), lane: `calendar ${command.calendarId}` }
    case 'calendar-create':
      return { sourceId: command.sourceId, calendarId: null, lane: `source ${command.sourceId}` }
    case 'list-again':
      return { sourceId: null, calendarId: command.calendarId, lane: `list ${command.calendarId ?? ''}` }
    case 'config-change':
      return { sourceId: null, calendarId: null, lane: 'configuration' }
    default:
      return command satisfies never
  }
}

/** A calendar that nobody knows is left to the agent, which refuses the command. */
function placeIn(journal: Journal, calendarId: CalendarId): Omit<Place, 'lane'> {
  return { sourceId: journal.calendars.get(calendarId)?.sourceId ?? null, calendarId }
}
