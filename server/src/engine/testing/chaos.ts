import type { CalendarEvent, JsonValue, PatchObject } from '@chroniton/shared/calendar/event'
import type { Command } from '@chroniton/shared/contract/command'
import type { CalendarId, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import type { Route, RouteChanges, Strategy } from '@chroniton/shared/contract/route'
import { chance } from './chance.ts'
import { sampleEvent } from './samples.ts'
import { World } from './world.ts'

/**
 * A world in which people edit everywhere at once and agents notice late, are slow, and do commands that were taken
 * back after they had them.
 */
export class Chaos {
  readonly world = new World()
  readonly #random: ReturnType<typeof chance>
  /** What each agent has reported or written, by item. */
  readonly #known = new Map<CalendarId, Map<ItemId, ItemVersion>>()
  /** Commands that agents have and have not done, in order. */
  readonly #taken: Command[] = []
  readonly #stormy: boolean
  #delivered = 0
  #edits = 0
  /** Texts that people wrote and an agent reported, where what they write counts. */
  readonly reported = new Set<string>()

  /** `stormy`: routes come and go, calendars vanish and return, agents are removed, and the hub loses its database. */
  constructor(seed: number, options: { stormy?: boolean } = {}) {
    this.#random = chance(seed)
    this.#stormy = options.stormy ?? false
    this.#build()
  }

  #build(): void {
    const { world } = this
    const { pick, fraction } = this.#random
    const names = ['all', 'home', 'work'].slice(0, 2 + this.#random.below(2))
    for (const name of names) {
      const calendar = world.add(name)
      calendar.tellsTime = fraction() < 0.5
      calendar.holds = pick([whole, whole, withoutDescription, withoutPeople])
      calendar.loses = calendar.holds !== whole
      this.#known.set(calendar.seen.calendarId, new Map())
    }
    const strategy: Strategy = pick(['latest_wins', 'latest_wins', 'source_wins', 'destination_wins', 'manual'])
    const guard = { windowMinutes: 10, count: 1000, share: 1 }
    const editAgainstDelete = pick(['edit_wins', 'edit_wins', 'delete_wins'] as const)
    world.decide({ kind: 'settings-change', changes: { strategy, deletionGuard: guard, editAgainstDelete } })
    for (const name of names.slice(1)) world.route(name, 'all', this.#route())
  }

  #route(): Partial<Route> {
    const { pick } = this.#random
    return {
      direction: pick(['both', 'both', 'both', 'forward']),
      mode: pick(['mirror', 'mirror', 'mirror', 'mirror', 'busy']),
      newEvents: pick(['all', 'all', 'stay', 'labelled']),
      label: pick(['none', 'keyword', 'color']),
    }
  }

  run(steps: number): void {
    for (let step = 0; step < steps; step++) {
      this.step()
      this.#forgetDuplicates()
    }
    this.heal()
  }

  /** A second item of the same UID is shown as a problem and not read: what people write there is theirs alone. */
  #forgetDuplicates(): void {
    for (const name of this.world.calendars.keys()) {
      for (const { event } of this.world.state.duplicates.ofCalendar(name)) {
        for (const text of textsIn(event)) this.reported.delete(text)
      }
    }
  }

  step(): void {
    const { below, pick } = this.#random
    const name = pick([...this.world.calendars.keys()])
    if (this.#stormy && below(100) < 6) return this.#storm(name)
    const roll = below(100)
    if (roll < 12) this.#create(name)
    else if (roll < 40) this.#edit(name)
    else if (roll < 47) this.#delete(name)
    else if (roll < 65) this.pull(name)
    else if (roll < 90) this.#work(1 + below(3))
    else if (roll < 94) this.#listWhole(name)
    else if (roll < 97) this.#personEdits()
    else if (roll < 98) this.#personUndoes()
    else if (roll < 99) this.#renameCalendar(name)
    else this.#again()
  }

  #storm(name: CalendarId): void {
    const { below, pick } = this.#random
    const routes = this.world.state.routes.all()
    const events: (() => void)[] = [
      () => this.#removeRoute(),
      () => this.#addRoute(name),
      () => {
        if (routes.length === 0) return
        const { newEvents, mode, label, direction } = { ...pick(routes), ...this.#route() }
        const changes = pick([{ newEvents }, { mode }, { label }, { direction }] as RouteChanges[])
        this.world.decide({ kind: 'route-change', routeId: pick(routes).id, changes })
      },
      () => this.#comeBack(name),
      () => this.#removeAgent(name),
      () => this.#resolve(),
      () => (below(3) === 0 ? this.#loseHub() : this.#resolve()),
    ]
    pick(events)()
  }

  #removeRoute(): void {
    const { pick } = this.#random
    const routes = this.world.state.routes.all()
    if (routes.length === 0) return
    this.world.decide({ kind: 'route-remove', routeId: pick(routes).id, copies: pick(['keep', 'delete'] as const) })
  }

  #addRoute(name: CalendarId): void {
    if (name !== 'all') this.world.route(name, 'all', this.#route())
  }

  #comeBack(calendarId: CalendarId): void {
    const { agentId, seen } = this.world.calendar(calendarId)
    this.world.report(agentId, { kind: 'calendar-gone', calendarId })
    this.world.report(agentId, { kind: 'calendar-seen', calendar: seen })
    this.#listWhole(calendarId)
  }

  #removeAgent(calendarId: CalendarId): void {
    const { agentId } = this.world.calendar(calendarId)
    if (this.#random.pick([true, false])) {
      this.world.decide({ kind: 'agent-forget', agentId })
    } else {
      this.world.decide({ kind: 'agent-remove', agentId })
      this.world.decide({ kind: 'agent-add', agentId, name: agentId })
    }
    this.#listWhole(calendarId)
    this.#addRoute(calendarId)
  }

  #resolve(): void {
    const { pick } = this.#random
    const conflicts = this.world.state.conflicts.all()
    if (conflicts.length === 0) return
    const choose = pick(['current', 'other', 'latest'] as const)
    const { id: conflictId } = pick(conflicts)
    this.world.decide({ kind: 'conflict-resolve', conflictId, resolution: { choose } })
  }

  #loseHub(): void {
    this.#taken.length = 0
    this.#delivered = this.world.sent.length
    this.world.loseHub()
    const names = [...this.world.calendars.keys()]
    for (const name of this.#random.below(2) === 0 ? names : names.toReversed()) this.#listWhole(name)
    this.reported.clear()
  }

  #create(name: CalendarId): void {
    const { below, pick } = this.#random
    // Now and then the same meeting was put into several calendars by hand.
    const uid = below(4) === 0 ? `shared-${below(3)}@example.com` : `${name}-${this.#edits}@example.com`
    const title = this.#text()
    const series = below(3) === 0 ? { recurrenceRules: [{ frequency: 'daily' as const, count: 10 }] } : {}
    const description = pick([undefined, this.#text()])
    const event = sampleEvent(uid, { title, ...(description && { description }), ...series })
    const taken = [...this.world.calendar(name).items.values()].some((held) => held.event.uid === uid)
    if (!taken) this.world.make(name, event)
  }

  #edit(name: CalendarId): void {
    const itemId = this.#anyItem(name)
    if (itemId === undefined) return
    const held = this.world.held(name, itemId)
    this.world.touch(name, itemId, this.#patch(held.event))
  }

  #patch(event: CalendarEvent): PatchObject {
    const { below, pick } = this.#random
    const key = `2026-03-0${2 + below(5)}T${event.start.slice(11)}`
    const kinds: (() => PatchObject)[] = [
      () => ({ title: this.#text() }),
      () => ({ description: pick([null, this.#text()]) }),
      () => ({ start: `2026-03-02T${pick(['08', '09', '10', '11'])}:00:00` }),
      () => ({ [`keywords/k${below(3)}`]: pick([true, null]) }),
      () => ({ [`participants/p${below(2)}`]: { name: this.#text() } }),
      () => ({ color: pick(['red', 'blue', null]) }),
      () => {
        if (event.recurrenceRules === undefined) return { status: 'tentative' }
        const override = pick<JsonValue>([{ title: this.#text() }, { excluded: true }, null])
        return { [`recurrenceOverrides/${key}`]: override }
      },
    ]
    return pick(kinds)()
  }

  #text(): string {
    return `text ${++this.#edits}`
  }

  #delete(name: CalendarId): void {
    const itemId = this.#anyItem(name)
    if (itemId !== undefined) this.world.calendar(name).items.delete(itemId)
  }

  #anyItem(name: CalendarId): ItemId | undefined {
    const items = [...this.world.calendar(name).items.keys()]
    return items.length === 0 ? undefined : this.#random.pick(items)
  }

  /** The agent notices what has changed since it last looked. */
  pull(name: CalendarId): void {
    const { items, agentId, seen } = this.world.calendar(name)
    const known = this.#known.get(name)!
    const report: ReportItem[] = []
    for (const [itemId, { version }] of items) {
      if (known.get(itemId) === version) continue
      report.push(this.#sight(name, itemId))
    }
    for (const itemId of known.keys()) {
      if (items.has(itemId)) continue
      known.delete(itemId)
      report.push({ kind: 'event-gone', calendarId: seen.calendarId, itemId })
    }
    if (report.length > 0) this.world.report(agentId, ...shuffled(report, this.#random.below))
  }

  #sight(name: CalendarId, itemId: ItemId) {
    const sight = this.world.sight(name, itemId)
    this.#known.get(name)!.set(itemId, sight.version)
    const counts = this.world.state.routes.all().every((route) => route.direction === 'both' && route.mode === 'mirror')
    if (counts) for (const text of textsIn(sight.event)) this.reported.add(text)
    return sight
  }

  #listWhole(name: CalendarId): void {
    const known = this.#known.get(name)!
    for (const itemId of this.world.calendar(name).items.keys()) this.#sight(name, itemId)
    for (const itemId of known.keys()) {
      if (!this.world.calendar(name).items.has(itemId)) known.delete(itemId)
    }
    this.world.list(name)
  }

  /** Agents take what was sent and do some of it, in order, also what the hub took back meanwhile. */
  #work(commands: number): void {
    const { sent } = this.world
    while (this.#delivered < sent.length) {
      const command = sent[this.#delivered++]!
      const isOverdue = !this.world.queue.has(command.commandId)
      // Sometimes the hub was quicker to take it back than the agent to take it.
      if (!isOverdue || this.#random.fraction() < 0.7) this.#taken.push(command)
    }
    for (let count = 0; count < commands; count++) {
      const command = this.#taken.shift()
      if (command === undefined) return
      this.#perform(command)
    }
  }

  #perform(command: Command): void {
    const before = this.world.entries.length
    const calendarId = 'calendarId' in command ? command.calendarId : null
    if (calendarId === null && !this.world.queue.has(command.commandId)) return
    const items = calendarId === null ? new Map() : this.world.calendar(calendarId).items
    const there = [...items.keys()]
    this.world.perform(command)
    for (const itemId of there) if (!items.has(itemId)) this.#known.get(calendarId!)?.delete(itemId)
    for (const { body } of this.world.entries.slice(before)) {
      if (body.kind !== 'report') continue
      for (const item of body.items) this.#learn(item, command)
    }
  }

  /** What the agent wrote or reported it knows. */
  #learn(item: ReportItem, command: Command): void {
    if (item.kind === 'event-seen') this.#sight(item.calendarId, item.itemId)
    if (item.kind !== 'applied' || item.item === null || !('calendarId' in command)) return
    const { calendarId } = command
    if (calendarId !== null) this.#known.get(calendarId)!.set(item.item.itemId, item.item.version)
  }

  #personEdits(): void {
    const { events } = this.world
    if (events.length === 0) return
    const { pick, below } = this.#random
    const record = pick(events)
    if (below(4) === 0) this.world.decide({ kind: 'event-delete', eventId: record.id })
    else this.world.decide({ kind: 'event-change', eventId: record.id, patch: { title: this.#text() } })
  }

  #personUndoes(): void {
    const changes = [...this.world.state.changes.all()]
    if (changes.length > 0) this.world.decide({ kind: 'undo', changeId: this.#random.pick(changes).id })
  }

  #renameCalendar(name: CalendarId): void {
    const calendar = this.world.calendar(name)
    const metadata = { ...calendar.seen.metadata, name: `${name} ${++this.#edits}` }
    calendar.seen = { ...calendar.seen, metadata }
    this.world.report(calendar.agentId, { kind: 'calendar-seen', calendar: calendar.seen })
  }

  /** The network delivers a batch twice. */
  #again(): void {
    const { entries } = this.world
    const { body } = this.#random.pick(entries)
    if (body.kind === 'report') this.world.fold(body)
  }

  /** Nobody edits any more; agents notice everything and do everything. */
  heal(): void {
    for (let round = 0; round < 60; round++) {
      const before = this.world.entries.length
      for (const name of this.world.calendars.keys()) this.pull(name)
      this.#work(1_000)
      if (this.world.entries.length === before) return
    }
    throw new Error('it never comes to rest')
  }
}

export function textsIn(value: unknown): string[] {
  return JSON.stringify(value).match(/text \d+/g) ?? []
}

function shuffled<Value>(values: Value[], below: (limit: number) => number): Value[] {
  for (let index = values.length - 1; index > 0; index--) {
    const other = below(index + 1)
    ;[values[index], values[other]] = [values[other]!, values[index]!]
  }
  return values
}

const whole = (event: CalendarEvent) => event

function withoutDescription({ description: _description, ...event }: CalendarEvent): CalendarEvent {
  return event
}

function withoutPeople({ participants: _participants, ...event }: CalendarEvent): CalendarEvent {
  return event
}
