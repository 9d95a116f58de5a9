import { pickUnits, unitsOf } from '@chroniton/shared/calendar/patch'
import { stampOf } from './author.ts'
import { toBeMadeAgain } from './copy.ts'
import { deleteEverywhere } from './deletion.ts'
import { type Act, changeEvent, markRestored } from './history.ts'
import { millisecondsOf } from './instant.ts'
import type { ChangeRecord, EventRecord } from './records.ts'
import type { Turn } from './turn.ts'

/** Takes one change back. What was changed again since stays as it is, and is said so. */
export function undoChange(turn: Turn, change: ChangeRecord, act: Act): void {
  const record = turn.event(change.eventId)
  const name = `"${record?.event.title ?? change.eventId}"`
  if (change.undone) return void turn.notes.push(`${name}: this change was undone before`)
  if (record === undefined) return void turn.notes.push(`${name}: the event is not known any more`)
  if (!takeBack(turn, record, change, act, name)) return
  turn.state.changes.put({ ...change, undone: true })
}

/** Whether anything was done. */
function takeBack(turn: Turn, record: EventRecord, change: ChangeRecord, act: Act, name: string): boolean {
  switch (change.what) {
    case 'created':
    case 'restored':
      if (record.deleted !== null) return skipped(turn, `${name}: it is deleted already`)
      deleteEverywhere(turn, record, act)
      return true
    case 'deleted':
      if (record.deleted?.revision !== change.revision) return skipped(turn, `${name}: it was restored since`)
      restoreEverywhere(turn, record, act)
      return true
    case 'changed':
      return takePatchBack(turn, record, change, act, name)
  }
}

function takePatchBack(turn: Turn, record: EventRecord, change: ChangeRecord, act: Act, name: string): boolean {
  if (record.deleted !== null) return skipped(turn, `${name}: it was deleted since`)
  const units = unitsOf(change.inverse)
  const untouched = units.filter((unit) => stampOf(record, unit).revision === change.revision)
  for (const unit of units) if (!untouched.includes(unit)) skipped(turn, `${name}: ${unit} was changed again since`)
  if (untouched.length === 0) return false
  changeEvent(turn, record, pickUnits(change.inverse, new Set(untouched)), act)
  return true
}

function skipped(turn: Turn, note: string): false {
  turn.notes.push(note)
  return false
}

/** The event is put back wherever the deletion took it from. */
export function restoreEverywhere(turn: Turn, record: EventRecord, act: Act): void {
  const { deleted } = record
  if (deleted === null) return
  for (const copy of turn.copies(record.id)) {
    if (copy.gone === null) turn.putCopy({ ...copy, unwanted: false })
    else if (millisecondsOf(copy.gone.at) >= millisecondsOf(deleted.at)) turn.putCopy(toBeMadeAgain(copy))
    else continue
    if (turn.calendar(copy.calendarId)?.seen.abilities.writeEvents === false) {
      turn.notes.push(`"${record.event.title ?? record.id}": calendar ${copy.calendarId} cannot be written`)
    }
  }
  markRestored(turn, record, {}, act)
}
