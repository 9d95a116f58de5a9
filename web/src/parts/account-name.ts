import type { SourceId } from '@chroniton/shared/contract/ids'
import type { CalendarView } from '@chroniton/shared/contract/views'
import { useWords } from '../words/words-context.tsx'

/** The folder that the hub keeps for itself. */
const BUILT_IN = 'calendars' as SourceId

/** Where a calendar is kept, in words; of the hub's own folder nobody need know the path. */
export function useAccountName(): (calendar: Pick<CalendarView, 'agentId' | 'sourceId' | 'account'>) => string {
  const { words } = useWords()
  return ({ agentId, sourceId, account }) =>
    agentId === 'hub' && sourceId === BUILT_IN ? words.agents.builtIn : account
}
