import type { CalendarEvent, PatchObject } from '@chroniton/shared/calendar/event'
import { parseLocal, printLocal } from '@chroniton/shared/calendar/local-time'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { apply } from '@chroniton/shared/calendar/patch'
import type { SeenCalendar } from '@chroniton/shared/contract/calendar'
import type { Command, EventDelete, EventWrite } from '@chroniton/shared/contract/command'
import type { Decision } from '@chroniton/shared/contract/decision'
import type { Entry, EntryBody } from '@chroniton/shared/contract/entry'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type {
  AgentId,
  BatchId,
  CalendarId,
  EventId,
  Instant,
  ItemId,
  ItemVersion,
  ListingId,
  Position,
} from '@chroniton/shared/contract/ids'
import type { EventSeen } from '@chroniton/shared/contract/observation'
import type { ReportItem } from '@chroniton/shared/contract/report'
import type { Route } from '@chroniton/shared/contract/route'
import type { Outcome } from '../effect.ts'
import { fold } from '../fold.ts'
import { memoryState } from '../memory-state.ts'
import type { CopyRecord, EventRecord } from '../records.ts'
import type { State } from '../state.ts'
import { id, sampleCalendar, sampleEvent, sampleRoute } from './samples.ts'

const START = parseLocal('2026-03-01T12:00:00')!

interface HeldItem {
  event: CalendarEvent
  version: ItemVersion
  mark: EventId | null
  modifiedAt: Instant | null
}

/** A calendar at its provider. */
export interface FakeCalendar {
  seen: SeenCalendar
  agentId: AgentId
  items: Map<ItemId, HeldItem>
  /** What the provider makes of an event it is given. */
  holds: (event: CalendarEvent) => CalendarEvent
  /** Whether that is less than it was given. */
  loses: boolean
  /** Whether it tells when an item was changed. */
  tellsTime: boolean
}

/** A hub with its log, and calendars whose agents do at once and rightly what they are told. */
export class World {
  state: State
  entries: Entry[] = []
  readonly calendars = new Map<CalendarId, FakeCalendar>()
  /** Commands that are not settled, in the order they were sent. */
  readonly queue = new Map<string, { agentId: AgentId; command: Command; parked: boolean }>()
  readonly #sequences = new Map<AgentId, number>()
  #versions = 0
  #items = 0
  #listings = 0
  #clock = 0
  #hub = 0
  /** Every command ever sent. */
  readonly sent: Command[] = []

  constructor(state: State = memoryState()) {
    this.state = state
  }

  get now(): Instant {
    return `${printLocal(START + this.#clock)}.000Z` as Instant
  }

  passMinutes(minutes: number): void {
    this.#clock += minutes * 60
  }

  fold(body: EntryBody): Outcome {
    this.#clock++
    const position = (this.entries.length + 1) as Position
    const entry: Entry = {
      position,
      acceptedAt: this.now,
      seed: `${this.#hub === 0 ? '' : `h${this.#hub}`}s${position}`,
      body,
    }
    this.entries.push(entry)
    const outcome = fold(this.state, entry)
    for (const effect of outcome.effects) {
      if (effect.kind === 'send') {
        const { agentId, command } = effect
        this.queue.set(command.commandId, { agentId, command, parked: false })
        this.sent.push(command)
      } else if (effect.kind === 'settle') {
        this.queue.delete(effect.commandId)
      } else {
        const row = this.queue.get(effect.commandId)
        if (row !== undefined) row.parked = true
      }
    }
    return outcome
  }

  report(agentId: string, ...items: ReportItem[]): Outcome {
    const agent = id.agent(agentId)
    const sequence = (this.#sequences.get(agent) ?? 0) + 1
    this.#sequences.set(agent, sequence)
    return this.fold({ kind: 'report', agentId: agent, batchId: `b${sequence}` as BatchId, sequence, items })
  }

  decide(decision: Decision, by = 'Ada'): Outcome {
    return this.fold({ kind: 'decision', by, decision })
  }

  /** A calendar that is there, shown and listed while it is empty. */
  add(name: string, changes: Partial<SeenCalendar> = {}, agentId = `agent-${name}`): FakeCalendar {
    const calendar = this.addUnseen(name, changes, agentId)
    this.report(calendar.agentId, { kind: 'calendar-seen', calendar: calendar.seen })
    this.list(name)
    return calendar
  }

  addUnseen(name: string, changes: Partial<SeenCalendar> = {}, agentId = `agent-${name}`): FakeCalendar {
    const seen = sampleCalendar(name, agentId, changes)
    const calendar: FakeCalendar = {
      seen,
      agentId: id.agent(agentId),
      items: new Map(),
      holds: (event) => event,
      loses: false,
      tellsTime: false,
    }
    this.calendars.set(seen.calendarId, calendar)
    return calendar
  }

  route(from: string, to: string, changes: Partial<Route> = {}): Route {
    const { id: _id, ...route } = sampleRoute(from, to, changes)
    this.decide({ kind: 'route-add', route })
    return this.state.routes.all().find((row) => row.from === from && row.to === to)!
  }

  /** The hub has lost its database; its agents report everything to a new one. */
  loseHub(state: State = memoryState()): void {
    const routes = this.state.routes.all()
    const settings = this.state.settings.get()
    this.state = state
    this.entries = []
    this.#hub++
    this.queue.clear()
    this.#sequences.clear()
    this.decide({ kind: 'settings-change', changes: { ...settings, destination: null } })
    for (const { agentId, seen } of this.calendars.values()) {
      this.report(agentId, { kind: 'calendar-seen', calendar: seen })
    }
    for (const { id: _id, ...route } of routes) this.decide({ kind: 'route-add', route })
  }

  calendar(name: string): FakeCalendar {
    return this.calendars.get(id.calendar(name))!
  }

  // What people do

  /** A person makes an event; its agent reports it. */
  create(name: string, event: CalendarEvent = sampleEvent(), itemId?: string): ItemId {
    const made = this.make(name, event, itemId)
    this.show(name, made)
    return made
  }

  /** As `create`, before the agent has noticed. */
  make(name: string, event: CalendarEvent = sampleEvent(), itemId?: string): ItemId {
    const item = id.item(itemId ?? `item-${++this.#items}`)
    this.#put(name, item, normalise(event), null)
    return item
  }

  edit(name: string, itemId: ItemId, patch: PatchObject): void {
    this.touch(name, itemId, patch)
    this.show(name, itemId)
  }

  /** As `edit`, before the agent has noticed. */
  touch(name: string, itemId: ItemId, patch: PatchObject = {}): void {
    const held = this.held(name, itemId)
    this.#put(name, itemId, normalise(apply(held.event, patch)), held.mark)
  }

  remove(name: string, ...itemIds: ItemId[]): Outcome {
    for (const itemId of itemIds) this.calendar(name).items.delete(itemId)
    const { agentId, seen } = this.calendar(name)
    return this.report(
      agentId,
      ...itemIds.map((itemId) => ({ kind: 'event-gone', calendarId: seen.calendarId, itemId }) as const),
    )
  }

  #put(name: string, itemId: ItemId, event: CalendarEvent, mark: EventId | null): void {
    const calendar = this.calendar(name)
    this.#clock++
    const modifiedAt = calendar.tellsTime ? this.now : null
    calendar.items.set(itemId, { event, version: id.version(`v${++this.#versions}`), mark, modifiedAt })
  }

  held(name: string, itemId: ItemId): HeldItem {
    const held = this.calendar(name).items.get(itemId)
    if (held === undefined) throw new Error(`${name} has no item ${itemId}`)
    return held
  }

  // What agents do

  sight(name: string, itemId: ItemId, changes: Partial<EventSeen> = {}): EventSeen {
    const { event, version, mark, modifiedAt } = this.held(name, itemId)
    const { calendarId } = this.calendar(name).seen
    const item = { itemId, version, event, mark, modifiedAt, listingId: null }
    return { kind: 'event-seen', calendarId, ...item, ...changes }
  }

  show(name: string, ...itemIds: ItemId[]): Outcome {
    return this.report(this.calendar(name).agentId, ...itemIds.map((itemId) => this.sight(name, itemId)))
  }

  /** A whole listing. */
  list(name: string): Outcome {
    const { agentId, items, seen } = this.calendar(name)
    const listingId = `l${++this.#listings}` as ListingId
    const sights = [...items.keys()].map((itemId) => this.sight(name, itemId, { listingId }))
    const { calendarId } = seen
    const end = { kind: 'listing-complete', calendarId, listingId, count: items.size } as const
    return this.report(agentId, { kind: 'calendar-seen', calendar: seen }, ...sights, end)
  }

  listAll(): Outcome[] {
    return [...this.calendars.keys()].map((name) => this.list(name))
  }

  /** Everything that waits is done, and what that causes, until nothing waits. */
  settle(): void {
    for (let round = 0; round < 100; round++) {
      const waiting = [...this.queue.values()].filter((row) => !row.parked)
      if (waiting.length === 0) return
      for (const { command } of waiting) if (this.queue.has(command.commandId)) this.perform(command)
    }
    throw new Error('the commands never come to an end')
  }

  /** The agent does what the command says and reports what became of it. */
  perform(command: Command): void {
    const agentId = this.#agentOf(command)
    switch (command.kind) {
      case 'event-write':
        return this.#write(agentId, command)
      case 'event-delete':
        return this.#delete(agentId, command)
      case 'calendar-change': {
        const calendar = this.calendars.get(command.calendarId)!
        calendar.seen = { ...calendar.seen, metadata: { ...calendar.seen.metadata, ...command.changes } }
        return this.#applied(command, { calendar: calendar.seen })
      }
      case 'calendar-create': {
        const { metadata, sourceId } = command
        const name = `${sourceId}/${metadata.name}`
        const known = this.calendars.get(id.calendar(name))
        const calendar = known ?? this.addUnseen(name, { metadata, sourceId }, agentId)
        this.#applied(command, { calendar: calendar.seen })
        if (known === undefined) this.list(name)
        return
      }
      case 'calendar-delete':
        this.calendars.delete(command.calendarId)
        return this.#applied(command)
      case 'list-again':
        this.#applied(command)
        for (const [name, calendar] of this.calendars) {
          if (calendar.agentId === agentId && (command.calendarId ?? name) === name) this.list(name)
        }
        return
      case 'config-change':
        return this.#applied(command)
    }
  }

  refuse(command: Command, code: ErrorCode): Outcome {
    const { commandId } = command
    return this.report(this.#agentOf(command), { kind: 'refused', commandId, code, detail: 'as the test says' })
  }

  /** The row may be gone: an agent also does what was taken back after it had it. */
  #agentOf(command: Command): AgentId {
    const row = this.queue.get(command.commandId)
    if (row !== undefined) return row.agentId
    return this.calendars.get((command as { calendarId: CalendarId }).calendarId)!.agentId
  }

  #write(agentId: AgentId, command: EventWrite): void {
    const { calendarId, commandId } = command
    const { items, holds } = this.calendars.get(calendarId)!
    const found = command.itemId === null ? this.#markedItem(calendarId, command.eventId) : command.itemId
    const held = found === null ? undefined : items.get(found)
    if (command.itemId !== null && held === undefined) return void this.refuse(command, 'item-not-found')
    if (held !== undefined && held.version !== command.expectedVersion) {
      const sight = this.sight(calendarId, found!)
      const refused = { kind: 'refused', commandId, code: 'version-mismatch', detail: held.version } as const
      return void this.report(agentId, sight, refused)
    }
    const itemId = found ?? id.item(`made-${++this.#items}`)
    const mark = command.role === 'original' ? (held?.mark ?? null) : command.eventId
    this.#put(calendarId, itemId, normalise(holds(command.event)), mark)
    this.#applied(command, { item: { itemId, ...this.held(calendarId, itemId) } })
  }

  #delete(agentId: AgentId, command: EventDelete): void {
    const { calendarId, commandId } = command
    const { items } = this.calendars.get(calendarId)!
    const itemId = command.itemId ?? this.#markedItem(calendarId, command.eventId)
    const held = itemId === null ? undefined : items.get(itemId)
    if (held !== undefined && command.itemId !== null && held.version !== command.expectedVersion) {
      const refused = { kind: 'refused', commandId, code: 'version-mismatch', detail: held.version } as const
      return void this.report(agentId, this.sight(calendarId, command.itemId), refused)
    }
    if (itemId !== null) items.delete(itemId)
    this.#applied(command)
  }

  #markedItem(calendarId: CalendarId, eventId: EventId): ItemId | null {
    for (const [itemId, held] of this.calendars.get(calendarId)!.items) if (held.mark === eventId) return itemId
    return null
  }

  #applied(command: Command, what: { item?: HeldItem & { itemId: ItemId }; calendar?: SeenCalendar } = {}): void {
    const { commandId } = command
    const item = what.item === undefined ? null : appliedItem(what.item)
    const applied = { kind: 'applied', commandId, item, calendar: what.calendar ?? null } as const
    this.report(this.#agentOf(command), applied)
  }

  // What tests look at

  /** Events that are not deleted. */
  get events(): EventRecord[] {
    return [...this.state.events.all()].filter((record) => record.deleted === null)
  }

  get event(): EventRecord {
    const [only, ...others] = this.events
    if (only === undefined || others.length > 0) throw new Error(`there are ${this.events.length} events`)
    return only
  }

  copy(name: string, event: EventRecord = this.event): CopyRecord {
    const copy = this.state.copies.get(id.calendar(name), event.id)
    if (copy === undefined) throw new Error(`${name} has no copy of ${event.id}`)
    return copy
  }

  shown(name: string): CalendarEvent[] {
    return [...this.calendar(name).items.values()].map((held) => held.event)
  }

  titles(name: string): (string | undefined)[] {
    return this.shown(name).map((event) => event.title)
  }

  /** The one item of a calendar. */
  item(name: string): ItemId {
    const [only, ...others] = this.calendar(name).items.keys()
    if (only === undefined || others.length > 0) throw new Error(`${name} has ${this.calendar(name).items.size} items`)
    return only
  }

  waiting(kind?: Command['kind']): Command[] {
    const rows = [...this.queue.values()].filter((row) => !row.parked).map((row) => row.command)
    return rows.filter((command) => kind === undefined || command.kind === kind)
  }
}

function appliedItem({ itemId, event, version, modifiedAt }: HeldItem & { itemId: ItemId }) {
  return { itemId, event, version, modifiedAt }
}

/** Two calendars, joined both ways. */
export function joined(changes: Partial<Route> = {}): World {
  const world = new World()
  world.add('work')
  world.add('all')
  world.route('work', 'all', { newEvents: 'all', ...changes })
  return world
}
