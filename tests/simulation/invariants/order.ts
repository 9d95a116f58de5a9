import { sameJson } from '@chroniton/shared/calendar/json'
import type { State } from '../../../server/src/engine/state.ts'
import { outboxRows } from '../outbox-rows.ts'
import type { World } from '../world.ts'

/** Nothing is left over: no command, no question, no problem; and calendars are called what they are called. */
export function checkOrder(world: World, state: State): string[] {
  const wrong = outboxRows(world.database).map((row) => `left in the outbox: ${JSON.stringify(row)}`)
  for (const held of state.holds.all()) wrong.push(`still held: ${JSON.stringify(held)}`)
  for (const problem of state.problems.all()) wrong.push(`still a problem: ${JSON.stringify(problem)}`)
  for (const request of state.requests.all()) wrong.push(`still requested: ${JSON.stringify(request)}`)
  for (const conflict of state.conflicts.all()) {
    if (conflict.state === 'open') wrong.push(`still open: ${JSON.stringify(conflict)}`)
  }
  return [...wrong, ...checkCalendars(world, state)]
}

function checkCalendars(world: World, state: State): string[] {
  const wrong: string[] = []
  const shown = new Map(
    world
      .places()
      .map(({ calendarId, account, nativeId }) => [
        calendarId as string,
        account.calendars().find((calendar) => calendar.nativeId === nativeId)!.metadata,
      ]),
  )
  for (const [calendarId, metadata] of shown) {
    const record = state.calendars.get(calendarId as never)
    if (record === undefined) {
      wrong.push(`the hub does not know the calendar ${metadata.name}`)
      continue
    }
    for (const [what, held] of [
      ['shown', record.seen.metadata],
      ['wanted', record.wanted],
    ] as const) {
      if (!sameJson(held, metadata)) {
        wrong.push(`calendar ${calendarId} is ${JSON.stringify(metadata)}, the hub has ${what} ${JSON.stringify(held)}`)
      }
    }
  }
  for (const { from, to, followMetadata } of state.routes.all()) {
    if (followMetadata && shown.get(from)?.name !== shown.get(to)?.name) {
      wrong.push(`${shown.get(to)?.name} does not follow ${shown.get(from)?.name}`)
    }
  }
  return wrong
}
