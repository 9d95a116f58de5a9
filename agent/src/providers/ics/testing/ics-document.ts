import { ItemId } from '@chroniton/shared/contract/ids'
import type { OutsideClient } from '../../testing/contract-world.ts'
import { foreignText } from '../../testing/text-client.ts'

/** A calendar in one text, kept by another program: `save` is called with the whole of it after every change. */
export class IcsDocument {
  readonly #events: { itemId: ItemId; components: string }[] = []
  readonly #save: (text: string) => Promise<void>
  header = ['X-WR-CALNAME:Team calendar', 'COLOR:crimson']

  constructor(save: (text: string) => Promise<void>) {
    this.#save = save
  }

  get text(): string {
    return [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//example.org//contract//EN',
      ...this.header,
      ...this.#events.map(({ components }) => components),
      'END:VCALENDAR',
      '',
    ].join('\r\n')
  }

  async add(text: string): Promise<ItemId> {
    const uid = ItemId.parse(/^UID:(.*)$/m.exec(text)?.[1]?.trim())
    const earlier = this.#events.filter(({ itemId }) => itemId === uid || itemId.startsWith(`${uid}#`)).length
    const itemId = earlier === 0 ? uid : ItemId.parse(`${uid}#${earlier + 1}`)
    this.#events.push({ itemId, components: componentsOf(text) })
    await this.#save(this.text)
    return itemId
  }

  /** Events that have no id of their own. */
  async addComponents(text: string): Promise<void> {
    this.#events.push({ itemId: ItemId.parse('unnamed'), components: componentsOf(text) })
    await this.#save(this.text)
  }

  async replace(itemId: ItemId, text: string): Promise<void> {
    const event = this.#events.find((each) => each.itemId === itemId)
    if (!event) throw new Error(`there is no ${itemId}`)
    event.components = componentsOf(text)
    await this.#save(this.text)
  }

  async remove(itemId: ItemId): Promise<void> {
    const at = this.#events.findIndex((event) => event.itemId === itemId)
    this.#events.splice(at, 1)
    await this.#save(this.text)
  }

  outside(removeCalendar: () => Promise<void>): OutsideClient {
    return {
      create: (_calendar, event) => this.add(foreignText(event)),
      edit: (_calendar, itemId, event) => this.replace(itemId, foreignText(event)),
      remove: (_calendar, itemId) => this.remove(itemId),
      removeCalendar,
      text: {
        create: (_calendar, text) => this.add(text),
        replace: (_calendar, itemId, text) => this.replace(itemId, text),
        get: async () => this.text,
      },
    }
  }
}

/** Zones and events of a calendar text, without what surrounds them. */
function componentsOf(text: string): string {
  const lines = text.split('\r\n')
  return lines
    .slice(
      lines.findIndex((line) => /^BEGIN:(VTIMEZONE|VEVENT)$/.test(line)),
      lines.lastIndexOf('END:VCALENDAR'),
    )
    .join('\r\n')
}
