import { CodedError } from '@chroniton/shared/contract/errors'
import type { ConflictId } from '@chroniton/shared/contract/ids'
import type { ConflictSide, ConflictView, Page } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import type { ConflictRecord } from '../../engine/records.ts'
import { prepared } from '../../store/prepared.ts'
import { pageOf, parseCursor } from '../paging.ts'
import { authorView, type Sources } from './sources.ts'

const Place = z.tuple([z.string(), z.string()])

export interface ConflictQuery {
  state: 'open' | 'decided' | 'all'
  limit: number
  cursor: string | null
}

/** Newest first. */
export function conflictPage(sources: Sources, { state, limit, cursor }: ConflictQuery): Page<ConflictView> {
  const place = parseCursor(cursor, Place)
  const rows = prepared<[object], string>(
    sources.database,
    `select json from conflicts
       where (@state = 'all' or state = @state) and (@at is null or (at, id) < (@at, @id))
       order by at desc, id desc limit @limit`,
  )
    .pluck()
    .all({ state, at: place?.[0] ?? null, id: place?.[1] ?? null, limit: limit + 1 })
  return pageOf(
    rows.map((json) => JSON.parse(json) as ConflictRecord),
    limit,
    (conflict) => conflictView(sources, conflict),
    (conflict) => [conflict.at, conflict.id],
  )
}

/** Errors: `not-found`. */
export function oneConflict(sources: Sources, conflictId: ConflictId): ConflictView {
  const conflict = sources.state.conflicts.get(conflictId)
  if (conflict === undefined) throw new CodedError('not-found', `there is no conflict ${conflictId}`)
  return conflictView(sources, conflict)
}

function conflictView(sources: Sources, conflict: ConflictRecord): ConflictView {
  return {
    ...conflict,
    title: sources.state.events.get(conflict.eventId)?.event.title ?? '',
    current: sideView(sources, conflict.current),
    other: sideView(sources, conflict.other),
  }
}

function sideView({ state }: Sources, { by, value, deleted, at }: ConflictRecord['current']): ConflictSide {
  const author = authorView(state, by)
  return {
    calendarId: author.kind === 'calendar' ? author.calendarId : null,
    name: author.name,
    value: deleted ? null : value,
    deleted,
    at,
  }
}
