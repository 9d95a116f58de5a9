import { printEvent } from '@chroniton/shared/calendar/icalendar/print'
import type { ItemId, SourceId } from '@chroniton/shared/contract/ids'
import type { CaldavConfig } from '../../../config/source-config.ts'
import type { Logger } from '../../../ports.ts'
import { systemMachine } from '../../../machine.ts'
import { Redacted } from '../../../secrets/redacted.ts'
import type { OutsideClient, World } from '../../testing/contract-world.ts'
import { NAMESPACE_DECLARATIONS } from '../xml.ts'
import { openCaldav } from '../source.ts'

const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export function caldavConfig(url: string, changes: Partial<CaldavConfig> = {}): CaldavConfig {
  return {
    type: 'caldav',
    id: 'source' as SourceId,
    name: 'Test',
    enabled: true,
    calendars: { include: [], exclude: [] },
    allowEventUpdates: true,
    allowMetadataUpdates: true,
    syncIntervalMinutes: null,
    url,
    username: 'ada',
    password: Redacted.of('secret'),
    token: null,
    auth: 'auto',
    profile: 'generic',
    caPath: null,
    clientCertPath: null,
    clientKeyPath: null,
    ...changes,
  }
}

export function openTestSource(url: string, changes: Partial<CaldavConfig> = {}) {
  return openCaldav(caldavConfig(url, changes), systemMachine(SILENT))
}

/** A fresh calendar on a real server. `home` is the path of the calendar home. */
export async function openCaldavWorld(
  url: string,
  home: string,
  username: string,
  changes: Partial<CaldavConfig> = {},
): Promise<World> {
  const calendar = `${home}world-${count++}/`
  const outside = outsideClient(url, username)
  let removed = false
  await outside.send('MKCALENDAR', calendar)
  const open = () => openTestSource(url, { username, ...changes })
  const source = await open()
  return {
    source,
    calendar,
    outside: {
      ...outside,
      async removeCalendar(path) {
        removed ||= path === calendar
        await outside.removeCalendar(path)
      },
    },
    reopen: open,
    async close() {
      await source.close()
      if (!removed) await outside.removeCalendar(calendar)
    },
  }
}

let count = 0

/** Another CalDAV program, as plain as it can be. */
export function outsideClient(
  url: string,
  username: string,
): OutsideClient & { send(method: string, path: string, body?: string): Promise<string> } {
  const authorization = `Basic ${Buffer.from(`${username}:secret`).toString('base64')}`

  async function send(method: string, path: string, body?: string, type = 'application/xml'): Promise<string> {
    const content = body === undefined ? null : { body, headers: { authorization, 'content-type': type } }
    const response = await fetch(new URL(path, url), { method, headers: { authorization }, ...content })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text
  }
  const put = (calendar: string, itemId: string, text: string) => send('PUT', calendar + itemId, text, 'text/calendar')
  const get = (calendar: string, itemId: string) => send('GET', calendar + itemId)

  async function create(calendar: string, text: string): Promise<ItemId> {
    const itemId = `outside-${count++}.ics` as ItemId
    await put(calendar, itemId, text)
    return itemId
  }

  return {
    send,
    create: (calendar, event) => create(calendar, printEvent(event, { people: 'attendees' })),
    async edit(calendar, itemId, event) {
      await put(calendar, itemId, printEvent(event, { people: 'attendees' }))
    },
    async remove(calendar, itemId) {
      await send('DELETE', calendar + itemId)
    },
    async removeCalendar(calendar) {
      await send('DELETE', calendar)
    },
    async changeCalendar(calendar, { name, color, description }) {
      const values = { 'd:displayname': name, 'a:calendar-color': color, 'c:calendar-description': description }
      const set = Object.entries(values).map(([property, value]) =>
        value ? `<${property}>${value}</${property}>` : '',
      )
      const props = `<d:set><d:prop>${set.join('')}</d:prop></d:set>`
      await send('PROPPATCH', calendar, `<d:propertyupdate${NAMESPACE_DECLARATIONS}>${props}</d:propertyupdate>`)
    },
    async invited(calendar, itemId) {
      const text = (await get(calendar, itemId)).replace(/\r?\n[ \t]/g, '')
      return [...text.matchAll(/^(?:ATTENDEE|ORGANIZER)[^\r\n]*/gim)].map(([line]) => line)
    },
    text: {
      create,
      get,
      async replace(calendar, itemId, text) {
        await put(calendar, itemId, text)
      },
    },
  }
}
