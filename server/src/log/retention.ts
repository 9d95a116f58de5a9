import type { Instant } from '@chroniton/shared/contract/ids'
import type { ChangeLog } from './change-log.ts'
import type { Folder } from './folder.ts'

const DAY = 24 * 60 * 60 * 1000

/** Forgets the entries that are older than so many days, never one that is not folded; their number. */
export function trimLog(log: ChangeLog, folder: Folder, days: number, now: Instant): Promise<number> {
  const before = new Date(Date.parse(now) - days * DAY).toISOString() as Instant
  return log.trim(before, folder.foldedPosition)
}
