import type { JsonValue } from '@chroniton/shared/calendar/event'
import { sameJson } from '@chroniton/shared/calendar/json'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { apply, patchOfValue, unitValue, unitsOf } from '@chroniton/shared/calendar/patch'
import type { ChangeRecord, ConflictRecord, EventRecord } from '../../../server/src/engine/records.ts'
import type { State } from '../../../server/src/engine/state.ts'
import type { Deed, UnitChange } from '../diary.ts'
import { heldBy } from '../place.ts'
import type { World } from '../world.ts'

/** Everything that is known of one event: what people did, what the hub wrote down, what stands. */
export interface Witness {
  uid: string
  deeds: Deed[]
  /** The hub's record of it; the one that lives, if there are several. */
  record: EventRecord | undefined
  alive: EventRecord[]
  changes: ChangeRecord[]
  conflicts: ConflictRecord[]
}

export function witnesses(world: World, state: State): Witness[] {
  const changes = groupByEvent([...world.earlier.changes, ...state.changes.all()])
  const conflicts = groupByEvent([...world.earlier.conflicts, ...state.conflicts.all()])
  return world.diary.uids.map((uid) => {
    const records = state.events.byUid(uid)
    const alive = records.filter(({ deleted }) => deleted === null)
    const record = alive[0] ?? records.at(-1)
    const ids = new Set([...records.map(({ id }) => id as string), ...(world.earlier.eventIds.get(uid) ?? [])])
    return {
      uid,
      deeds: world.diary.of(uid),
      record,
      alive,
      changes: [...ids].flatMap((id) => changes.get(id) ?? []),
      conflicts: [...ids].flatMap((id) => conflicts.get(id) ?? []),
    }
  })
}

function groupByEvent<Row extends { eventId: string }>(rows: Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(row.eventId, [...(groups.get(row.eventId) ?? []), row])
  return groups
}

/** A conflict about this unit, or about the event as a whole, that tells the value. */
export function isInConflict({ conflicts }: Witness, { unit, after }: UnitChange): boolean {
  return conflicts.some(({ path, current, other }) =>
    [current, other].some(({ value }) =>
      path === '' ? isInPatch(value, unit, after) : path === unit && sameJson(value, after),
    ),
  )
}

export function isInPatch(patch: JsonValue, unit: string, value: JsonValue): boolean {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return false
  const ours = Object.entries(patchOfValue(unit, value))
  return ours.some(([pointer, part]) => Object.hasOwn(patch, pointer) && sameJson(patch[pointer], part))
}

/** Whether the deed was done in sight of this value, as far as its calendar can hold it. */
export function sawValue(deed: Deed, unit: string, value: JsonValue): boolean {
  if (deed.before === null) return false
  if (unit.startsWith('recurrenceOverrides/')) {
    // A series that moved since has it under another key.
    return Object.values(deed.before.recurrenceOverrides ?? {}).some((patch) => sameJson(patch, value))
  }
  const held = normalise(heldBy(deed.place, apply(deed.before, patchOfValue(unit, value))))
  return sameJson(unitValue(deed.before, unit), unitValue(held, unit))
}

export function changesUnit({ patch }: ChangeRecord, unit: string): boolean {
  return unitsOf(patch).includes(unit)
}
