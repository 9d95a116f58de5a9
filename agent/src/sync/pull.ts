import { CodedError } from '@chroniton/shared/contract/errors'
import { ListingId, type ItemId, type ItemVersion } from '@chroniton/shared/contract/ids'
import type { EventGone, ListingComplete } from '@chroniton/shared/contract/observation'
import type { JournalCalendar } from '../journal/calendar-table.ts'
import type { JournalItem } from '../journal/item-table.ts'
import type { Journal } from '../journal/journal.ts'
import type { Machine } from '../ports.ts'
import type { FailedItem, KnownItems, ProviderItem, Source } from '../providers/provider.ts'
import { tell, toldHash, type Told } from './observation.ts'

export interface PullDeps {
  journal: Journal
  source: Source
  machine: Machine
  onProgress(done: number, total: number | null): void
  /** Called with every step: the provider is alive. */
  onStep(): void
}

/** What one run told the hub. */
export interface Pulled {
  seen: number
  failed: number
  gone: number
}

/**
 * So long after an item was written or read by itself a listing may be from before that: some servers answer it from a
 * replica that lags behind. What it says otherwise is read by itself before it is believed.
 */
const DOUBTED_MS = 15 * 60_000
const READ_AT_ONCE = 50

/** How much is written in one transaction: some milliseconds, so that nothing else waits long. */
const CHUNK = { items: 200, characters: 512 * 1024 }

/**
 * One run over a calendar, from the provider into the spool. The caller keeps writes to the calendar away meanwhile.
 *
 * Where a full listing is due, every item is told under its listing id, whatever the journal knows; one that was
 * interrupted goes on under the same id with what it has not told yet.
 */
export async function pull(calendar: JournalCalendar, deps: PullDeps, signal: AbortSignal): Promise<Pulled> {
  const { journal, source } = deps
  const run = new PullRun(calendar, deps)
  const cursor = calendar.fullDue ? null : calendar.cursor
  let count = 0
  for await (const step of source.changes(calendar.nativeId, cursor, run.known, signal)) {
    signal.throwIfAborted()
    // These come many at a time, from one answer.
    if (step.kind !== 'same' || count++ % 100 === 0) deps.onStep()
    switch (step.kind) {
      case 'item':
      case 'failed':
        run.item(step)
        break
      case 'same':
        run.same(step.itemId)
        break
      case 'gone':
        run.gone(step.itemId)
        break
      case 'progress':
        deps.onProgress(step.done, step.total)
        break
      case 'end':
        await run.resolveDoubts(step.complete, signal)
        return run.end(step.cursor, step.complete)
      default:
        step satisfies never
    }
  }
  throw new Error(`the run over ${calendar.nativeId} of ${journal.path} ended without its last step`)
}

type Change =
  | { kind: 'put'; told: Told }
  | { kind: 'touch'; item: ProviderItem | FailedItem }
  | { kind: 'gone'; itemId: ItemId }

class PullRun {
  readonly known: KnownItems
  readonly #calendar: JournalCalendar
  readonly #deps: PullDeps
  readonly #listing: { number: number; id: ListingId | null }
  readonly #named = new Set<ItemId>()
  readonly #pulled: Pulled = { seen: 0, failed: 0, gone: 0 }
  /** The journal does not know them. A provider asks for an item more than once in a run. */
  readonly #unknown = new Set<ItemId>()
  /** What this listing may still not know of. */
  readonly #settled: Set<ItemId>
  readonly #doubted = new Set<ItemId>()
  #changes: Change[] = []
  #changing = new Set<ItemId>()
  #characters = 0

  constructor(calendar: JournalCalendar, deps: PullDeps) {
    this.#calendar = calendar
    this.#deps = deps
    this.#listing = calendar.fullDue ? this.#fullListing() : { number: 0, id: null }
    this.#settled = deps.journal.settled.since(calendar.number, deps.machine.clock.now() - DOUBTED_MS)
    this.known = {
      version: (itemId) => {
        if (!calendar.fullDue) return this.#version(itemId)
        const row = this.#row(itemId)
        return row && this.#isTold(row) ? row.version : undefined
      },
    }
  }

  item(item: ProviderItem | FailedItem): void {
    this.#named.add(item.itemId)
    const row = this.#row(item.itemId)
    const hash = toldHash(item)
    if (row?.hash === hash && this.#isTold(row)) {
      if (row.version !== item.version) this.#change(item.itemId, { kind: 'touch', item }, 0)
      return
    }
    if (row?.hash !== hash && this.#doubts(item.itemId)) return
    const told = tell(this.#calendar.calendarId, item, this.#listing.id, hash)
    this.#pulled[item.kind === 'item' ? 'seen' : 'failed']++
    this.#change(item.itemId, { kind: 'put', told }, told.json.length)
  }

  same(itemId: ItemId): void {
    this.#named.add(itemId)
  }

  gone(itemId: ItemId): void {
    this.#named.delete(itemId)
    // What the hub was never told of, or has had deleted itself, it need not hear of.
    if (!this.#row(itemId) || this.#doubts(itemId)) return
    this.#pulled.gone++
    this.#change(itemId, { kind: 'gone', itemId }, 0)
  }

  /** Reads what this listing says otherwise than is known from a short while ago: that is believed. */
  async resolveDoubts(complete: boolean, signal: AbortSignal): Promise<void> {
    const { journal, source, onStep } = this.#deps
    const { number, nativeId } = this.#calendar
    this.#flush()
    if (complete) {
      for (const itemId of this.#settled) {
        if (!this.#named.has(itemId) && journal.items.get(number, itemId)) this.#doubted.add(itemId)
      }
    }
    const doubted = [...this.#doubted]
    for (let first = 0; first < doubted.length; first += READ_AT_ONCE) {
      const itemIds = doubted.slice(first, first + READ_AT_ONCE)
      const items = await source.read(nativeId, itemIds, signal)
      onStep()
      for (const itemId of itemIds) this.#settled.delete(itemId)
      const missing = new Set(itemIds)
      for (const item of items) {
        missing.delete(item.itemId)
        this.item(item)
      }
      for (const itemId of missing) this.gone(itemId)
    }
  }

  end(cursor: string | null, complete: boolean): Pulled {
    const { journal, machine } = this.#deps
    const { number, calendarId, fullDue } = this.#calendar
    this.#flush()
    const absent = complete ? [...journal.items.ids(number)].filter((itemId) => !this.#named.has(itemId)) : []
    journal.transaction(() => {
      this.#checkStanding()
      for (const itemId of absent) this.#forget(itemId)
      if (fullDue && complete) {
        const listed: ListingComplete = {
          kind: 'listing-complete',
          calendarId,
          listingId: this.#listing.id!,
          count: this.#named.size,
        }
        journal.spool.append(JSON.stringify(listed))
      }
      const now = machine.clock.now()
      journal.settled.forget(number, now - DOUBTED_MS)
      journal.calendars.endRun(number, cursor, now)
    })
    this.#pulled.gone += absent.length
    return this.#pulled
  }

  /** The listing under way, or a new one. */
  #fullListing(): { number: number; id: ListingId } {
    const { journal, machine } = this.#deps
    const { number, listing, listingId } = this.#calendar
    if (listingId !== null) return { number: listing, id: listingId }
    const id = ListingId.parse(machine.random.id())
    journal.transaction(() => journal.calendars.beginListing(number, id))
    return { number: listing + 1, id }
  }

  #doubts(itemId: ItemId): boolean {
    if (!this.#settled.has(itemId)) return false
    this.#doubted.add(itemId)
    return true
  }

  /** In a full listing only what was told under its id counts. */
  #isTold(row: JournalItem): boolean {
    return !this.#calendar.fullDue || row.listing === this.#listing.number
  }

  #row(itemId: ItemId): JournalItem | undefined {
    return this.#ask(itemId, (number) => this.#deps.journal.items.get(number, itemId))
  }

  #version(itemId: ItemId): ItemVersion | undefined {
    return this.#ask(itemId, (number) => this.#deps.journal.items.version(number, itemId))
  }

  #ask<Answer>(itemId: ItemId, ask: (number: number) => Answer | undefined): Answer | undefined {
    // A provider may name an item twice in one run: the second time builds on the first.
    if (this.#changing.has(itemId)) this.#flush()
    if (this.#unknown.has(itemId)) return undefined
    const answer = ask(this.#calendar.number)
    if (answer === undefined) this.#unknown.add(itemId)
    return answer
  }

  #change(itemId: ItemId, change: Change, characters: number): void {
    this.#changes.push(change)
    this.#changing.add(itemId)
    this.#unknown.delete(itemId)
    this.#characters += characters
    if (this.#changes.length >= CHUNK.items || this.#characters >= CHUNK.characters) this.#flush()
  }

  #flush(): void {
    if (this.#changes.length === 0) return
    const { journal, machine } = this.#deps
    const { number } = this.#calendar
    const now = machine.clock.now()
    const changes = this.#changes
    this.#changes = []
    this.#changing = new Set()
    this.#characters = 0
    journal.transaction(() => {
      this.#checkStanding()
      for (const change of changes) {
        switch (change.kind) {
          case 'put':
            journal.spool.append(change.told.json)
            journal.items.put(number, { ...change.told.row, listing: this.#listing.number })
            this.#settle(change.told.row.itemId, now)
            break
          case 'touch':
            journal.items.touch(number, change.item.itemId, change.item.version)
            break
          case 'gone':
            this.#forget(change.itemId)
            this.#settle(change.itemId, now)
            break
          default:
            change satisfies never
        }
      }
    })
  }

  /** The next listing may be from before it was read as well. */
  #settle(itemId: ItemId, now: number): void {
    if (this.#doubted.has(itemId)) this.#deps.journal.settled.note(this.#calendar.number, itemId, now)
  }

  /**
   * When everything is to be told again, what this run has told before does not count any more: to complete its
   * listing would make those items look deleted.
   */
  #checkStanding(): void {
    const present = this.#deps.journal.calendars.get(this.#calendar.calendarId)
    const stands =
      present?.fullDue === this.#calendar.fullDue && (!present.fullDue || present.listingId === this.#listing.id)
    if (!stands) throw new CodedError('conflict', 'a new listing was demanded meanwhile')
  }

  #forget(itemId: ItemId): void {
    const { journal } = this.#deps
    const gone: EventGone = { kind: 'event-gone', calendarId: this.#calendar.calendarId, itemId }
    journal.spool.append(JSON.stringify(gone))
    journal.items.remove(this.#calendar.number, itemId)
  }
}
