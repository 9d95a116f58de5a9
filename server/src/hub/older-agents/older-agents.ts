import { isKnownZone } from '@chroniton/shared/calendar/zones'
import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId, CommandId, EventId, Instant, ItemId } from '@chroniton/shared/contract/ids'
import { systemTurns, type Turns } from '../../log/turns.ts'
import type { HubParts } from '../parts.ts'
import type { OlderAgentInfo, OlderAgentRows, OlderAgentRow } from './agent-rows.ts'
import { Lanes } from './lanes.ts'
import type { ListScanner } from './list-scanner.ts'
import { ListTaker, type ListTakerOptions } from './list-taker.ts'
import { ListingRows } from './listing.ts'
import { LongLists } from './long-lists.ts'
import { ReportStream } from './report-stream.ts'
import type { TakenList } from './survey.ts'
import type { OlderUpdate, UpdateBody } from './update.ts'
import { OlderUpdateRows, type ToldUpdate } from './update-rows.ts'
import { UpdateTeller } from './update-teller.ts'
import { waitingCommands } from './waiting-commands.ts'

export interface OlderAgentOptions extends ListTakerOptions {
  /** Whose clocks naive times are where an agent has no zone of its own. */
  zone: TimeZoneId
  turns?: Turns
}

/** What an agent says of itself; what it leaves out stays as it was. */
export type Introduction = Partial<Omit<OlderAgentInfo, 'registeredAt' | 'events'>> & { name?: string }

/**
 * The agents of the original system, which poll over HTTP. Their lists become reports in the log like any other
 * agent's, and the commands of the outbox become the updates that they know.
 */
export class OlderAgents {
  readonly rows: OlderAgentRows
  readonly #timers = new Map<AgentId, () => void>()
  readonly #parts: HubParts
  readonly #options: OlderAgentOptions
  readonly #listings: ListingRows
  readonly #updates: OlderUpdateRows
  readonly #long: LongLists
  readonly #lanes = new Lanes()
  readonly #lists: ListTaker
  readonly #teller: UpdateTeller

  constructor(parts: HubParts, options: OlderAgentOptions) {
    this.#parts = parts
    this.#options = options
    const turns = options.turns ?? systemTurns
    const { database } = parts.sources
    this.rows = parts.sources.olderAgents.rows
    this.#listings = new ListingRows(database)
    this.#updates = new OlderUpdateRows(database)
    this.#long = new LongLists(database, turns, {
      take: (agentId) => this.#lanes.alone(agentId, () => this.#lists.takeStored(agentId)),
    })
    const reports = new ReportStream(parts, options.newId, turns)
    const own = {
      parts,
      reports,
      rows: this.rows,
      listings: this.#listings,
      updates: this.#updates,
      long: this.#long,
      turns,
      zoneOf: (agentId: AgentId) => this.zoneOf(agentId),
    }
    this.#lists = new ListTaker(own, options)
    this.#teller = new UpdateTeller(own)
  }

  /** Goes on with the lists that were stored before the hub ended. */
  resume(): void {
    this.#long.readAll()
  }

  /** One that the hub knows and that a person has not removed. */
  isKnown(agentId: AgentId): boolean {
    return this.#parts.state.agents.get(agentId)?.removed === false
  }

  /** Whether an agent of this id ever spoke here, or was removed since. */
  wasRemoved(agentId: AgentId): boolean {
    return this.#parts.state.agents.get(agentId)?.removed === true
  }

  /**
   * Makes the agent known, or known anew after it was removed.
   *
   * Errors: `conflict` when an agent of that id is connected over the socket; `invalid-input` for a zone nobody knows.
   */
  async register(agentId: AgentId, said: Introduction, withoutCredential: boolean): Promise<OlderAgentRow> {
    this.#refuseSocketAgent(agentId)
    return this.#lanes.alone(agentId, async () => {
      if (!this.isKnown(agentId)) {
        const decision = { kind: 'agent-add', agentId, name: said.name ?? agentId } as const
        await this.#parts.notesOf(await this.#parts.log.append({ kind: 'decision', by: agentId, decision }))
      }
      return this.#sighted(agentId, said, withoutCredential)
    })
  }

  /** It is there now. */
  sighted(agentId: AgentId, said: Introduction, withoutCredential: boolean): OlderAgentRow {
    this.#refuseSocketAgent(agentId)
    return this.#sighted(agentId, said, withoutCredential)
  }

  /**
   * Takes a list in as the agent's present view of the calendars that occur in it. Resolves when everything in it is
   * durable: in the log, or, where a long list holds much that is new, as it came, to be read later and before
   * whatever this agent tells next.
   *
   * Errors: `invalid-input` when an event of it is no JSON; nothing of the list is taken then.
   */
  take(agentId: AgentId, list: ListScanner): Promise<TakenList> {
    return this.#lanes.alone(agentId, () => this.#lists.take(agentId, list))
  }

  /** What the agent is to do, oldest first; the same updates, under the same ids, until it confirms them. */
  updates(agentId: AgentId): Promise<OlderUpdate[]> {
    return this.#lanes.alone(agentId, () => this.#teller.updates(agentId))
  }

  /**
   * The agent says that it has processed the update. That proves nothing: what has become of it the next list shows.
   * What no list can show counts as done.
   *
   * Errors: `not-found` for an update that this agent was never told.
   */
  processed(agentId: AgentId, commandId: CommandId): Promise<void> {
    return this.#lanes.alone(agentId, () => this.#teller.processed(agentId, commandId))
  }

  /** What it was told and what became of it, newest first. */
  history(agentId: AgentId, limit: number, offset: number): (ToldUpdate & { body: UpdateBody | null })[] {
    return this.#teller.history(agentId, limit, offset)
  }

  /** The last command that waits for the agent. */
  newestCommand(agentId: AgentId): CommandId | null {
    return waitingCommands(this.#parts.sources.database, agentId).at(-1)?.command.commandId ?? null
  }

  /** The event whose copy the item is; one that has gone counts no more. */
  eventAt(calendarId: CalendarId, itemId: ItemId): EventId | null {
    const copy = this.#parts.state.copies.byItem(calendarId, itemId)
    return copy === undefined || copy.gone !== null ? null : copy.eventId
  }

  /** The zone by whose clocks the agent's naive times are read. */
  zoneOf(agentId: AgentId): TimeZoneId {
    return this.rows.get(agentId)?.info.timeZone ?? this.#options.zone
  }

  /** The agent is gone, or is to tell everything anew. */
  forget(agentId: AgentId): void {
    this.#listings.delete(agentId)
    this.#long.delete(agentId)
    this.#updates.forget(agentId)
  }

  /** The agent was removed from the hub. */
  removed(agentId: AgentId): void {
    this.forget(agentId)
    this.rows.delete(agentId)
  }

  /** Drops what is known of updates that were settled before the instant; how many. */
  trim(before: Instant): number {
    return this.#updates.trim(before)
  }

  /** Resolves when nothing is under way and no list waits to be read. */
  async idle(): Promise<void> {
    await this.#lanes.idle()
    await this.#long.idle()
  }

  /** Resolves when nothing is under way; lists that still wait are read after the next start. */
  async stop(): Promise<void> {
    this.#long.stop()
    await this.idle()
  }

  #refuseSocketAgent(agentId: AgentId): void {
    if (this.#parts.presence.of(agentId) === null) return
    throw new CodedError('conflict', `agent ${agentId} is connected over the socket; choose another id for this one`)
  }

  #sighted(agentId: AgentId, said: Introduction, withoutCredential: boolean): OlderAgentRow {
    const { name: _name, ...about } = said
    if (about.timeZone !== undefined && about.timeZone !== null && !isKnownZone(about.timeZone)) {
      throw new CodedError('invalid-input', `timezone: nobody knows "${about.timeZone.slice(0, 100)}"`)
    }
    const now = this.#parts.clock.now()
    const known = this.rows.get(agentId)?.info
    const info: OlderAgentInfo = {
      environment: '',
      agentType: '',
      intervalMinutes: null,
      timeZone: null,
      registeredAt: now,
      events: 0,
      status: 'active',
      ...known,
      ...about,
    }
    const row: OlderAgentRow = { agentId, lastSeenAt: now, withoutCredential, info }
    this.rows.put(row)
    const { clock, live } = this.#parts
    live.presenceChanged()
    this.#timers.get(agentId)?.()
    this.#timers.set(
      agentId,
      clock.after(this.#parts.sources.olderAgents.timeoutMs, () => live.presenceChanged()),
    )
    return row
  }
}
