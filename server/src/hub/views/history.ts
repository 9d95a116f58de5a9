import type { CalendarId, EventId, Position } from '@chroniton/shared/contract/ids'
import type { ChangeView, Page } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import type { ChangeRecord } from '../../engine/records.ts'
import { prepared } from '../../store/prepared.ts'
import { pageOf, parseCursor } from '../paging.ts'
import { authorView, type Sources } from './sources.ts'

const Place = z.tuple([z.int()])

export interface HistoryQuery {
  eventId: EventId | null
  /** Changes that were seen in this calendar. */
  calendarId?: CalendarId | null
  /** Changes that people made in the hub. */
  people?: boolean
  what?: ChangeRecord['what'] | null
  /** Changes that this entry of the log made. */
  position?: Position | null
  limit: number
  cursor: string | null
}

/** Newest first. */
export function historyPage(sources: Sources, query: HistoryQuery): Page<ChangeView> {
  const { eventId, calendarId = null, people = false, what = null, position = null, limit, cursor } = query
  const place = parseCursor(cursor, Place)
  const conditions = [
    ...(place === null ? [] : ['number < @before']),
    ...(eventId === null ? [] : ['event_id = @eventId']),
    ...(position === null ? [] : ['position = @position']),
    ...(calendarId === null ? [] : [`json ->> '$.by.calendarId' = @calendarId`]),
    ...(people ? [`json ->> '$.by.kind' = 'person'`] : []),
    ...(what === null ? [] : [`json ->> '$.what' = @what`]),
  ]
  const rows = prepared<[object], { number: number; json: string }>(
    sources.database,
    `select number, json from changes where ${['true', ...conditions].join(' and ')} order by number desc limit @limit`,
  ).all({ before: place?.[0] ?? null, eventId, position, calendarId, what, limit: limit + 1 })
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
