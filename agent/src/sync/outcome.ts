import type { SeenCalendar } from '@chroniton/shared/contract/calendar'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { ItemId } from '@chroniton/shared/contract/ids'
import type { FailedItem, ProviderItem } from '../providers/provider.ts'

/** What became of a command. A failure that passes by itself is none: it is thrown, and the command tried again. */
export type Outcome =
  | { kind: 'written'; item: ProviderItem }
  /** `itemId`: null when there was nothing to delete. */
  | { kind: 'deleted'; itemId: ItemId | null }
  | { kind: 'calendar'; calendar: SeenCalendar }
  | { kind: 'calendar-deleted' }
  | { kind: 'done' }
  /** `present`: the item as it is instead, to be told before the refusal. */
  | { kind: 'refused'; code: ErrorCode; detail: string; present: ProviderItem | FailedItem | null }

export function refused(code: ErrorCode, detail: string, present: ProviderItem | FailedItem | null = null): Outcome {
  return { kind: 'refused', code, detail, present }
}
