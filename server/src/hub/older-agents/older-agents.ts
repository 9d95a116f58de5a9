import { isKnownZone } from '@chroniton/shared/calendar/zones'
import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import type { Command } from '@chroniton/shared/contract/command'
import { CodedError } from '@chroniton/shared/contract/errors'
import type {
  AgentId,
  BatchId,
  CalendarId,
  CommandId,
  EventId,
  Instant,
  ItemId,
  ListingId,
  Position,
} from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { systemTurns, type Turns } from '../../log/turns.ts'
import type { HubParts } from '../parts.ts'
import { isStorageFailure, storageFailure } from '../../store/failure.ts'
import { checkOwnership } from '../report-items.ts'
import type { OlderAgentInfo, OlderAgentRows, OlderAgentRow } from './agent-rows.ts'
import { changedFields } from './expressible.ts'
import { batchesOf, coverage, intakeOf } from './intake.ts'
import { type ListScanner, printOf } from './list-scanner.ts'
import { emptyListing, keyOf, type Listing, ListingRows, type SettledList } from './listing.ts'
import { FEW_ITEMS, LONG_BYTES, LongLists } from './long-lists.ts'
import { type ReadList, readList } from './read-list.ts'
import { calendarIdOf, nativeIdOf } from './seen-calendar.ts'
import type { TakenList } from './survey.ts'
import { type OlderUpdate, type UpdateBody, updateBody, type Words } from './update.ts'
import { OlderUpdateRows, type ToldUpdate } from './update-rows.ts'
import { verdicts, type Verdict } from './verdicts.ts'

export interface OlderAgentOptions {
  /** Whose clocks naive times are where an agent has no zone of its own. */
  zone: TimeZoneId
  /** Where these agents are set to cut their lists off. */
  cap: number
  /** A fresh random id. */
  newId: () => string
  turns?: Turns
  /** A list that was stored could not be taken in, by a fault of ours: it is dropped, and the next one tells it all. */
  onLost?: (agentId: AgentId, error: unknown) => void
}

/** What an agent says of itself; what it leaves out stays as it was. */
export type Introduction = Partial<Omit<OlderAgentInfo, 'registeredAt' | 'events'>> & { name?: string }

/** A list that is to be taken in. */
interface Taking {
  agentId: AgentId
  list: ListScanner
  before: Listing
  queue: readonly Command[]
  /** What the agent was told before it made the list, and of which nobody knows yet what became. */
  open: ToldUpdate[]
  /** When the list came. */
  now: Instant
}

/** So many updates are told at once; the next poll brings the next. */
const UPDATES_TOLD = 500

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
  readonly #turns: Turns
  readonly #busy = new Map<AgentId, Promise<unknown>>()
  /** The last entry of each agent's reports. */
  readonly #reported = new Map<AgentId, Position>()

  constructor(parts: HubParts, options: OlderAgentOptions) {
    this.#parts = parts
    this.#options = options
    this.#turns = options.turns ?? systemTurns
    const { database } = parts.sources
    this.rows = parts.sources.olderAgents.rows
    this.#listings = new ListingRows(database)
    this.#updates = new OlderUpdateRows(database)
    this.#long = new LongLists(database, this.#turns, {
      take: (agentId) => this.#alone(agentId, () => this.#takeStored(agentId)),
    })
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
    return this.#alone(agentId, async () => {
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
  async take(agentId: AgentId, list: ListScanner): Promise<TakenList> {
    return this.#alone(agentId, async () => {
      await this.#takeStored(agentId)
      await this.#settled(agentId)
      const queue = this.#queue(agentId)
      const open = this.#updates.open(agentId)
      const taken =
        (await this.#takenBefore(agentId, list, queue, open)) ?? (await this.#takeAnew(agentId, list, queue, open))
      const row = this.rows.get(agentId)
      if (row !== undefined) this.rows.put({ ...row, info: { ...row.info, events: taken.events } })
      return taken
    })
  }

  /** Of a list to which nothing was to be said but what was said to it the last time; `null`: it must be read. */
  async #takenBefore(
    agentId: AgentId,
    list: ListScanner,
    queue: readonly Command[],
    open: readonly ToldUpdate[],
  ): Promise<TakenList | null> {
    if (open.length > 0 || queue.some(({ kind }) => kind === 'list-again')) return null
    const last = this.#listings.last(agentId)
    if (last === null || last.zone !== this.zoneOf(agentId)) return null
    const isKnown = (calendar: string) => {
      const known = this.#parts.state.calendars.get(calendarIdOf(agentId, calendar))
      return known?.gone === false && known.listed
    }
    if (!last.calendars.every(isKnown) || !(await list.is(last.print))) return null
    return { events: last.length, skipped: last.skipped, changed: 0 }
  }

  async #takeAnew(
    agentId: AgentId,
    list: ListScanner,
    queue: readonly Command[],
    open: ToldUpdate[],
  ): Promise<TakenList> {
    const before = this.#known(agentId, queue)
    const now = this.#parts.clock.now()
    const stored = open.length === 0 ? await this.#long.put(agentId, list, before, now) : null
    return stored ?? this.#takeIn({ agentId, list, before, queue, open, now })
  }

  /** No update was open when a list was stored, and what was told since it cannot show. */
  async #takeStored(agentId: AgentId): Promise<void> {
    const stored = await this.#long.get(agentId)
    if (stored === null) return
    try {
      await this.#settled(agentId)
      const queue = this.#queue(agentId)
      const before = this.#known(agentId, queue)
      await this.#takeIn({ agentId, list: stored.list, before, queue, open: [], now: stored.receivedAt })
    } catch (error) {
      const failure = storageFailure(error)
      if (isStorageFailure(failure)) throw failure
      this.#long.delete(agentId)
      this.#options.onLost?.(agentId, error)
    }
  }

  /** Reads the list and reports what is new in it. */
  async #takeIn({ agentId, list: scanner, before, queue, open, now }: Taking): Promise<TakenList> {
    const list = await readList(scanner.events(), before, agentId, this.#turns)
    const taken = { events: list.length, skipped: list.skipped, changed: list.changed.size }
    // These agents cannot say that a calendar is empty.
    if (list.length === 0) return taken

    const covered = coverage({ list, cap: this.#options.cap })
    const decided = verdicts(open, list, {
      agentId,
      zone: before.zone,
      covered,
      copyOfItem: (calendarId, itemId) => this.#parts.state.copies.byItem(calendarId, itemId),
      calendar: (calendarId) => this.#parts.state.calendars.get(calendarId),
      isWaiting: (commandId) => queue.some((command) => command.commandId === commandId),
    })
    const intake = intakeOf(
      {
        agentId,
        before,
        list,
        cap: this.#options.cap,
        now: Date.parse(now) / 1000,
        listingId: this.#options.newId() as ListingId,
        calendar: (calendarId) => this.#parts.state.calendars.get(calendarId),
      },
      covered,
      decided,
      queue.flatMap((command) => (command.kind === 'list-again' ? [command.commandId] : [])),
    )
    await this.#report(agentId, intake.items)
    const last = await settledList(scanner, list, intake.after)
    const isNews = !intake.isSame || before.at === 0 || list.changed.size > 0 || last !== null
    this.#parts.sources.database.transaction(() => {
      this.#conclude(decided, now)
      if (isNews) this.#listings.put(agentId, intake.after, last)
      this.#long.delete(agentId)
    })
    if (intake.items.length <= FEW_ITEMS) await this.#settled(agentId)
    return taken
  }

  /** What the agent is to do, oldest first; the same updates, under the same ids, until it confirms them. */
  async updates(agentId: AgentId): Promise<OlderUpdate[]> {
    return this.#alone(agentId, async () => {
      const { database } = this.#parts.sources
      const now = this.#parts.clock.now()
      const open = this.#updates.open(agentId)
      const words = this.#words(agentId)
      const told: { command: Command; timestamp: Instant; body: UpdateBody }[] = []
      const untold: ReportItem[] = []
      for (const { command, queuedAt } of this.#queueRows(agentId)) {
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
      if (untold.length > 0) await this.#report(agentId, untold)
      database.transaction(() => {
        for (const { command } of told) this.#updates.tell(agentId, command, now)
      })
      return told.map(({ command, timestamp, body }) => ({ id: command.commandId, timestamp, ...body }))
    })
  }

  /**
   * The agent says that it has processed the update. That proves nothing: what has become of it the next list shows.
   * What no list can show counts as done.
   *
   * Errors: `not-found` for an update that this agent was never told.
   */
  async processed(agentId: AgentId, commandId: CommandId): Promise<void> {
    await this.#alone(agentId, async () => {
      const told = this.#updates.get(commandId)
      if (told?.agentId !== agentId) {
        throw new CodedError('not-found', `agent ${agentId} was never told an update ${commandId}`)
      }
      if (told.confirmedAt !== null || told.outcome !== null) return
      const now = this.#parts.clock.now()
      this.#updates.confirm(commandId, now)
      if (!isUnseen(told.command)) return
      await this.#report(agentId, [{ kind: 'applied', commandId, item: null, calendar: null }])
      this.#updates.settle(commandId, 'applied', now)
    })
  }

  /** What it was told and what became of it, newest first. */
  history(agentId: AgentId, limit: number, offset: number): (ToldUpdate & { body: UpdateBody | null })[] {
    const words = this.#words(agentId)
    return this.#updates
      .page(agentId, limit, offset)
      .map((told) => ({ ...told, body: updateBody(told.command, words) }))
  }

  /** The last command that waits for the agent. */
  newestCommand(agentId: AgentId): CommandId | null {
    return this.#queue(agentId).at(-1)?.commandId ?? null
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
    await Promise.allSettled(this.#busy.values())
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

  /** One thing at a time for each agent: its reports are numbered. */
  async #alone<Result>(agentId: AgentId, work: () => Promise<Result>): Promise<Result> {
    const before = this.#busy.get(agentId) ?? Promise.resolve()
    const running = before.then(work, work)
    const done = running.catch(() => undefined)
    this.#busy.set(agentId, done)
    try {
      return await running
    } finally {
      if (this.#busy.get(agentId) === done) this.#busy.delete(agentId)
    }
  }

  async #report(agentId: AgentId, items: readonly ReportItem[]): Promise<void> {
    const { log, owners } = this.#parts
    checkOwnership(agentId, [...items], owners)
    let sequence = await log.sequenceOf(agentId)
    const positions = await Promise.all(
      batchesOf(items).map((batch) => {
        sequence++
        const batchId = this.#options.newId() as BatchId
        return log.append({ kind: 'report', agentId, batchId, sequence, items: batch })
      }),
    )
    const last = positions.at(-1)
    if (last !== undefined) this.#reported.set(agentId, last)
  }

  /** Resolves when everything the agent has reported is folded, or left out: then it is asked to list it again. */
  async #settled(agentId: AgentId): Promise<void> {
    const position = this.#reported.get(agentId)
    if (position !== undefined) await this.#parts.reached(position)
  }

  #conclude(decided: readonly Verdict[], now: Instant): void {
    for (const verdict of decided) {
      const { commandId } = verdict.told
      if (verdict.kind === 'open') {
        if (verdict.counts) this.#updates.countList(commandId)
      } else if (verdict.kind === 'dropped') this.#updates.settle(commandId, 'dropped', now)
      else this.#updates.settle(commandId, verdict.receipt.kind, now)
    }
  }

  /** What the last lists held, as far as the engine still knows it and does not ask for it anew. */
  #known(agentId: AgentId, queue: readonly Command[]): Listing {
    const zone = this.zoneOf(agentId)
    const stored = this.#listings.get(agentId)
    if (stored === null) return emptyListing(zone)
    const asked = new Set(
      queue.flatMap((command) => (command.kind === 'list-again' && command.full ? [command.calendarId] : [])),
    )
    const isForgotten = (calendar: string) => {
      const calendarId = calendarIdOf(agentId, calendar)
      return asked.has(null) || asked.has(calendarId) || this.#parts.state.calendars.get(calendarId)?.listed !== true
    }
    const forgotten = new Set([...stored.calendars.keys()].filter(isForgotten))
    if (forgotten.size === 0 && stored.zone === zone) return stored
    const items = [...stored.items].map(([key, item]) => {
      const isKnown = stored.zone === zone && !forgotten.has(item.calendar)
      return [key, isKnown ? item : { ...item, hash: '' }] as const
    })
    return { ...stored, zone, items: new Map(items) }
  }

  #queue(agentId: AgentId): Command[] {
    return this.#queueRows(agentId).map(({ command }) => command)
  }

  #queueRows(agentId: AgentId): { command: Command; queuedAt: Instant }[] {
    const rows = this.#parts.sources.database.sqlite
      .prepare(
        `select json, queued_at as queuedAt from outbox where agent_id = ? and state = 'waiting' order by position`,
      )
      .all(agentId) as { json: string; queuedAt: Instant }[]
    return rows.map(({ json, queuedAt }) => ({ command: JSON.parse(json) as Command, queuedAt }))
  }

  #words(agentId: AgentId): Words {
    let listing: Listing | undefined
    return {
      zone: this.zoneOf(agentId),
      calendar: (calendarId) => {
        const nativeId = nativeIdOf(agentId, calendarId)
        const calendar = this.#parts.state.calendars.get(calendarId)
        return { nativeId, name: calendar?.wanted.name ?? nativeId, provider: calendar?.seen.provider ?? 'outlook' }
      },
      providerId: (calendarId: CalendarId, itemId) => {
        listing ??= this.#listings.get(agentId) ?? emptyListing(this.zoneOf(agentId))
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

/** An event that is read from a file may leave a list, or not come back to it, by its age alone. */
async function settledList(
  scanner: ListScanner,
  list: ReadList,
  { items, zone, calendars }: Listing,
): Promise<SettledList | null> {
  const { text } = scanner
  if (text === null || text.length < LONG_BYTES) return null
  for (const [key, { filedAt }] of items) if (filedAt !== null && !list.present.has(key)) return null
  return {
    print: await printOf(text),
    zone,
    calendars: [...calendars.keys()],
    length: list.length,
    skipped: list.skipped,
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
