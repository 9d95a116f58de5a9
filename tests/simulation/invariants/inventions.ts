import { sameJson } from '@chroniton/shared/calendar/json'
import { unitsOf } from '@chroniton/shared/calendar/patch'
import type { JsonValue } from '@chroniton/shared/calendar/event'
import type { ChangeRecord } from '../../../server/src/engine/records.ts'
import type { Deed } from '../diary.ts'
import type { Witness } from './witness.ts'

/** Whatever the hub takes for an edit or a deletion made in a calendar, a person has made there. */
export function checkInventions(witness: Witness): string[] {
  const wrong: string[] = []
  for (const change of witness.changes) {
    const { by, what } = change
    if (by.kind === 'person') continue
    const there = witness.deeds.filter(({ place, counts }) => place.calendarId === by.calendarId && counts)
    if (what === 'deleted' && !there.some(({ kind }) => kind === 'deleted')) {
      wrong.push(`nobody deleted ${witness.uid} in ${by.calendarId}`)
    }
    if (what === 'changed') wrong.push(...inventedUnits(witness, change, there))
  }
  return wrong
}

function inventedUnits(witness: Witness, { patch, by }: ChangeRecord, there: Deed[]): string[] {
  const moves = unitsOf(patch).some((unit) => unit === 'time' || unit === 'recurrenceRules')
  return unitsOf(patch)
    .filter((unit) => unit !== 'provider.example~1seen' && !(moves && unit.startsWith('recurrenceOverrides/')))
    .filter((unit) => !there.some((deed) => madeSo(deed, unit, valueIn(patch, unit))))
    .filter((unit) => !isSettledConflict(witness, unit, valueIn(patch, unit)))
    .map(
      (unit) =>
        `nobody made ${unit} of ${witness.uid} ${JSON.stringify(valueIn(patch, unit))} in ${JSON.stringify(by)}`,
    )
}

/**
 * After a write whose answer was lost nobody can tell what a calendar made of it from what a person did there since:
 * that is merged as an edit, and told as a conflict.
 */
function isSettledConflict({ conflicts }: Witness, unit: string, value: JsonValue): boolean {
  return conflicts.some(({ path, current, other }) =>
    [current, other].some((side) => path === unit && sameJson(partOf(side.value, unit), value)),
  )
}

/** Of the units that have several properties, the one that tells them apart. */
const TELLING: Record<string, string> = { time: 'start', recurrenceRules: 'recurrenceRules' }

function valueIn(patch: ChangeRecord['patch'], unit: string): JsonValue {
  return patch[TELLING[unit] ?? unit] ?? null
}

function partOf(value: JsonValue, unit: string): JsonValue {
  const property = TELLING[unit]
  return property === undefined ? value : ((value as Record<string, JsonValue> | null)?.[property] ?? null)
}

function madeSo({ changes }: Deed, unit: string, value: JsonValue): boolean {
  return changes.some((change) => {
    if (unit.startsWith('recurrenceOverrides/') && change.unit.startsWith('recurrenceOverrides/')) {
      return sameJson(change.after, value)
    }
    return change.unit === unit && sameJson(partOf(change.after, unit), value)
  })
}
