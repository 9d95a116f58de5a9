import type { EntryBody } from '@chroniton/shared/contract/entry'
import type { AgentId, BatchId, CalendarId, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'

/** A report of the agent, by default the only batch that may use its sequence, with one item that is gone. */
export function report(
  agent: string,
  sequence: number,
  options: { batch?: string; items?: ReportItem[] } = {},
): EntryBody {
  return {
    kind: 'report',
    agentId: agent as AgentId,
    batchId: (options.batch ?? `${agent}-${sequence}`) as BatchId,
    sequence,
    items: options.items ?? [{ kind: 'event-gone', calendarId: `${agent}/home` as CalendarId, itemId: 'a' as ItemId }],
  }
}

export function decision(name: string): EntryBody {
  return { kind: 'decision', by: 'Ada', decision: { kind: 'agent-add', agentId: name as AgentId, name } }
}

/** An item as an agent reports it. */
export function seen(calendar: string, item: string, title = item): ReportItem {
  return {
    kind: 'event-seen',
    calendarId: calendar as CalendarId,
    itemId: item as ItemId,
    version: '1' as ItemVersion,
    event: {
      '@type': 'Event',
      uid: item,
      title,
      start: '2026-03-02T09:00:00',
      timeZone: 'Europe/Zurich',
      duration: 'PT1H',
    },
    mark: null,
    modifiedAt: null,
    listingId: null,
  }
}
