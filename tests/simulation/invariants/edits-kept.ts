import { canonicalJson, sameJson } from '@chroniton/shared/calendar/json'
import { unitValue } from '@chroniton/shared/calendar/patch'
import type { ChangeRecord } from '../../../server/src/engine/records.ts'
import type { World } from '../world.ts'
import type { Deed, UnitChange } from '../diary.ts'
import { changesUnit, isInConflict, isInPatch, sawValue, type Witness } from './witness.ts'

/**
 * No edit is lost: its value stands, or somebody replaced it who saw it (or decided so in the hub), or a conflict
 * tells what became of it.
 */
export function checkEditsKept(world: World, witness: Witness): string[] {
  const wrong: string[] = []
  if (witness.record === undefined || world.released.has(witness.record.id)) return wrong
  for (const deed of witness.deeds) {
    if (!deed.counts || deed.overwritten || deed.kind === 'deleted' || deed.kind === 'restored') continue
    const moves = deed.changes.some(({ unit }) => unit === 'time')
    for (const change of deed.changes) {
      // Of an exception that goes along with its series the old key is no loss.
      if (moves && change.after === null && change.unit.startsWith('recurrenceOverrides/')) continue
      if (isKept(witness, deed, change)) continue
      wrong.push(
        `lost: ${witness.uid} ${change.unit} = ${JSON.stringify(change.after)} (deed ${deed.number}, ${deed.place.calendarId}); ` +
          `it is ${JSON.stringify(witness.record && unitValue(witness.record.event, change.unit))}`,
      )
    }
  }
  return wrong
}

function isKept(witness: Witness, deed: Deed, change: UnitChange): boolean {
  const { record, changes } = witness
  const { unit, after } = change
  if (unit === 'provider.example~1seen') return true
  if (record === undefined) return true
  if (record.deleted === null && isVisible(record.event, change)) return true
  if (isInConflict(witness, change)) return true
  if (isOfAnotherSeries(witness, change)) return true
  if (isOutOfTheBin(witness, change)) return true
  // Where an event that two calendars have is met for the first time, what only one of them has is kept.
  if (after === null && witness.deeds.filter(({ kind }) => kind === 'created').length > 1) return true
  if (record.deleted !== null && witness.conflicts.some(({ path }) => path === '')) return true
  // A calendar that cannot show it was nothing other for it when somebody deleted the event there.
  if (record.deleted !== null && witness.deeds.some((other) => isBlindDeletion(other, change))) return true
  const later = witness.deeds.filter((other) => other.number > deed.number && other.counts)
  if (later.some((other) => replaces(other, deed, change) && sawValue(other, unit, after))) return true
  // A decision in the hub is made in sight of what stands there.
  return changes.some(
    ({ by, what, patch, inverse }) =>
      by.kind === 'person' &&
      (what === 'deleted'
        ? record.deleted !== null
        : what === 'changed' && (unitsIn(inverse, change) || unitsIn(patch, change) || isMovedIn(inverse, change))),
  )

  function unitsIn(inverse: object, { unit }: UnitChange): boolean {
    return changesUnit({ patch: inverse } as never, unit)
  }
}

function isBlindDeletion(other: Deed, { unit, before, after }: UnitChange): boolean {
  return other.kind === 'deleted' && other.counts && sawValue(other, unit, before) && sawValue(other, unit, after)
}

/** An exception that had gone along with its series was under another key when it was replaced. */
function isMovedIn(inverse: ChangeRecord['inverse'], { unit, after }: UnitChange): boolean {
  if (!unit.startsWith('recurrenceOverrides/')) return false
  return Object.entries(inverse).some(
    ([pointer, value]) => pointer.startsWith('recurrenceOverrides/') && sameJson(value, after),
  )
}

/** An occurrence that was left out of a series is none of the series it has become. */
function isOfAnotherSeries({ changes }: Witness, { unit, after }: UnitChange): boolean {
  if (!unit.startsWith('recurrenceOverrides/') || !sameJson(after, { excluded: true })) return false
  return changes.some((change) => changesUnit(change, 'time') || changesUnit(change, 'recurrenceRules'))
}

/** Somebody in the hub deleted the event with this value, and an item of somebody else brought it back otherwise. */
function isOutOfTheBin({ changes, deeds }: Witness, { unit, after }: UnitChange): boolean {
  return changes.some(({ what, by, revision, inverse }) => {
    if (what !== 'restored' || by.kind === 'person') return false
    const wasDecided = changes.some(
      (other) => other.what === 'deleted' && other.by.kind === 'person' && other.revision === revision - 1,
    )
    const wasTakenOut = deeds.some(
      ({ kind, place }) => ['restored', 'created'].includes(kind) && place.calendarId === by.calendarId,
    )
    return wasDecided && wasTakenOut && isInPatch(inverse, unit, after)
  })
}

function isVisible(event: Parameters<typeof unitValue>[0], { unit, after }: UnitChange): boolean {
  if (sameJson(unitValue(event, unit), after)) return true
  // A series that moves takes its exceptions along, under new keys.
  if (!unit.startsWith('recurrenceOverrides/')) return false
  return Object.values(event.recurrenceOverrides ?? {}).some((patch) => canonicalJson(patch) === canonicalJson(after))
}

function replaces(other: Deed, deed: Deed, { unit, after }: UnitChange): boolean {
  if (other.kind === 'deleted') return true
  if (other.changes.some((change) => change.unit === unit)) return true
  if (!unit.startsWith('recurrenceOverrides/') || other === deed) return false
  // Whoever moves a series renames the keys of its exceptions; after that they are edited under the new ones.
  return other.changes.some(
    (change) =>
      ['time', 'recurrenceRules'].includes(change.unit) ||
      (change.unit.startsWith('recurrenceOverrides/') && sameJson(change.before, after)),
  )
}
