import type Sqlite from 'better-sqlite3'
import type { ProblemRecord } from '../engine/records.ts'
import type { Problems } from '../engine/state.ts'
import { DocumentTable } from './document-table.ts'

const KEY = ['agent_id', 'source_id', 'calendar_id', 'item_id']

export function sqliteProblems(sqlite: Sqlite.Database, touch: (agentId: string) => void): Problems {
  const documents = new DocumentTable<ProblemRecord>(sqlite, 'problems', KEY, {
    agent_id: (problem) => problem.agentId,
    source_id: (problem) => problem.sourceId ?? '',
    calendar_id: (problem) => problem.calendarId ?? '',
    item_id: (problem) => problem.itemId ?? '',
  })
  const inOrder = `order by ${KEY.join(', ')}`
  return {
    put(problem) {
      documents.put(problem)
      touch(problem.agentId)
    },
    clear(agentId, sourceId, calendarId, itemId) {
      const isThere = documents.delete(agentId, sourceId ?? '', calendarId ?? '', itemId ?? '')
      if (isThere) touch(agentId)
      return isThere
    },
    ofCalendar: documents.query(`where calendar_id = ? ${inOrder}`),
    all: documents.query(inOrder),
  }
}
