import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printEvent } from '@chroniton/shared/calendar/icalendar/print'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agentProcess, ended, type Ended } from '../testing/agent-process.ts'
import { AGENT_ID, meeting } from '../testing/agent-world.ts'
import { MemoryHub } from '../testing/memory-hub.ts'
import { JOIN_TOKEN, serveHub } from '../testing/socket-hub.ts'

let folder: string
let config: string
let hub: MemoryHub
let server: Awaited<ReturnType<typeof serveHub>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-cli-'))
  config = join(folder, 'agent.json')
  await mkdir(join(folder, 'work'))
  const event = normalise(meeting('Planning'))
  await writeFile(join(folder, 'work', 'planning.ics'), printEvent(event, { people: 'attendees' }))
  await writeFile(
    join(folder, 'work', 'broken.ics'),
    'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
  )
  hub = new MemoryHub()
  server = await serveHub(hub, AGENT_ID)
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

const run = (...words: string[]): Promise<Ended> => ended(agentProcess(...words, '--config', config))

/** In the order in which somebody new would use them. */
describe('the command line', () => {
  it.each(['a-wrong-token', '-wrong-token'])('refuses the bad token %s, and says what to do', async (token) => {
    const { code, err } = await run('enroll', server.url, token)
    expect(code).toBe(1)
    expect(err).toContain('The join token is unknown, used or expired (token-invalid)')
    expect(err).toContain('What to do: Make a new one')
  })

  it('will not run before it is enrolled', async () => {
    await writeFile(config, '{"calendar_sources": []}')
    const { code, err } = await run('run')
    expect(code).toBe(1)
    expect(err).toContain('chroniton-agent enroll')
    await rm(config)
  })

  it('enrols, keeps the credential for its owner, and leaves a configuration to fill in', async () => {
    const { code, err } = await run('enroll', server.url, JOIN_TOKEN)
    expect(err).toContain('Enrolled as Test agent')
    expect(code).toBe(0)
    expect((await stat(join(folder, 'agent.credential.json'))).mode & 0o777).toBe(0o600)
    expect(await readFile(config, 'utf8')).toContain('"calendar_sources"')
    expect(err).not.toContain('agent-secret')
  })

  it('examines every source, and says what to do about what does not work', async () => {
    await writeFile(
      config,
      JSON.stringify({
        calendar_sources: [
          { type: 'vdir', name: 'Files', path: 'work' },
          { type: 'vdir', name: 'Missing', path: 'nowhere' },
          { type: 'caldav', name: 'Server', url: 'http://127.0.0.1:1/', username: 'ann', password: 'hunter2' },
          { type: 'caldav', name: 'Nowhere', url: 'http://dav.invalid/' },
          { type: 'ics', name: 'Feed', url: 'webcal://127.0.0.1/feed.ics' },
          { type: 'google', name: 'Google' },
        ],
      }),
    )
    const { code, out, err } = await run('doctor')
    expect(code).toBe(1)
    expect(out).toContain(`ok  can be reached and takes this agent: enrolled as ${AGENT_ID}`)
    expect(out).toMatch(/Files .*\n {2}ok {2}signs in and lists its calendars: work/)
    expect(out).toContain('1 events, 1 unreadable')
    expect(out).toContain('"work" can be written')
    expect(out).toMatch(/Missing .*\n {2}NO {2}signs in and lists its calendars: The file or folder cannot be read/)
    expect(out).toMatch(/Server .*\n {2}ok {2}its name resolves: 127\.0\.0\.1\n {2}NO {2}its server can be reached/)
    expect(out).toMatch(
      /Nowhere .*\n {2}NO {2}its name resolves: .*\(source-unreachable\)\n {6}dav\.invalid: getaddrinfo/,
    )
    expect(out).toMatch(/Feed .*\n.*\n {2}NO {2}its server can be reached: .*\n {6}127\.0\.0\.1:443: /)
    expect(out).toMatch(/Google .*\n {2}NO {2}can be read by this version/)
    expect(out).toContain('What to do:')
    expect(out + err).not.toContain('hunter2')
  })

  it('says when the hub does not take the agent, and greets nobody meanwhile', async () => {
    await writeFile(config, '{"calendar_sources": []}')
    const path = join(folder, 'agent.credential.json')
    const kept = await readFile(path, 'utf8')
    await writeFile(path, kept.replace('agent-secret', 'another-secret'))
    const { code, out } = await run('doctor')
    await writeFile(path, kept)
    expect(code).toBe(1)
    expect(out).toMatch(/NO {2}can be reached and takes this agent: .*\(unauthenticated\)\n {6}not enrolled/)
    expect(hub.hellos).toEqual([])
  })

  it('shows what it finds without telling anybody', async () => {
    await writeFile(config, JSON.stringify({ calendar_sources: [{ type: 'vdir', name: 'Files', path: 'work' }] }))
    const { code, out } = await run('pull')
    expect(code).toBe(0)
    expect(out).toMatch(/work +1 events +1 unreadable +can be written/)
    expect(out).toMatch(/work: broken\.ics: .*\(item-[a-z-]+\)/)
    expect(hub.batches).toEqual([])
  })

  it('runs once: lists, reports, and stops', async () => {
    const { code, err } = await run('run', '--once')
    expect(code, err).toBe(0)
    expect(hub.of('event-seen').map(({ event }) => event.title)).toEqual(['Planning'])
    expect(hub.of('listing-complete')).toHaveLength(1)
    expect(err).toContain('"state":"online"')
    expect(err).not.toContain('agent-secret')
  })

  it('tells its status from the journal', async () => {
    const { code, out } = await run('status')
    expect(code).toBe(0)
    expect(out).toContain(`Agent   Test agent (${AGENT_ID})`)
    expect(out).toContain('Waiting 0 reports, 0 commands')
    expect(out).toMatch(/work +2 items +listed 20/)
  })
})
