import type { CodedError } from '@chroniton/shared/contract/errors'
import type { CalendarId, SourceId } from '@chroniton/shared/contract/ids'
import type { AccountFailed, AccountRecovered } from '@chroniton/shared/contract/observation'
import type { Journal } from '../journal/journal.ts'
import { shortened } from './coded.ts'

/** Tells the hub once that a source (or one calendar of it) fails, again when the reason changes, and once that it works. */
export function reportFailure(
  journal: Journal,
  sourceId: SourceId,
  calendarId: CalendarId | null,
  { code, detail }: CodedError,
): void {
  journal.transaction(() => {
    if (journal.failures.get(sourceId, calendarId) === code) return
    const failed: AccountFailed = { kind: 'account-failed', sourceId, calendarId, code, detail: shortened(detail) }
    journal.spool.append(JSON.stringify(failed))
    journal.failures.put(sourceId, calendarId, code)
  })
}

export function reportRecovery(journal: Journal, sourceId: SourceId, calendarId: CalendarId | null): void {
  if (journal.failures.get(sourceId, calendarId) === undefined) return
  journal.transaction(() => {
    const recovered: AccountRecovered = { kind: 'account-recovered', sourceId, calendarId }
    journal.spool.append(JSON.stringify(recovered))
    journal.failures.remove(sourceId, calendarId)
  })
}
