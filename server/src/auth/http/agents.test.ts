import { afterEach, describe, expect, it, vi } from 'vitest'
import { helloFrom, idleStatus } from '../../hub/testing/samples.ts'
import { failureOf } from '../../trpc/testing/door.ts'
import { LiveHub } from '../testing/live-hub.ts'

let live: LiveHub | undefined

afterEach(async () => {
  await live?.stop()
  live = undefined
})

const start = async (environment: Record<string, string> = {}) => (live = await LiveHub.start(environment))
const eventually = (assertion: () => Promise<void> | void) => vi.waitFor(assertion, { timeout: 10_000, interval: 10 })

describe('an agent', () => {
  it('whose credential is revoked is cut off at once, and may enrol anew', async () => {
    const { admin } = await start()
    const credentials = await live!.enrol('Laptop')
    const agent = live!.link(credentials)
    await agent.calls.agent.hello.mutate(helloFrom('laptop'))
    await admin.access.revokeAgent.mutate(credentials.agentId)
    await eventually(async () => expect(await admin.admin.agents.query()).toMatchObject([{ online: false }]))
    expect(await failureOf(agent.calls.agent.hello.mutate(helloFrom('laptop')))).toMatchObject({
      code: 'unauthenticated',
    })
    const anew = await live!.enrol('Laptop')
    expect(anew.agentId).toBe(credentials.agentId)
    await live!.link(anew).calls.agent.hello.mutate(helloFrom('laptop'))
  })

  it('that has not said hello yet is cut off all the same', async () => {
    const { admin } = await start()
    const credentials = await live!.enrol('Laptop')
    const agent = live!.link(credentials)
    const commands = new Promise((_resolve, reject) => {
      agent.calls.agent.commands.subscribe({}, { onError: reject })
    })
    const early = agent.calls.agent.status.mutate(idleStatus())
    expect(await failureOf(early)).toMatchObject({ code: 'report-out-of-order' })
    await admin.access.revokeAgent.mutate(credentials.agentId)
    expect(await failureOf(commands)).toMatchObject({ code: 'unauthenticated' })
  })

  it('cannot take the name of the hub’s own', async () => {
    const { admin } = await start()
    for (const agentName of ['Built-in', 'built-IN']) {
      expect(await failureOf(admin.admin.createJoinToken.mutate({ agentName }))).toMatchObject({ code: 'conflict' })
    }
    expect((await live!.enrol('hub')).agentId).toBe('hub-2')
  })

  it('that guesses tokens is slowed down', async () => {
    const { calls } = (await start()).link(null)
    const guess = () =>
      failureOf(calls.agent.enroll.mutate({ token: 'guess', protocolVersion: 1, hostname: 'x' })).then(
        ({ code }) => code,
      )
    const codes: string[] = []
    for (let time = 0; time < 7; time++) codes.push(await guess())
    expect(codes).toEqual([...Array<string>(5).fill('token-invalid'), 'rate-limited', 'rate-limited'])
  })
})

describe('an older agent', () => {
  const heartbeat = (id: string, headers: Record<string, string> = {}) =>
    fetch(`${live?.url}/sync/agents/${id}/heartbeat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"status": "active"}',
    }).then(({ status }) => status)

  it('comes without a credential only where the operator says so, and is shown so', async () => {
    const { admin } = await start({ LEGACY_AGENTS: 'old' })
    expect(await heartbeat('old')).toBe(200)
    expect(await heartbeat('other')).toBe(401)
    expect(await heartbeat('hub')).toBe(401)
    const agents = await admin.admin.agents.query()
    expect(agents.find(({ id }) => id === 'old')).toMatchObject({ speaks: 'rest', withoutCredential: true })
  })

  it('is no browser that a page of another site makes call', async () => {
    await start({ LEGACY_AGENTS: '127.0.0.1' })
    expect(await heartbeat('old', { origin: 'http://evil.example' })).toBe(401)
    expect(await heartbeat('old', { 'sec-fetch-site': 'cross-site' })).toBe(401)
    expect(await heartbeat('old')).toBe(200)
  })

  it('that has a credential needs it, and nobody comes without where keys are required', async () => {
    await start({ LEGACY_AGENTS: 'laptop' })
    const { secret } = await live!.enrol('Laptop')
    expect(await heartbeat('laptop')).toBe(401)
    expect(await heartbeat('laptop', { 'x-agent-secret': secret })).toBe(200)
    await live?.stop()
    live = undefined
    await start({ API_KEY_REQUIRED: 'true' })
    expect(await heartbeat('laptop')).toBe(401)
    await expect(LiveHub.start({ API_KEY_REQUIRED: 'true', LEGACY_AGENTS: 'laptop' })).rejects.toMatchObject({
      code: 'invalid-configuration',
    })
  })
})
