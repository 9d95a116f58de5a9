import type { ChangeRecord } from '../../../server/src/engine/records.ts'
import { itemOf } from '../place.ts'
import type { World } from '../world.ts'
import type { Witness } from './witness.ts'

/** What nobody deleted is there, and what somebody deleted is gone, unless there is a reason in the books. */
export function checkDeletions(world: World, witness: Witness): string[] {
  const { uid, deeds, record, alive, changes } = witness
  if (world.isDoubtful(uid)) return []
  if (alive.length > 1) return [`the hub knows ${uid} as ${alive.length} events`]
  const deletions = deeds.filter(({ kind, counts }) => kind === 'deleted' && counts)
  const decided = changes.some(({ what, by }) => what === 'deleted' && by.kind === 'person')
  if (record === undefined) {
    // What was gone before anybody looked was never there.
    return deletions.length > 0 || decided ? [] : [`the hub does not know ${uid}`]
  }
  if (record.deleted !== null) {
    return deletions.length === 0 && !decided ? [`nobody deleted ${uid}, and it is gone`] : []
  }
  if (deletions.every(({ overwritten }) => overwritten) && !decided) return missingAtHome(witness)
  return mayLive(world, witness) ? [] : [`${uid} was deleted and is there`]
}

/** Where it was made it still is. */
function missingAtHome({ uid, deeds }: Witness): string[] {
  return deeds
    .filter(({ kind, place }) => kind === 'created' && itemOf(place, uid) === undefined)
    .map(({ place }) => `nobody deleted ${uid}, and it is not in ${place.calendarId} any more`)
}

function mayLive(world: World, { deeds, record, changes, conflicts }: Witness): boolean {
  const last = deeds.findLast(({ kind, counts }) => kind === 'deleted' && counts)
  return (
    conflicts.some(({ path }) => path === '') ||
    changes.some(({ what, by }) => what === 'restored' && by.kind === 'person') ||
    world.putBack.has(record!.id) ||
    // An item that is put back before anybody has looked was never gone.
    deeds.some(({ kind, number }) => kind === 'restored' && number > (last?.number ?? 0)) ||
    isOutOfTheBin(world, { deeds, record, changes }) ||
    // Until a new hub has its routes again, each calendar's item is an event of its own: it was another that was deleted.
    (world.lostAt !== null && last === undefined && !changes.some((change) => isDecidedOn(change, record!.id))) ||
    // One of several homes is left.
    deeds.filter(({ kind }) => kind === 'created').length > 1
  )
}

/**
 * Where the hub deletes by a decision it cannot tell a person's deletion from its own. An item that somebody takes out
 * of a bin is heard of after it, whenever they did so.
 */
function isOutOfTheBin(
  world: World,
  { deeds, record, changes }: Pick<Witness, 'deeds' | 'record' | 'changes'>,
): boolean {
  const wasDecided =
    world.released.has(record!.id) || changes.some(({ what, by }) => what === 'deleted' && by.kind === 'person')
  return (
    wasDecided &&
    changes.some(
      ({ what, by }) =>
        what === 'restored' &&
        by.kind !== 'person' &&
        deeds.some(({ kind, place }) => kind === 'restored' && place.calendarId === by.calendarId),
    )
  )
}

function isDecidedOn({ what, by, eventId }: ChangeRecord, id: string): boolean {
  return what === 'deleted' && by.kind === 'person' && eventId === id
}
