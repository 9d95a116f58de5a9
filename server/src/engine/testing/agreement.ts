import { sameEvent } from '@chroniton/shared/calendar/equality'
import { asEvent } from '../item.ts'
import type { CopyRecord } from '../records.ts'
import { Turn } from '../turn.ts'
import type { World } from './world.ts'

/** Copies that show something else than their event, labels aside, in calendars that hold all they are given. */
export function differingCopies(world: World): CopyRecord[] {
  const turn = new Turn(world.state, world.entries.at(-1)!)
  return world.events.flatMap((record) =>
    world.state.copies.ofEvent(record.id).filter((copy) => {
      if (copy.gone !== null || copy.itemId === null) return false
      const { event } = world.held(copy.calendarId, copy.itemId)
      return !sameEvent(asEvent(turn, record, copy, event), asEvent(turn, record, copy, record.event))
    }),
  )
}
