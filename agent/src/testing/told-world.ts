import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { Command } from '@chroniton/shared/contract/command'
import type { CommandId, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'

interface ToldItem {
  version: ItemVersion
  event: CalendarEvent
  listingId: string | null
}

/** What a hub believes of one calendar after it has read all reports in order. */
export class ToldWorld {
  readonly items = new Map<ItemId, ToldItem>()
  readonly settled = new Set<CommandId>()
  readonly #commands: ReadonlyMap<CommandId, Command>

  constructor(commands: ReadonlyMap<CommandId, Command>) {
    this.#commands = commands
  }

  take(reports: ReportItem[]): void {
    for (const report of reports) this.#take(report)
  }

  #take(report: ReportItem): void {
    switch (report.kind) {
      case 'event-seen':
        this.items.set(report.itemId, report)
        break
      case 'event-gone':
        this.items.delete(report.itemId)
        break
      case 'listing-complete':
        for (const [itemId, { listingId }] of this.items) if (listingId !== report.listingId) this.items.delete(itemId)
        break
      case 'applied': {
        this.settled.add(report.commandId)
        const command = this.#commands.get(report.commandId)
        if (report.item) {
          const { itemId } = report.item
          this.items.set(itemId, { ...report.item, listingId: this.items.get(itemId)?.listingId ?? null })
        } else if (command?.kind === 'event-delete' && command.itemId) this.items.delete(command.itemId)
        break
      }
      case 'refused': {
        this.settled.add(report.commandId)
        const command = this.#commands.get(report.commandId)
        const isGone = report.code === 'item-not-found' && command && 'itemId' in command && command.itemId
        if (isGone) this.items.delete(isGone)
        break
      }
      case 'calendar-seen':
      case 'calendar-gone':
      case 'item-failed':
      case 'account-failed':
      case 'account-recovered':
        break
      default:
        report satisfies never
    }
  }
}
