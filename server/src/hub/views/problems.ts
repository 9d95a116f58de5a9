import type { ProblemView } from '@chroniton/shared/contract/views'
import type { ProblemRecord } from '../../engine/records.ts'
import type { Sources } from './sources.ts'

/** A calendar that cannot be read at all may have a problem per item; nobody reads more of them than this. */
const MOST = 500

/** What concerns an account or a calendar first, then single items. */
export function problemViews({ database }: Sources): ProblemView[] {
  const rows = database.sqlite
    .prepare(`select json from problems order by item_id <> '', agent_id, source_id, calendar_id, item_id limit ?`)
    .pluck()
    .all(MOST) as string[]
  return rows.map((json) => JSON.parse(json) as ProblemRecord)
}
