import { connectHub } from '@chroniton/shared/client/connect'
import { openHubLink, type HubLink } from '@chroniton/shared/client/link'
import { socketClass } from '@chroniton/shared/client/socket'
import type { CommandEnvelope } from '@chroniton/shared/contract/command'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from './config/config.ts'
import { batchOf, calendarItem, eventItem, helloFrom, sampleEvent } from './hub/testing/samples.ts'
import { makeLogger } from './observe/logger.ts'
import { type RunningHub, startHub } from './start-hub.ts'
import { failureOf } from './trpc/testing/door.ts'

let storage: string
let hub: RunningHub
let links: HubLink[]

beforeEach(async () => {
  storage = mkdtempSync(join(tmpdir(), 'hub-'))
  links = []
  hub = await start()
})

afterEach(async () => {
  await Promise.all(links.map((link) => link.close()))
  await hub.stop()
  rmSync(storage, { recursive: true, force: true })
})

const start = () =>
  startHub(readConfig({ STORAGE_PATH: storage, API_PORT: '0' }), makeLogger({ level: 'silent', pretty: false }))

async function person(): Promise<HubLink> {
  const link = await connectHub(hub.url, { key: /#key=(.*)/.exec(hub.adminLink)?.[1] ?? '' })
  links.push(link)
  return link
}

function agentLink(credentials: { agentId: string; secret: string } | null): HubLink {
  const link = openHubLink({ hubUrl: hub.url, credentials: () => credentials, socketClass: socketClass() })
  links.push(link)
  return link
}

async function enrol(name: string) {
  const { token } = await (await person()).calls.admin.createJoinToken.mutate({ agentName: name })
  const request = { token, protocolVersion: PROTOCOL_VERSION, hostname: 'test' }
  const { agentId, agentSecret } = await agentLink(null).calls.agent.enroll.mutate(request)
  return { agentId, secret: agentSecret }
}

const eventually = (assertion: () => Promise<void> | void) => vi.waitFor(assertion, { timeout: 10_000, interval: 10 })

describe('an agent over a socket', () => {
  it('is online from its hello until its socket closes', async () => {
    const { calls } = await person()
    const agent = agentLink(await enrol('a'))
    await agent.calls.agent.hello.mutate(helloFrom('a'))
    expect(await calls.admin.agents.query()).toMatchObject([{ online: true }])
    await agent.close()
    await eventually(async () => expect(await calls.admin.agents.query()).toMatchObject([{ online: false }]))
  })

  it('that comes over a second socket stays online when the first one closes', async () => {
    const { calls } = await person()
    const credentials = await enrol('a')
    const [early, late] = [agentLink(credentials), agentLink(credentials)]
    await early.calls.agent.hello.mutate(helloFrom('a'))
    await late.calls.agent.hello.mutate(helloFrom('a'))
    await early.close()
    await late.calls.agent.report.mutate(batchOf(1, [calendarItem('cal')]))
    expect(await calls.admin.agents.query()).toMatchObject([{ online: true, calendars: 1 }])
  })

  it('with a wrong secret, or an older one, is nobody', async () => {
    const older = await enrol('a')
    const newer = await enrol('a')
    const hello = (credentials: typeof older) => agentLink(credentials).calls.agent.hello.mutate(helloFrom('a'))
    expect(await failureOf(hello({ ...newer, secret: 'guess' }))).toMatchObject({ code: 'unauthenticated' })
    expect(await failureOf(hello(older))).toMatchObject({ code: 'unauthenticated' })
    await hello(newer)
  })

  it('gets what a person decides', async () => {
    const { calls } = await person()
    const agent = agentLink(await enrol('a'))
    await agent.calls.agent.hello.mutate(helloFrom('a'))
    await agent.calls.agent.report.mutate(batchOf(1, [calendarItem('cal'), eventItem('cal', sampleEvent('e'))]))
    const envelopes: CommandEnvelope[] = []
    agent.calls.agent.commands.subscribe({}, { onData: ({ data }) => envelopes.push(data) })
    const changes = { name: 'Renamed' }
    await calls.admin.decide.mutate({ kind: 'calendar-change', calendarId: 'cal', changes })
    await eventually(() => expect(envelopes).toHaveLength(1))
    expect(JSON.parse(envelopes[0]?.json ?? '')).toMatchObject({ kind: 'calendar-change', changes })
  })
})

it('a hub that was stopped goes on where it was', async () => {
  const credentials = await enrol('a')
  const agent = agentLink(credentials)
  const before = await agent.calls.agent.hello.mutate(helloFrom('a'))
  await agent.calls.agent.report.mutate(batchOf(1, [calendarItem('cal'), eventItem('cal', sampleEvent('e'))]))
  await Promise.all(links.map((link) => link.close()))
  await hub.stop()
  hub = await start()
  expect(hub.isFirstStart).toBe(false)
  const again = await agentLink(credentials).calls.agent.hello.mutate(helloFrom('a'))
  expect(again).toMatchObject({ hubId: before.hubId, acknowledgedSequence: 1 })
  const { calls } = await person()
  expect(await calls.admin.overview.query()).toMatchObject({ eventCount: 1, calendars: [{ id: 'cal', events: 1 }] })
})

it('a hub that stops answers what it has read before it says goodbye', async () => {
  const agent = agentLink(await enrol('a'))
  await agent.calls.agent.hello.mutate(helloFrom('a'))
  const reports = [1, 2, 3].map((sequence) =>
    agent.calls.agent.report.mutate(batchOf(sequence, [calendarItem(`cal${sequence}`)])),
  )
  // The last of them has come in when the first is answered.
  await reports[0]
  await hub.stop()
  expect(await Promise.all(reports)).toHaveLength(3)
  hub = await start()
  expect((await (await person()).calls.admin.calendars.query()).map(({ id }) => id)).toEqual(['cal1', 'cal2', 'cal3'])
})

it('a hub that nothing protects listens on this machine alone, and says so', async () => {
  const logger = makeLogger({ level: 'silent', pretty: false })
  const environment = { STORAGE_PATH: join(storage, 'other'), API_PORT: '0', API_HOST: '0.0.0.0' }
  const bare = await startHub(readConfig(environment), logger)
  expect(bare.withheld).toContain('nothing protects the hub yet')
  await bare.stop()
  const allowed = await startHub(readConfig({ ...environment, ALLOW_UNPROTECTED: 'yes' }), logger)
  expect(allowed.withheld).toBeNull()
  await allowed.stop()
})

describe('a hub that is to listen on the network', () => {
  /** Any other address of this machine's loopback stands for the network. */
  const NETWORK = '127.0.0.9'
  const answers = (address: string, hub: RunningHub) =>
    fetch(`http://${address}:${new URL(hub.url).port}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  const setUp = (hub: RunningHub) =>
    fetch(`${hub.url}/auth/setup`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${/#key=(.*)/.exec(hub.adminLink)?.[1] ?? ''}`,
      },
      body: JSON.stringify({ name: 'Ann', password: 'correct horse battery' }),
    })
  const startAt = (host: string) =>
    startHub(
      readConfig({ STORAGE_PATH: join(storage, host), API_PORT: '0', API_HOST: host }),
      makeLogger({ level: 'silent', pretty: false }),
    )

  it('does so when the first owner has a password, without a restart, and ends nobody’s connection', async () => {
    const other = await startAt('0.0.0.0')
    try {
      const link = await connectHub(other.url, { key: /#key=(.*)/.exec(other.adminLink)?.[1] ?? '' })
      links.push(link)
      let ends = 0
      link.calls.admin.live.subscribe({}, { onError: () => ends++, onConnectionStateChange: () => ends++ })
      await link.calls.admin.overview.query()
      const before = ends
      expect([await answers('localhost', other), await answers(NETWORK, other)]).toEqual([true, false])
      expect((await setUp(other)).status).toBe(200)
      await eventually(async () => expect(await answers(NETWORK, other)).toBe(true))
      expect(await answers('localhost', other)).toBe(true)
      await link.calls.admin.overview.query()
      expect(ends).toBe(before)
      // Whoever comes that way may come in, sockets too.
      const outside = openHubLink({
        hubUrl: `http://${NETWORK}:${new URL(other.url).port}`,
        credentials: () => ({ key: /#key=(.*)/.exec(other.adminLink)?.[1] ?? '' }),
        socketClass: socketClass(),
      })
      links.push(outside)
      await outside.calls.admin.overview.query()
    } finally {
      await Promise.all(links.splice(0).map((link) => link.close()))
      await other.stop()
    }
  })

  it('at an address that it has not, stays where it is', async () => {
    const other = await startAt('192.0.2.1')
    try {
      await setUp(other)
      expect(await answers('localhost', other)).toBe(true)
    } finally {
      await other.stop()
    }
  })
})

it('keeps its storage for its owner alone, and says so when it cannot be made', async () => {
  const logger = makeLogger({ level: 'silent', pretty: false })
  const made = join(storage, 'made')
  const other = await startHub(readConfig({ STORAGE_PATH: made, API_PORT: '0' }), logger)
  await other.stop()
  expect(statSync(made).mode & 0o777).toBe(0o700)
  writeFileSync(join(storage, 'file'), '')
  const refused = startHub(readConfig({ STORAGE_PATH: join(storage, 'file', 'folder'), API_PORT: '0' }), logger)
  await expect(refused).rejects.toMatchObject({ code: 'storage-failed' })
})
