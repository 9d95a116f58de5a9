import type { CalendarEvent, JsonValue, PatchObject } from '@chroniton/shared/calendar/event'
import { isObject, sameJson } from '@chroniton/shared/calendar/json'
import { diff, patchOfUnit, unitValue, unitsOf } from '@chroniton/shared/calendar/patch'
import { calendarAuthor, isBy, stampOf } from './author.ts'
import { openAbout, recordDecided, recordOpen, settleConflict, side } from './conflicts.ts'
import { changeEvent, type Act } from './history.ts'
import { owing } from './copy.ts'
import { settleOverrides } from './overrides.ts'
import { isTossed } from './ping-pong.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import { judge, later, type Verdict } from './strategy.ts'
import type { Turn } from './turn.ts'

/** What a calendar shows of an event, without labels and under the event's own UID. */
export interface Shown {
  event: CalendarEvent
  act: Act
}

/**
 * Takes what was edited in one copy into the event: unit by unit, against what that copy showed before. A unit that
 * others changed since the copy last agreed is in conflict, and the strategy decides; every other one simply applies.
 * `change` writes what is accepted.
 */
export function mergeEdit(
  turn: Turn,
  record: EventRecord,
  copy: CopyRecord,
  base: CalendarEvent,
  shown: Shown,
  change: typeof changeEvent = changeEvent,
): EventRecord {
  const accepted: PatchObject = {}
  for (const unit of unitsOf(diff(base, shown.event))) {
    if (acceptsUnit(turn, record, copy, base, shown, unit)) Object.assign(accepted, patchOfUnit(shown.event, unit))
  }
  return applyMerged(turn, record, accepted, shown, change)
}

function acceptsUnit(
  turn: Turn,
  record: EventRecord,
  copy: CopyRecord,
  base: CalendarEvent,
  shown: Shown,
  unit: string,
): boolean {
  const { calendarId, eventId } = copy
  const present = unitValue(record.event, unit)
  const incoming = unitValue(shown.event, unit)
  const stamp = stampOf(record, unit)
  const waiting = openAbout(turn, eventId, unit, calendarId)
  if (sameJson(present, incoming)) {
    if (waiting !== undefined) settleConflict(turn, { ...waiting, other: side(shown.act, incoming) }, 'rule')
    return false
  }
  const inIgnorance = stamp.revision > copy.agreedRevision && !isBy(stamp.by, calendarId)
  const isForAPerson = waiting !== undefined || isTossed(stamp, incoming, shown.act)
  if (!inIgnorance && !isForAPerson) return true
  const { strategy, stands }: Verdict = isForAPerson
    ? { strategy: 'manual', stands: 'open' }
    : judge(turn, stamp, calendarId, shown.act.at)
  const ours = side(stamp, present)
  const theirs = side(shown.act, incoming)
  const dispute = { eventId, path: unit, base: unitValue(base, unit), strategy }
  switch (stands) {
    case 'open':
      recordOpen(turn, { ...dispute, current: ours, other: theirs }, calendarId)
      return false
    case 'present':
      recordDecided(turn, { ...dispute, current: ours, other: theirs })
      return false
    case 'incoming':
      recordDecided(turn, { ...dispute, current: theirs, other: ours })
      return true
  }
}

/** Which side of a first meeting is the better witness where both have a value; `null`: the later one is. */
export type Better = 'present' | 'incoming' | null

/**
 * Takes in a copy that nothing is known of: what only one side has is kept, and where both have something else the
 * better witness, or the later one, is believed. `told`: the event as the hub may have had it made; what the item shows
 * of that is nobody's edit.
 */
export function mergeFirstSight(
  turn: Turn,
  record: EventRecord,
  shown: Shown,
  better: Better,
  told: readonly CalendarEvent[] = [],
): EventRecord {
  const accepted: PatchObject = {}
  for (const unit of unitsOf(diff(record.event, shown.event))) {
    const present = unitValue(record.event, unit)
    const incoming = unitValue(shown.event, unit)
    if (isNothing(incoming) || told.some((event) => sameJson(unitValue(event, unit), incoming))) continue
    if (!isNothing(present)) {
      const stamp = stampOf(record, unit)
      const stands = better ?? later(stamp.at, shown.act.at)
      const [current, other] =
        stands === 'present'
          ? [side(stamp, present), side(shown.act, incoming)]
          : [side(shown.act, incoming), side(stamp, present)]
      const strategy = better === null ? 'latest_wins' : 'source_wins'
      recordDecided(turn, { eventId: record.id, path: unit, base: null, current, other, strategy })
      if (stands === 'present') continue
    }
    Object.assign(accepted, patchOfUnit(shown.event, unit))
  }
  return applyMerged(turn, record, accepted, shown, changeEvent)
}

function isNothing(value: JsonValue): boolean {
  return value === null || (isObject(value) && Object.values(value).every((member) => member === null))
}

/** What is accepted becomes the event; overrides of others that a moved series has left behind are moved along. */
function applyMerged(
  turn: Turn,
  record: EventRecord,
  accepted: PatchObject,
  shown: Shown,
  change: typeof changeEvent,
): EventRecord {
  const settled = settleOverrides(record.event, accepted, shown.event)
  for (const { path, value, side: loser } of settled.lost) {
    const [winning, losing] =
      loser === 'incoming' ? [stampOf(record, 'time'), shown.act] : [shown.act, stampOf(record, path)]
    const dispute = { eventId: record.id, path, base: null, strategy: 'latest_wins' } as const
    recordDecided(turn, { ...dispute, current: side(winning, null), other: side(losing, value) })
  }
  const changed = change(turn, record, settled.patch, shown.act)
  if (settled.moved.length > 0) {
    for (const copy of turn.copies(record.id)) turn.putCopy(owing(copy, settled.moved))
  }
  return changed
}

/** An edit seen in a calendar: the provider's own time of it, which no clock may put after its arrival. */
export function actIn(calendarId: CopyRecord['calendarId'], at: Act['at']): Act {
  return { by: calendarAuthor(calendarId), at }
}
