import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { sameEvent } from '@chroniton/shared/calendar/equality'
import type { EventDelete, EventWrite } from '@chroniton/shared/contract/command'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { CommandId, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { JournalCalendar } from '../journal/calendar-table.ts'
import type { Journal } from '../journal/journal.ts'
import type { FailedItem, NativeId, ProviderItem, Source } from '../providers/provider.ts'
import type { CommitGroup } from './commit-group.ts'
import { toldHash } from './observation.ts'
import { refused, type Outcome } from './outcome.ts'
import type { ReadBack } from './read-back.ts'

export interface EventCommandDeps {
  journal: Journal
  source: Source
  commits: CommitGroup
  readBack: ReadBack
  /** Makes a request that writes when its turn comes: only so many are under way at once. */
  request<Result>(act: () => Promise<Result>): Promise<Result>
}

/**
 * Makes the item show the event.
 *
 * Whatever happened to an earlier attempt, nothing is doubled: a creation finds the item made before, and a change is
 * made only to the version the hub has seen. An item that shows what is wanted already counts as written.
 * `written`: the item that an earlier attempt is known to have written.
 */
export async function writeEvent(
  command: EventWrite,
  written: ItemId | null,
  calendar: JournalCalendar,
  deps: EventCommandDeps,
  signal: AbortSignal,
): Promise<Outcome> {
  const { journal, source, readBack, request } = deps
  const { nativeId } = calendar
  if (written !== null) return lateOutcome(command.event, written, await readBack.read(nativeId, written))
  const again = await alreadyWritten(command, calendar, deps)
  if (again) return again

  const { commandId, eventId, role, itemId, patch, event } = command
  const expectedVersion = presentVersion(journal, calendar, itemId, command.expectedVersion)
  const write = { eventId, role, itemId, expectedVersion, patch, event }
  try {
    const { itemId: made, held } = await request(() => source.write(nativeId, write, signal))
    if (held) return { kind: 'written', item: held }
    return heldOutcome(made, await readWritten(commandId, made, nativeId, deps))
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'version-mismatch') throw error
    const present =
      itemId === null ? await source.find(nativeId, eventId, signal) : await readBack.read(nativeId, itemId)
    if (present?.kind === 'item' && sameEvent(present.event, event)) return { kind: 'written', item: present }
    return changedMeanwhile(error, itemId, present)
  }
}

export async function deleteEvent(
  command: EventDelete,
  calendar: JournalCalendar,
  { journal, source, readBack, request }: EventCommandDeps,
  signal: AbortSignal,
): Promise<Outcome> {
  const { nativeId, number } = calendar
  let { itemId } = command
  if (itemId === null) {
    const made = journal.items.byMark(number, command.eventId) ?? (await source.find(nativeId, command.eventId, signal))
    if (!made) return { kind: 'deleted', itemId: null }
    itemId = made.itemId
  }
  const expectedVersion = presentVersion(journal, calendar, itemId, command.expectedVersion)
  const target = itemId
  try {
    await request(() => source.delete(nativeId, target, expectedVersion, signal))
    return { kind: 'deleted', itemId: target }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    if (error.code === 'item-not-found') return { kind: 'deleted', itemId: target }
    if (error.code !== 'version-mismatch') throw error
    const present = await readBack.read(nativeId, target)
    return present === null ? { kind: 'deleted', itemId: target } : changedMeanwhile(error, target, present)
  }
}

/**
 * Where reading back fails, a later attempt only reads. A process that dies before it has failed writes again, under
 * the precondition of the first time, and so finds what it has written.
 */
async function readWritten(
  commandId: CommandId,
  made: ItemId,
  nativeId: NativeId,
  { journal, commits, readBack }: EventCommandDeps,
): Promise<ProviderItem | FailedItem | null> {
  try {
    return await readBack.read(nativeId, made)
  } catch (error) {
    await commits.commit(() => journal.commands.markWritten(commandId, made))
    throw error
  }
}

/** A command that the hub sends again, because it has lost its receipt. */
async function alreadyWritten(
  { commandId }: EventWrite,
  { nativeId }: JournalCalendar,
  { journal, readBack }: EventCommandDeps,
): Promise<Outcome | null> {
  const outcome = journal.commands.outcome(commandId)
  if (!outcome) return null
  const item = await readBack.read(nativeId, outcome.itemId)
  return item?.kind === 'item' && toldHash(item) === outcome.hash ? { kind: 'written', item } : null
}

/** The hub expects the version it was told; a touch that changed nothing worth telling has given the item another. */
function presentVersion(
  { items }: Journal,
  { number }: JournalCalendar,
  itemId: ItemId | null,
  expected: ItemVersion | null,
): ItemVersion | null {
  const row = itemId === null ? undefined : items.get(number, itemId)
  return row && row.reportedVersion === expected ? row.version : expected
}

function heldOutcome(itemId: ItemId, held: ProviderItem | FailedItem | null): Outcome {
  if (held === null) return refused('item-not-found', `${itemId} was gone when it was read back`)
  if (held.kind === 'failed') return refused(held.code, held.detail, held)
  return { kind: 'written', item: held }
}

/**
 * Written by an attempt that failed before it had read the item back. Since then somebody may have changed it, so what
 * it shows counts as our own writing only where it is just that; the hub merges anything else.
 */
function lateOutcome(event: CalendarEvent, itemId: ItemId, held: ProviderItem | FailedItem | null): Outcome {
  if (held?.kind !== 'item' || sameEvent(held.event, event)) return heldOutcome(itemId, held)
  return refused('version-mismatch', `${itemId} shows something else than was written`, held)
}

function changedMeanwhile(
  error: CodedError,
  itemId: ItemId | null,
  present: ProviderItem | FailedItem | null,
): Outcome {
  if (present === null && itemId !== null) return refused('item-not-found', `${itemId} is not there`)
  // Refused by its name alone: something that is no copy of this event stands in the way.
  if (present === null) return refused('item-refused', error.detail)
  return refused('version-mismatch', error.detail, present)
}
