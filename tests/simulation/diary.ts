import type { CalendarEvent, JsonValue } from '@chroniton/shared/calendar/event'
import { diff, unitsOf, unitValue } from '@chroniton/shared/calendar/patch'
import type { Place } from './place.ts'

/** One unit of an event that somebody made another. */
export interface UnitChange {
  unit: string
  before: JsonValue
  after: JsonValue
}

/** What a person did in a calendar program. */
export interface Deed {
  number: number
  at: number
  kind: 'created' | 'edited' | 'deleted' | 'restored'
  place: Place
  uid: string
  /** What the calendar showed before and after. */
  before: CalendarEvent | null
  after: CalendarEvent | null
  changes: UnitChange[]
  /** Deeds in copies that only show what happens elsewhere do not count: they are put right. */
  counts: boolean
  /** A server that ignores preconditions has lost it between two readings. */
  overwritten: boolean
}

/** Everything that people did, to be held against what became of it. */
export class Diary {
  readonly deeds: Deed[] = []
  #tokens = 0

  /** Different every time, so that a value tells which edit it came from. */
  token(): number {
    return ++this.#tokens
  }

  note(deed: Omit<Deed, 'number' | 'changes' | 'overwritten'>): Deed {
    const { before, after } = deed
    const changes = after === null ? [] : before === null ? everyUnitOf(after) : changesBetween(before, after)
    const noted = { ...deed, number: this.deeds.length + 1, changes, overwritten: false }
    this.deeds.push(noted)
    return noted
  }

  of(uid: string): Deed[] {
    return this.deeds.filter((deed) => deed.uid === uid)
  }

  /** Of the events that people made. */
  get uids(): string[] {
    return [...new Set(this.deeds.filter(({ counts }) => counts).map(({ uid }) => uid))]
  }
}

export function changesBetween(before: CalendarEvent, after: CalendarEvent): UnitChange[] {
  return unitsOf(diff(before, after)).map((unit) => ({
    unit,
    before: unitValue(before, unit),
    after: unitValue(after, unit),
  }))
}

function everyUnitOf(event: CalendarEvent): UnitChange[] {
  const nothing = { '@type': 'Event', uid: event.uid, start: '0000-01-01T00:00:00' } as const
  return changesBetween(nothing, event)
}
