import type { Command } from '@chroniton/shared/contract/command'
import type { ItemId } from '@chroniton/shared/contract/ids'
import type { AppliedItem, Receipt } from '@chroniton/shared/contract/receipt'
import type { JournalCalendar } from '../journal/calendar-table.ts'
import type { Journal } from '../journal/journal.ts'
import type { FailedItem, ProviderItem } from '../providers/provider.ts'
import { shortened } from './coded.ts'
import { checked, tell, toldHash } from './observation.ts'
import type { Outcome } from './outcome.ts'

/**
 * Settles a command inside the caller's transaction: the receipt is spooled, what the journal holds of the item or
 * calendar follows, and the command is forgotten. Whatever the hub must know before the receipt goes before it.
 */
export function settle(
  journal: Journal,
  command: Command,
  calendar: JournalCalendar | undefined,
  outcome: Outcome,
  now: number,
): void {
  const { commandId } = command
  switch (outcome.kind) {
    case 'written': {
      const item = checked(outcome.item)
      if (item.kind === 'failed') {
        spoolRefusal(journal, command, calendar, { code: item.code, detail: item.detail, present: item }, now)
        break
      }
      const { itemId, version, event, modifiedAt } = item
      spool(journal, { kind: 'applied', commandId, item: { itemId, version, event, modifiedAt }, calendar: null })
      const hash = toldHash(item)
      keep(journal, calendar!, item, hash, now)
      journal.commands.rememberOutcome(commandId, itemId, hash, now)
      break
    }
    case 'deleted':
      spool(journal, { kind: 'applied', commandId, item: null, calendar: null })
      forgetItem(journal, command, calendar, outcome.itemId, now)
      break
    case 'calendar': {
      const { calendar: shown } = outcome
      spool(journal, { kind: 'applied', commandId, item: null, calendar: shown })
      journal.calendars.see(journal.calendars.get(shown.calendarId)!.number, shown)
      break
    }
    case 'calendar-deleted':
      spool(journal, { kind: 'applied', commandId, item: null, calendar: null })
      journal.calendars.lose(calendar!.number)
      break
    case 'done':
      spool(journal, { kind: 'applied', commandId, item: null, calendar: null })
      break
    case 'refused':
      spoolRefusal(journal, command, calendar, outcome, now)
      break
    default:
      outcome satisfies never
  }
  journal.commands.remove(commandId)
}

function spoolRefusal(
  journal: Journal,
  command: Command,
  calendar: JournalCalendar | undefined,
  { code, detail, present }: Pick<Extract<Outcome, { kind: 'refused' }>, 'code' | 'detail' | 'present'>,
  now: number,
): void {
  if (present && calendar) {
    const hash = toldHash(present)
    journal.spool.append(tell(calendar.calendarId, present, null, hash).json)
    keep(journal, calendar, present, hash, now)
  }
  if (code === 'item-not-found') forgetItem(journal, command, calendar, null, now)
  spool(journal, { kind: 'refused', commandId: command.commandId, code, detail: shortened(detail) })
}

/** In a full listing under way the item is still to be named, unless it was already. */
function keep(
  journal: Journal,
  { number }: JournalCalendar,
  item: ProviderItem | FailedItem,
  hash: string,
  now: number,
): void {
  const { itemId, version } = item
  const mark = item.kind === 'item' ? item.mark : null
  journal.items.keep(number, { itemId, version, hash, mark })
  journal.settled.note(number, itemId, now)
}

function forgetItem(
  journal: Journal,
  command: Command,
  calendar: JournalCalendar | undefined,
  deleted: ItemId | null,
  now: number,
): void {
  if (!calendar || (command.kind !== 'event-write' && command.kind !== 'event-delete')) return
  const itemId = deleted ?? command.itemId ?? journal.items.byMark(calendar.number, command.eventId)?.itemId
  if (!itemId) return
  journal.items.remove(calendar.number, itemId)
  journal.settled.note(calendar.number, itemId, now)
}

function spool(journal: Journal, receipt: Receipt & { item?: AppliedItem | null }): void {
  journal.spool.append(JSON.stringify(receipt))
}
