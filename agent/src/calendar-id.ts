import { createHash } from 'node:crypto'
import { CalendarId, type AgentId, type SourceId } from '@chroniton/shared/contract/ids'

/** The same for ever, whatever happens to the journal: made of nothing but what names the calendar. */
export function calendarIdOf(agentId: AgentId, sourceId: SourceId, nativeId: string): CalendarId {
  const digest = createHash('sha256')
    .update(JSON.stringify([agentId, sourceId, nativeId]))
    .digest('hex')
  return CalendarId.parse(`cal_${digest.slice(0, 20)}`)
}
