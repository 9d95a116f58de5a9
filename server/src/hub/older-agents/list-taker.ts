import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import type { Command } from '@chroniton/shared/contract/command'
import type { AgentId, Instant, ListingId } from '@chroniton/shared/contract/ids'
import type { Turns } from '../../log/turns.ts'
import { isStorageFailure, storageFailure } from '../../store/failure.ts'
import type { HubParts } from '../parts.ts'
import type { OlderAgentRows } from './agent-rows.ts'
import { coverage, intakeOf } from './intake.ts'
import { type ListScanner, printOf } from './list-scanner.ts'
import { emptyListing, type Listing, type ListingRows, type SettledList } from './listing.ts'
import { FEW_ITEMS, LONG_BYTES, type LongLists } from './long-lists.ts'
import { type ReadList, readList } from './read-list.ts'
import type { ReportStream } from './report-stream.ts'
import { calendarIdOf } from './seen-calendar.ts'
import type { TakenList } from './survey.ts'
import type { OlderUpdateRows, ToldUpdate } from './update-rows.ts'
import { verdicts, type Verdict } from './verdicts.ts'
import { waitingCommands } from './waiting-commands.ts'

export interface ListTakerOptions {
  /** Where these agents are set to cut their lists off. */
  cap: number
  /** A fresh random id. */
  newId: () => string
  /** A list that was stored could not be taken in, by a fault of ours: it is dropped, and the next one tells it all. */
  onLost?: (agentId: AgentId, error: unknown) => void
}

export interface ListTakerParts {
  parts: HubParts
  reports: ReportStream
  rows: OlderAgentRows
  listings: ListingRows
  updates: OlderUpdateRows
  long: LongLists
  turns: Turns
  zoneOf: (agentId: AgentId) => TimeZoneId
}

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

/** Makes the lists of agents into reports; the caller sees to it that one thing goes at a time for each. */
export class ListTaker {
  readonly #parts: HubParts
  readonly #reports: ReportStream
  readonly #listings: ListingRows
  readonly #updates: OlderUpdateRows
  readonly #zoneOf: (agentId: AgentId) => TimeZoneId
  readonly #rows: OlderAgentRows
  readonly #long: LongLists
  readonly #turns: Turns
  readonly #options: ListTakerOptions

  constructor(own: ListTakerParts, options: ListTakerOptions) {
    this.#parts = own.parts
    this.#reports = own.reports
    this.#rows = own.rows
    this.#listings = own.listings
    this.#updates = own.updates
    this.#long = own.long
    this.#turns = own.turns
    this.#zoneOf = own.zoneOf
    this.#options = options
  }

  /**
   * Takes a list in as the agent's present view of the calendars that occur in it. Resolves when everything in it is
   * durable: in the log, or, where a long list holds much that is new, as it came, to be read later and before
   * whatever this agent tells next.
   *
   * Errors: `invalid-input` when an event of it is no JSON; nothing of the list is taken then.
   */
  async take(agentId: AgentId, list: ListScanner): Promise<TakenList> {
    await this.takeStored(agentId)
    await this.#reports.settled(agentId)
    const queue = this.#queue(agentId)
    const open = this.#updates.open(agentId)
    const taken =
      (await this.#takenBefore(agentId, list, queue, open)) ?? (await this.#takeAnew(agentId, list, queue, open))
    const row = this.#rows.get(agentId)
    if (row !== undefined) this.#rows.put({ ...row, info: { ...row.info, events: taken.events } })
    return taken
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
    if (last === null || last.zone !== this.#zoneOf(agentId)) return null
    const isKnown = (calendar: string) => {
      const known = this.#parts.state.calendars.get(calendarIdOf(agentId, calendar))
      return known?.gone === false && known.listed
    }
    if (!last.calendars.every(isKnown) || !(await list.is(last.print, this.#turns))) return null
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
  async takeStored(agentId: AgentId): Promise<void> {
    const stored = await this.#long.get(agentId)
    if (stored === null) return
    try {
      await this.#reports.settled(agentId)
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
    const intake = await intakeOf(
      {
        agentId,
        before,
        list,
        cap: this.#options.cap,
        now: Date.parse(now) / 1000,
        listingId: this.#options.newId() as ListingId,
        calendar: (calendarId) => this.#parts.state.calendars.get(calendarId),
        turns: this.#turns,
      },
      covered,
      decided,
      queue.flatMap((command) => (command.kind === 'list-again' ? [command.commandId] : [])),
    )
    await this.#reports.report(agentId, intake.items)
    const last = await settledList(scanner, list, intake.after, this.#turns)
    const isNews = !intake.isSame || before.at === 0 || list.changed.size > 0 || last !== null
    const { database } = this.#parts.sources
    database.transaction(() => {
      this.#conclude(decided, now)
      if (isNews) this.#listings.put(agentId, intake.after, last)
      this.#long.delete(agentId)
    }, 'soon')
    await database.flushed()
    if (intake.items.length <= FEW_ITEMS) await this.#reports.settled(agentId)
    return taken
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
    const zone = this.#zoneOf(agentId)
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
    return waitingCommands(this.#parts.sources.database, agentId).map(({ command }) => command)
  }
}

/** An event that is read from a file may leave a list, or not come back to it, by its age alone. */
async function settledList(
  scanner: ListScanner,
  list: ReadList,
  { items, zone, calendars }: Listing,
  turns: Turns,
): Promise<SettledList | null> {
  const { text } = scanner
  if (text === null || text.length < LONG_BYTES) return null
  for (const [key, { filedAt }] of items) if (filedAt !== null && !list.present.has(key)) return null
  return {
    print: await printOf(text, turns),
    zone,
    calendars: [...calendars.keys()],
    length: list.length,
    skipped: list.skipped,
  }
}
