import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import type { Command } from '@chroniton/shared/contract/command'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId, CommandId, Instant } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import type { HubParts } from '../parts.ts'
import { changedFields } from './expressible.ts'
import { emptyListing, keyOf, type Listing, type ListingRows } from './listing.ts'
import type { ReportStream } from './report-stream.ts'
import { nativeIdOf } from './seen-calendar.ts'
import { type OlderUpdate, type UpdateBody, updateBody, type Words } from './update.ts'
import type { OlderUpdateRows, ToldUpdate } from './update-rows.ts'
import { waitingCommands } from './waiting-commands.ts'

/** So many updates are told at once; the next poll brings the next. */
const UPDATES_TOLD = 500

export interface UpdateTellerParts {
  parts: HubParts
  reports: ReportStream
  listings: ListingRows
  updates: OlderUpdateRows
  zoneOf: (agentId: AgentId) => TimeZoneId
}

/** Tells agents what waits for them, as the updates that they know, and takes their word that they have processed it. */
export class UpdateTeller {
  readonly #parts: HubParts
  readonly #reports: ReportStream
  readonly #listings: ListingRows
  readonly #updates: OlderUpdateRows
  readonly #zoneOf: (agentId: AgentId) => TimeZoneId

  constructor({ parts, reports, listings, updates, zoneOf }: UpdateTellerParts) {
    this.#parts = parts
    this.#reports = reports
    this.#listings = listings
    this.#updates = updates
    this.#zoneOf = zoneOf
  }

  /** What the agent is to do, oldest first; the same updates, under the same ids, until it confirms them. */
  async updates(agentId: AgentId): Promise<OlderUpdate[]> {
    const { database } = this.#parts.sources
    const now = this.#parts.clock.now()
    const open = this.#updates.open(agentId)
    const words = this.#words(agentId)
    const told: { command: Command; timestamp: Instant; body: UpdateBody }[] = []
    const untold: ReportItem[] = []
    for (const { command, queuedAt } of waitingCommands(database, agentId)) {
      const known = this.#updates.get(command.commandId)
      if (known !== undefined && (known.confirmedAt !== null || known.outcome !== null)) continue
      if (isWithheld(command, open)) continue
      const receipt = this.#withoutTelling(command, words.zone, open)
      if (receipt !== null) {
        untold.push(receipt)
        continue
      }
      const body = updateBody(command, words)
      if (body !== null && told.length < UPDATES_TOLD) told.push({ command, timestamp: queuedAt, body })
    }
    if (untold.length > 0) await this.#reports.report(agentId, untold)
    database.transaction(() => {
      for (const { command } of told) this.#updates.tell(agentId, command, now)
    }, 'soon')
    // Also of what the updates follow from.
    await database.flushed()
    return told.map(({ command, timestamp, body }) => ({ id: command.commandId, timestamp, ...body }))
  }

  /**
   * The agent says that it has processed the update. That proves nothing: what has become of it the next list shows.
   * What no list can show counts as done.
   *
   * Errors: `not-found` for an update that this agent was never told.
   */
  async processed(agentId: AgentId, commandId: CommandId): Promise<void> {
    const told = this.#updates.get(commandId)
    if (told?.agentId !== agentId) {
      throw new CodedError('not-found', `agent ${agentId} was never told an update ${commandId}`)
    }
    if (told.confirmedAt !== null || told.outcome !== null) return
    const now = this.#parts.clock.now()
    this.#updates.confirm(commandId, now)
    if (!isUnseen(told.command)) return
    await this.#reports.report(agentId, [{ kind: 'applied', commandId, item: null, calendar: null }])
    this.#updates.settle(commandId, 'applied', now)
  }

  /** What it was told and what became of it, newest first. */
  history(agentId: AgentId, limit: number, offset: number): (ToldUpdate & { body: UpdateBody | null })[] {
    const words = this.#words(agentId)
    return this.#updates
      .page(agentId, limit, offset)
      .map((told) => ({ ...told, body: updateBody(told.command, words) }))
  }

  #words(agentId: AgentId): Words {
    let listing: Listing | undefined
    return {
      zone: this.#zoneOf(agentId),
      calendar: (calendarId) => {
        const nativeId = nativeIdOf(agentId, calendarId)
        const calendar = this.#parts.state.calendars.get(calendarId)
        return { nativeId, name: calendar?.wanted.name ?? nativeId, provider: calendar?.seen.provider ?? 'outlook' }
      },
      providerId: (calendarId: CalendarId, itemId) => {
        listing ??= this.#listings.get(agentId) ?? emptyListing(this.#zoneOf(agentId))
        return listing.items.get(keyOf(nativeIdOf(agentId, calendarId), itemId))?.providerId ?? null
      },
    }
  }

  /** The receipt of a command that there is nothing to tell of. */
  #withoutTelling(command: Command, zone: TimeZoneId, open: readonly ToldUpdate[]): ReportItem | null {
    const { commandId } = command
    if (command.kind === 'event-delete' && command.itemId === null) {
      return { kind: 'applied', commandId, item: null, calendar: null }
    }
    if (command.kind === 'config-change' && command.changes.syncIntervalMinutes === undefined) {
      const detail = 'an agent of this kind cannot switch its sources from here'
      return { kind: 'refused', commandId, code: 'not-supported', detail }
    }
    if (command.kind !== 'event-write' || command.itemId === null) return null
    if (open.some((told) => told.commandId === commandId)) return null
    const copy = this.#parts.state.copies.get(command.calendarId, command.eventId)
    const { shadow, itemId, version, modifiedAt } = copy ?? {}
    if (shadow === undefined || shadow === null || !itemId || version === undefined || version === null) return null
    if (changedFields(shadow, command.event, zone).length > 0) return null
    return {
      kind: 'applied',
      commandId,
      item: { itemId, version, event: shadow, modifiedAt: modifiedAt ?? null },
      calendar: null,
    }
  }
}

/**
 * The agent was told to make the item and has not shown it yet: under which id it knows it nobody can tell. What is
 * wanted of it meanwhile waits, lest it be made twice.
 */
function isWithheld(command: Command, open: readonly ToldUpdate[]): boolean {
  if ((command.kind !== 'event-write' && command.kind !== 'event-delete') || command.itemId !== null) return false
  return open.some(
    ({ command: told }) =>
      told.commandId !== command.commandId &&
      told.kind === 'event-write' &&
      told.itemId === null &&
      told.calendarId === command.calendarId &&
      told.eventId === command.eventId,
  )
}

/** What no list of theirs ever shows. */
function isUnseen(command: Command): boolean {
  switch (command.kind) {
    case 'config-change':
    case 'list-again':
      return true
    case 'calendar-change':
      return command.changes.name === undefined
    case 'event-write':
    case 'event-delete':
    case 'calendar-create':
    case 'calendar-delete':
      return false
    default:
      return command satisfies never
  }
}
