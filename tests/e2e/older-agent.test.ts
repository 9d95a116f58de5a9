import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithPrograms } from '../servers/available.ts'
import { Network } from './network.ts'
import { until } from './processes.ts'

const SCRIPT = fileURLToPath(new URL('older_agent.py', import.meta.url))
const AGENT_ID = 'client-outlook'

interface OlderEvent {
  id: string
  title: string
  start_time: string
  end_time: string
  [field: string]: unknown
}

interface Done {
  type: string
  action: string | null
  status: string
}

const event = (number: number, changes: Partial<OlderEvent> = {}): OlderEvent => {
  const day = new Date(Date.UTC(2027, 0, number)).toISOString().slice(0, 10)
  return {
    id: `AAMk.${number}`,
    provider: 'outlook',
    provider_id: '',
    title: `Meeting ${number}`,
    description: `<html><body><p>Agenda & notes ${number}</p></body></html>`,
    location: 'Room 1',
    organizer: { email: 'boss@example.com', name: 'Boss' },
    participants: [{ email: 'ann@example.com', name: 'Ann', response_status: 'accepted' }],
    start_time: `${day}T09:00:00.000000`,
    end_time: `${day}T09:30:00.000000`,
    all_day: false,
    recurring: false,
    recurrence_pattern: null,
    calendar_id: 'outlook-default',
    calendar_name: 'Client',
    private: false,
    status: 'confirmed',
    created_at: '2026-01-01T00:00:00.123456',
    updated_at: '2026-01-01T00:00:00.123456',
    ...changes,
  }
}

describeWithPrograms('an agent of the original, as it is', ['python3'], () => {
  let network: Network
  let calendar: string

  beforeAll(async () => {
    network = await Network.start({ LEGACY_AGENTS: AGENT_ID, TIMEZONE: 'Europe/Zurich' })
    calendar = join(network.root, 'outlook.json')
    await until('the destination is there', async () =>
      (await network.json<{ isDestination: boolean }[]>('calendars', 'list')).some((one) => one.isDestination),
    )
  }, 120_000)

  afterAll(() => network?.end())

  const cycle = async (): Promise<Done[]> => {
    const { stdout } = await promisify(execFile)('python3', [SCRIPT, network.url, AGENT_ID, calendar])
    return JSON.parse(stdout) as Done[]
  }
  const write = (events: OlderEvent[]) => writeFileSync(calendar, JSON.stringify(events))
  const read = () => JSON.parse(readFileSync(calendar, 'utf8')) as OlderEvent[]
  const destination = () => {
    const folder = join(network.storage, 'calendars', 'chroniton')
    return readdirSync(folder)
      .filter((file) => file.endsWith('.ics'))
      .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll(/\r?\n[ \t]/g, ''))
  }
  const titles = () => destination().map((text) => /^SUMMARY:(.*?)\r?$/m.exec(text)?.[1] ?? '')

  const shown = async (title: string) => {
    const events = await network.json<{ id: string; title: string }[]>('events', 'list', '--search', title)
    return events.find((one) => one.title === title)!.id
  }

  it('registers itself and shows its events in the destination', async () => {
    write(Array.from({ length: 30 }, (_, index) => event(index + 1)))
    expect(await cycle()).toEqual([])
    await until('the events', () => titles().length === 30)
    const first = destination().find((text) => /^SUMMARY:Meeting 1\r?$/m.test(text))!
    expect(first).toContain('DTSTART;TZID=Europe/Zurich:20270101T090000')
    expect(first).toContain('CATEGORIES:Client')
    expect(first).not.toMatch(/^ATTENDEE/m)
  })

  it('may rely on what was answered, whatever happens to the hub', async () => {
    write([...read(), event(31)])
    await cycle()
    await network.hub.end('SIGKILL')
    await network.startHub()
    await until('the event told last', () => titles().includes('Meeting 31'))
    write(read().filter(({ id }) => id !== 'AAMk.31'))
    await network.chroniton('events', 'delete', await shown('Meeting 31'))
    expect(await cycle()).toEqual([{ type: 'event_update', action: 'delete', status: 'success' }])
    await cycle()
    await network.atRest()
    expect(titles()).toHaveLength(30)
  })

  it('is told a rename and changes of events, in order', async () => {
    const calendars = await network.json<{ id: string; agentId: string }[]>('calendars', 'list')
    const { id } = calendars.find(({ agentId }) => agentId === AGENT_ID)!
    await network.chroniton('calendars', 'rename', id, 'Big client')
    const key = readFileSync(join(network.storage, 'admin-key'), 'utf8').trim()
    const script = async (data: object) => {
      const response = await fetch(`${network.url}/api/sync/agents/${AGENT_ID}/receive-updates`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'event_update', data }),
      })
      expect([response.status, await response.json()]).toMatchObject([200, { status: 'success' }])
    }
    await script({
      action: 'update',
      event: {
        id: 'AAMk.5',
        calendar_id: 'outlook-default',
        title: 'Moved 5',
        start_time: '2027-01-05T15:00:00',
        end_time: '2027-01-05T16:00:00',
      },
    })
    await script({
      action: 'create',
      event: event(12, {
        id: 'x',
        title: 'Made at the hub',
        start_time: '2027-01-12T12:00:00',
        end_time: '2027-01-12T13:00:00',
      }),
    })
    expect(await cycle()).toEqual([
      { type: 'calendar_metadata', action: null, status: 'success' },
      { type: 'event_update', action: 'update', status: 'success' },
      { type: 'event_update', action: 'create', status: 'success' },
    ])
    expect(read().find(({ id }) => id === 'AAMk.5')).toMatchObject({
      title: 'Moved 5',
      start_time: '2027-01-05T15:00:00',
    })
    // What it shows of itself settles everything, and nothing comes twice.
    expect(await cycle()).toEqual([])
    expect(await cycle()).toEqual([])
    await network.atRest()
    expect(titles()).toHaveLength(31)
    expect(destination().filter((text) => text.includes('CATEGORIES:Big client'))).toHaveLength(31)
    expect(titles().filter((title) => title === 'Made at the hub')).toHaveLength(1)
  })

  it('deletes what is missing inside the time that its list covers, and nothing else', async () => {
    write(read().filter(({ id }) => id !== 'AAMk.10' && id !== 'AAMk.1'))
    await cycle()
    await until('the deletion', () => !titles().includes('Meeting 10'))
    expect(titles()).toContain('Meeting 1')
  })

  it('is not believed when nearly everything is missing', async () => {
    const events = read()
    write([events[0]!, events.find(({ id }) => id === 'AAMk.30')!])
    await cycle()
    await until('the guard', async () => (await network.json<unknown[]>('holds', 'list')).length === 1)
    expect(titles()).toHaveLength(30)
    write(events)
    await cycle()
    await until('the end of the hold', async () => (await network.json<unknown[]>('holds', 'list')).length === 0)
    expect(titles()).toHaveLength(30)
  })
})
