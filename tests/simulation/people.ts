import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { sameEvent } from '@chroniton/shared/calendar/equality'
import type { ProviderItem } from '../../agent/src/providers/provider.ts'
import { edited, newEvent } from './edits.ts'
import { itemsIn, nameOf, type Place } from './place.ts'
import type { World } from './world.ts'

/** The people whose calendars these are: they know nothing of the hub but its admin page. */
export class People {
  readonly #world: World
  /** Items somebody has deleted, for whoever changes their mind. */
  readonly #deleted: { place: Place; item: ProviderItem }[] = []
  #events = 0

  constructor(world: World) {
    this.#world = world
  }

  /** A few events that are there before anything runs. */
  begin(): void {
    const { chance } = this.#world
    for (const place of this.#world.places()) {
      for (let count = chance.between(0, 4); count > 0; count--) this.#create(place)
    }
  }

  /** Somebody does something. */
  act(): void {
    const { chance } = this.#world
    const place = chance.pick(this.#world.places().length > 0 ? this.#world.places() : [this.#world.sources()[0]!])
    const dice = chance.between(1, 100)
    if (dice <= 18) this.#create(place)
    else if (dice <= 66) this.#edit(place)
    else if (dice <= 76) this.#delete(place)
    else if (dice <= 78) this.#deleteMany(place)
    else if (dice <= 82) this.#restore()
    else if (dice <= 86) this.#changeCalendar(place)
    else if (dice <= 88) this.#shareUid()
    else this.#decide()
  }

  #create(place: Place): void {
    const { chance, diary } = this.#world
    const uid = `uid-${++this.#events}`
    const event = newEvent(uid, chance, () => diary.token())
    // In a calendar of many sources a label says where an event shall go.
    const label = chance.pick(this.#world.sources())
    const labelled =
      place.account === this.#world.home.account && this.#world.plan.shape === 'keyword' && chance.happens(0.6)
    this.#make(place, labelled ? { ...event, keywords: { ...event.keywords, [nameOf(label)]: true } } : event)
  }

  #make(place: Place, event: CalendarEvent): void {
    const { event: after } = place.account.put(place.nativeId, event)
    this.#note('created', place, null, after, true)
  }

  /** The same invitation in two calendars. */
  #shareUid(): void {
    const { chance, diary, plan } = this.#world
    // Where no calendar shows both they are two events, and nobody's business.
    if (plan.shape !== 'keyword' && plan.shape !== 'color') return
    const [one, other] = chance.shuffle(this.#world.sources())
    if (one === undefined || other === undefined) return
    const event = newEvent(`uid-${++this.#events}-shared`, chance, () => diary.token())
    this.#make(one, event)
    this.#make(other, chance.happens(0.5) ? event : edited(event, chance, () => diary.token()))
  }

  #edit(place: Place): void {
    const { chance, diary } = this.#world
    const items = itemsIn(place)
    if (items.length === 0) return
    // What somebody else has just edited is edited again more often than chance would have it.
    const busyUids = diary.deeds.slice(-5).map(({ uid }) => uid)
    const hot = items.filter(({ event }) => busyUids.includes(event.uid))
    const item = hot.length > 0 && chance.happens(0.5) ? chance.pick(hot) : chance.pick(items)
    const { itemId, event: before } = item
    const wanted = edited(before, chance, () => diary.token())
    if (sameEvent(before, place.account.habits.holds(wanted))) return
    const { event: after } = place.account.put(place.nativeId, wanted, { itemId })
    this.#note('edited', place, before, after, this.#counts(place, before.uid))
  }

  #delete(place: Place): void {
    const items = itemsIn(place)
    if (items.length > 0) this.#remove(place, this.#world.chance.pick(items))
  }

  #deleteMany(place: Place): void {
    for (const item of itemsIn(place)) if (this.#world.chance.happens(0.7)) this.#remove(place, item)
  }

  #remove(place: Place, item: ProviderItem): void {
    place.account.remove(place.nativeId, item.itemId)
    this.#deleted.push({ place, item })
    this.#note('deleted', place, item.event, null, this.#counts(place, item.event.uid))
  }

  /** Out of the calendar program's bin: the same item, as it was. */
  #restore(): void {
    const { chance } = this.#world
    const last = this.#deleted.slice(-3)
    if (last.length === 0) return
    const { place, item } = chance.pick(last)
    if (!this.#isThere(place) || itemsIn(place).some(({ event }) => event.uid === item.event.uid)) return
    const { event: after } = place.account.put(place.nativeId, item.event, {
      itemId: item.itemId,
      mark: item.mark,
    })
    this.#note('restored', place, null, after, this.#counts(place, item.event.uid))
  }

  #changeCalendar(place: Place): void {
    const { trace } = this.#world
    const changes = this.#newMetadata()
    trace.say('somebody', `changes calendar ${nameOf(place)}`, () => changes)
    place.account.changeCalendar(place.nativeId, changes)
  }

  /** A hub that has lost its database knows the calendars it had made by their names alone: there they stay. */
  #newMetadata(): { name: string } | { color: string } {
    const { chance, diary, plan } = this.#world
    const token = diary.token()
    const keepsNames = plan.faults.losesHub && plan.shape === 'calendar-per-source'
    if (chance.happens(0.6) && !keepsNames) return { name: `Calendar n${token}` }
    return { color: `#${token.toString(16).padStart(6, '0')}` }
  }

  /** Somebody at the admin page. */
  #decide(): void {
    const { chance, diary, state } = this.#world
    if (state === null) return
    const dice = chance.between(1, 100)
    const events = [...state.events.all()].filter(({ deleted }) => deleted === null)
    if (dice <= 40 && events.length > 0) {
      const { id: eventId } = chance.pick(events)
      const patch = { title: `Decided t${diary.token()}` }
      void this.#world.decide({ kind: 'event-change', eventId, patch })
    } else if (dice <= 48 && events.length > 0) {
      void this.#world.decide({ kind: 'event-delete', eventId: chance.pick(events).id })
    } else if (dice <= 65) {
      const changes = [...state.changes.all()].filter(({ undone, what }) => !undone && what !== 'created').slice(-6)
      if (changes.length > 0) void this.#world.decide({ kind: 'undo', changeId: chance.pick(changes).id })
    } else if (dice <= 80) {
      const calendars = state.calendars.all()
      if (calendars.length === 0) return
      const { id: calendarId } = chance.pick(calendars)
      void this.#world.decide({ kind: 'calendar-change', calendarId, changes: this.#newMetadata() })
    } else if (dice <= 85) {
      const { agentId } = chance.pick(this.#world.agents)
      void this.#world.decide({ kind: 'list-again', agentId, calendarId: null, full: chance.happens(0.5) })
    } else {
      this.settle(state)
    }
  }

  /** Decides something that waits for a person. True when there was anything. */
  settle(state: NonNullable<World['state']>): boolean {
    const { chance, putBack, released } = this.#world
    const [held] = state.holds.all()
    const [open] = state.conflicts.all().filter((conflict) => conflict.state === 'open')
    if (held !== undefined) {
      const kind = chance.pick(['hold-release', 'hold-discard'] as const)
      for (const eventId of held.eventIds) (kind === 'hold-discard' ? putBack : released).add(eventId)
      void this.#world.decide({ kind, holdId: held.id })
    } else if (open !== undefined) {
      const choose = chance.pick(['current', 'other', 'latest'] as const)
      void this.#world.decide({ kind: 'conflict-resolve', conflictId: open.id, resolution: { choose } })
    }
    return held !== undefined || open !== undefined
  }

  #note(
    kind: 'created' | 'edited' | 'deleted' | 'restored',
    place: Place,
    before: CalendarEvent | null,
    after: CalendarEvent | null,
    counts: boolean,
  ): void {
    const { diary, timeline, trace } = this.#world
    const { uid } = (after ?? before)!
    const deed = diary.note({ at: timeline.now, kind, place, uid, before, after, counts })
    trace.say('somebody', `${kind} ${uid} in ${nameOf(place)}${counts ? '' : ' (which does not count)'}`, () =>
      Object.fromEntries(deed.changes.map((change) => [change.unit, change.after])),
    )
  }

  #isThere({ account, nativeId }: Place): boolean {
    return account.calendars().some((calendar) => calendar.nativeId === nativeId)
  }

  /** Whether what is done to this item is an edit of the event: where it was made, and where a route leads back from. */
  #counts(place: Place, uid: string): boolean {
    const { diary, plan } = this.#world
    if (plan.shape !== 'routes') return true
    const births = diary.of(uid).filter(({ kind }) => kind === 'created')
    if (births.some((birth) => birth.place.calendarId === place.calendarId)) return true
    return births.some((birth) => this.#world.flowsBetween(birth.place.calendarId, place.calendarId))
  }
}
