import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printEvent } from '@chroniton/shared/calendar/icalendar/print'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { Command } from '@chroniton/shared/contract/command'
import type { CalendarId, CommandId } from '@chroniton/shared/contract/ids'
import { afterEach, expect, it, vi } from 'vitest'
import { writeCredential } from './config/credential-file.ts'
import { AGENT_ID, meeting } from './testing/agent-world.ts'
import { agentProcess, ended } from './testing/agent-process.ts'
import { MemoryHub } from './testing/memory-hub.ts'
import { serveHub } from './testing/socket-hub.ts'
import { ToldWorld } from './testing/told-world.ts'

const MADE_BY_PEOPLE = 300
const MADE_BY_THE_HUB = 60

const clean: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const act of clean.splice(0).toReversed()) await act()
})

it('killed again and again in the middle of its work, the agent loses nothing and doubles nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agent-kill-'))
  clean.push(() => rm(folder, { recursive: true }))
  const calendar = join(folder, 'work')
  await mkdir(calendar)
  for (let index = 0; index < MADE_BY_PEOPLE; index++) {
    const event = normalise(meeting(`Person ${index}`))
    await writeFile(join(calendar, `person-${index}.ics`), printEvent(event, { people: 'attendees' }))
  }
  const hub = new MemoryHub()
  const server = await serveHub(hub, AGENT_ID)
  clean.push(() => server.close())
  const config = join(folder, 'agent.json')
  await writeFile(config, JSON.stringify({ batch_size: 40, calendar_sources: [{ type: 'vdir', path: 'work' }] }))
  await writeCredential(config, {
    central_api_url: server.url,
    agent_id: AGENT_ID,
    agent_name: 'Agent',
    agent_secret: 'agent-secret',
  })

  const commands = new Map<CommandId, Command>()
  const told = new ToldWorld(commands)
  const read = () => {
    const items = hub.takeItems()
    told.take(items)
    for (const item of items) {
      if (item.kind === 'calendar-seen' && commands.size === 0) sendCreations(item.calendar.calendarId)
    }
  }
  const sendCreations = (calendarId: CalendarId) => {
    for (let index = 0; index < MADE_BY_THE_HUB; index++) {
      const command = creation(calendarId, index)
      commands.set(command.commandId, command)
      hub.send(command)
    }
  }

  let child = agentProcess('run', '--config', config)
  clean.push(() => Promise.resolve(child.kill('SIGKILL')))
  let reports = 0
  let killAt = 0
  hub.weather = (call, moment) => {
    if (call !== 'report' || moment !== 'before') return undefined
    read()
    if (++reports !== killAt) return undefined
    child.kill('SIGKILL')
    // The request that was under way when the process died is still carried out, as it may be by a real hub.
    return new Promise((resolve) => child.once('exit', () => resolve()))
  }

  for (const more of [2, 4, 3, 2]) {
    killAt = reports + more
    const { signal } = await ended(child)
    expect(signal).toBe('SIGKILL')
    child = agentProcess('run', '--config', config)
  }
  killAt = 0
  await vi.waitUntil(
    () => {
      read()
      return told.settled.size === MADE_BY_THE_HUB && told.items.size === MADE_BY_PEOPLE + MADE_BY_THE_HUB
    },
    { timeout: 60_000, interval: 50 },
  )

  const files = await readdir(calendar)
  expect(files.filter((name) => name.endsWith('.ics'))).toHaveLength(MADE_BY_PEOPLE + MADE_BY_THE_HUB)
  const marks = new Set<string>()
  for (const name of files) {
    const mark = /^X-CHRONITON-ID:(.*)$/m.exec(await readFile(join(calendar, name), 'utf8'))?.[1]
    if (mark) marks.add(mark.trim())
  }
  expect(marks.size).toBe(MADE_BY_THE_HUB)
  expect([...told.items.keys()].toSorted()).toEqual(files.filter((name) => name.endsWith('.ics')).toSorted())
  expect(hub.batches.map(({ sequence }) => sequence)).toEqual(hub.batches.map((_, index) => index + 1))
}, 180_000)

function creation(calendarId: CalendarId, index: number): Command {
  return Command.parse({
    kind: 'event-write',
    commandId: `create-${index}`,
    calendarId,
    eventId: `event-${index}`,
    role: 'mirror',
    itemId: null,
    expectedVersion: null,
    patch: {},
    event: normalise(meeting(`Mirror ${index}`)),
  })
}
