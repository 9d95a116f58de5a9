import { toBeMadeAgain } from './copy.ts'
import type { CopyRecord } from './records.ts'
import { nextItem } from './second-item.ts'
import { takeReleased } from './seen.ts'
import { type Turn, vanishedKey } from './turn.ts'

/** The item of the copy is gone by a command. If it is wanted again by now it is made again. */
export function itemDeleted(turn: Turn, copy: CopyRecord): void {
  turn.vanished.delete(vanishedKey(copy))
  const isWanted = turn.event(copy.eventId)?.deleted === null && !copy.unwanted
  turn.putCopy(isWanted ? toBeMadeAgain(copy) : { ...copy, gone: { at: turn.at, holdId: null } })
  const duplicate = nextItem(turn, copy)
  if (duplicate !== undefined) takeReleased(turn, duplicate)
}
