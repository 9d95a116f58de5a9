import type { JsonValue } from '@chroniton/shared/calendar/event'
import { sameJson } from '@chroniton/shared/calendar/json'
import { apply, diff, patchOfValue, unitValue } from '@chroniton/shared/calendar/patch'
import { isObject } from '@chroniton/shared/calendar/json'
import { settleConflict, WHOLE_EVENT } from './conflicts.ts'
import { owing } from './copy.ts'
import { deleteEverywhere } from './deletion.ts'
import { type Act, changeEvent } from './history.ts'
import { later } from './strategy.ts'
import type { ConflictRecord, EventRecord } from './records.ts'
import type { Turn } from './turn.ts'
import { restoreEverywhere } from './undo.ts'

export type Resolution =
  | { choose: 'current' }
  | { choose: 'other' }
  | { choose: 'latest' }
  | { choose: 'value'; value: JsonValue }

/** A person says what stands: also about a conflict that a rule has decided. */
export function resolveConflict(
  turn: Turn,
  conflict: ConflictRecord,
  resolution: Resolution,
  act: Act,
  name: string,
): void {
  const record = turn.event(conflict.eventId)
  if (record === undefined) return void turn.notes.push('the event is not known any more')
  settleConflict(turn, conflict, name)
  if (conflict.path === WHOLE_EVENT) return resolveDeletion(turn, record, conflict, resolution, act)
  if (record.deleted !== null) return void turn.notes.push('the event was deleted since')
  const value = valueChosen(conflict, resolution)
  if (value !== undefined && !sameJson(unitValue(record.event, conflict.path), value)) {
    changeEvent(turn, record, patchOfValue(conflict.path, value), act)
  }
  // The calendar whose value waited was not written meanwhile, whatever it agreed with besides.
  const waiting = conflict.other.by.kind === 'calendar' ? conflict.other.by.calendarId : null
  const copy = waiting === null ? undefined : turn.copy(waiting, record.id)
  if (copy !== undefined && copy.shadow !== null) turn.putCopy(owing(copy, [conflict.path]))
  turn.touch(record.id)
}

/** `undefined`: what stands goes on standing. */
function valueChosen(conflict: ConflictRecord, resolution: Resolution): JsonValue | undefined {
  switch (resolution.choose) {
    case 'current':
      return undefined
    case 'other':
      return conflict.other.value
    case 'value':
      return resolution.value
    case 'latest':
      return later(conflict.current.at, conflict.other.at) === 'incoming' ? conflict.other.value : undefined
  }
}

function resolveDeletion(
  turn: Turn,
  record: EventRecord,
  { current, other }: ConflictRecord,
  resolution: Resolution,
  act: Act,
): void {
  if (resolution.choose === 'value') return void turn.notes.push('choose one of the two sides: edited or deleted')
  const takesOther =
    resolution.choose === 'other' || (resolution.choose === 'latest' && later(current.at, other.at) === 'incoming')
  const chosen = takesOther ? other : current
  if (chosen.deleted) return deleteEverywhere(turn, record, act)
  if (record.deleted !== null) restoreEverywhere(turn, record, act)
  const restored = turn.event(record.id)!
  const edit = isObject(chosen.value) ? chosen.value : {}
  changeEvent(turn, restored, diff(restored.event, apply(restored.event, edit)), act)
}
