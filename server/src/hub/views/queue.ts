import type { Command } from '@chroniton/shared/contract/command'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId, CommandId, EventId, Instant, Position } from '@chroniton/shared/contract/ids'
import type { Page, QueueRow } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import { prepared } from '../../store/prepared.ts'
import { pageOf, parseCursor } from '../paging.ts'
import { calendarName, type Sources } from './sources.ts'

const Place = z.tuple([z.int()])

export interface QueueQuery {
  agentId: AgentId | null
  calendarId?: CalendarId | null
  eventId?: EventId | null
  /** Those alone that wait for a person. */
  parked?: boolean
  limit: number
  cursor: string | null
}

interface Row {
  position: Position
  agentId: AgentId
  commandId: CommandId
  calendarId: CalendarId | null
  eventId: EventId | null
  kind: Command['kind']
  queuedAt: Instant
  state: 'waiting' | 'parked'
  code: ErrorCode | null
  detail: string | null
  title: string | null
}

/** In the order in which they go out. */
export function queuePage(sources: Sources, query: QueueQuery): Page<QueueRow> {
  const { agentId, calendarId = null, eventId = null, parked = false, limit, cursor } = query
  const place = parseCursor(cursor, Place)
  const rows = prepared<[object], Row>(
    sources.database,
    `select position, agent_id as agentId, command_id as commandId, calendar_id as calendarId, event_id as eventId,
              kind, queued_at as queuedAt, state, code, detail,
              (select json_extract(events.json, '$.event.title') from events where events.id = event_id) as title
       from outbox
       where position > @after and (@agentId is null or agent_id = @agentId)
         and (@calendarId is null or calendar_id = @calendarId) and (@eventId is null or event_id = @eventId)
         and (@parked = 0 or state = 'parked')
       order by position limit @limit`,
  ).all({ after: place?.[0] ?? 0, agentId, calendarId, eventId, parked: Number(parked), limit: limit + 1 })
  return pageOf(
    rows,
    limit,
    (row) => queueRow(sources, row),
    (row) => [row.position],
  )
}

export function queueLength({ database }: Sources): number {
  return prepared<[], number>(database, 'select count(*) from outbox').pluck().get()!
}

function queueRow({ state, presence }: Sources, row: Row): QueueRow {
  const { code, detail, title, ...shown } = row
  const present = presence.of(row.agentId)
  const delayed = present?.status?.delayed.find(({ commandId }) => commandId === row.commandId)
  const wasSent = present !== null && row.position <= present.sentPosition
  const named = row.calendarId === null ? '' : calendarName(state.calendars.get(row.calendarId), row.calendarId)
  const about = { ...shown, title: title ?? named }
  if (row.state === 'parked') {
    return {
      ...about,
      state: 'parked',
      attempts: 1,
      problem: code === null ? null : { code, detail: detail ?? '', retryAt: null },
    }
  }
  if (delayed !== undefined) {
    const { attempts, code, detail, retryAt } = delayed
    return { ...about, state: 'delayed', attempts, problem: { code, detail, retryAt } }
  }
  return { ...about, state: wasSent ? 'sent' : 'waiting', attempts: 0, problem: null }
}
