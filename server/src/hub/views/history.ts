import type { EventId } from '@chroniton/shared/contract/ids'
import type { ChangeView, Page } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import type { ChangeRecord } from '../../engine/records.ts'
import { pageOf, parseCursor } from '../paging.ts'
import { authorView, type Sources } from './sources.ts'

const Place = z.tuple([z.int()])

export interface HistoryQuery {
  eventId: EventId | null
  limit: number
  cursor: string | null
}

/** Newest first. */
export function historyPage(sources: Sources, { eventId, limit, cursor }: HistoryQuery): Page<ChangeView> {
  const place = parseCursor(cursor, Place)
  const rows = sources.database.sqlite
    .prepare(
      `select number, json from changes
       where (@before is null or number < @before) and ${eventId === null ? 'true' : 'event_id = @eventId'}
       order by number desc limit @limit`,
    )
    .all({ before: place?.[0] ?? null, limit: limit + 1, ...(eventId === null ? {} : { eventId }) }) as {
    number: number
    json: string
  }[]
  return pageOf(
    rows,
    limit,
    (row) => changeView(sources, JSON.parse(row.json) as ChangeRecord),
    (row) => [row.number],
  )
}

export function changeView({ state }: Sources, change: ChangeRecord): ChangeView {
  return {
    ...change,
    title: state.events.get(change.eventId)?.event.title ?? '',
    by: authorView(state, change.by),
  }
}
