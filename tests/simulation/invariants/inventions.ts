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

function inventedUnits({ uid }: Witness, { patch, by }: ChangeRecord, there: Deed[]): string[] {
  const moves = unitsOf(patch).some((unit) => unit === 'time' || unit === 'recurrenceRules')
  return unitsOf(patch)
    .filter((unit) => unit !== 'provider.example~1seen' && !(moves && unit.startsWith('recurrenceOverrides/')))
    .filter((unit) => !there.some((deed) => madeSo(deed, unit, valueIn(patch, unit))))
    .map((unit) => `nobody made ${unit} of ${uid} ${JSON.stringify(valueIn(patch, unit))} in ${JSON.stringify(by)}`)
}

function valueIn(patch: ChangeRecord['patch'], unit: string): JsonValue {
  return unit === 'time'
    ? (patch['start'] ?? null)
    : unit === 'recurrenceRules'
      ? (patch['recurrenceRules'] ?? null)
      : (patch[unit] ?? null)
}

function madeSo({ changes }: Deed, unit: string, value: JsonValue): boolean {
  return changes.some((change) => {
    if (unit.startsWith('recurrenceOverrides/') && change.unit.startsWith('recurrenceOverrides/')) {
      return sameJson(change.after, value)
    }
    if (change.unit !== unit) return false
    const after = unit === 'time' || unit === 'recurrenceRules' ? (change.after as Record<string, JsonValue>) : null
    const part = after === null ? change.after : (after[unit === 'time' ? 'start' : 'recurrenceRules'] ?? null)
    return sameJson(part, value)
  })
}
