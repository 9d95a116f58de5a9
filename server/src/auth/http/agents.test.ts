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

const heartbeat = (id: string, headers: Record<string, string> = {}) =>
  fetch(`${live?.url}/sync/agents/${id}/heartbeat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"status": "active"}',
  }).then(({ status }) => status)

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

  describe('renews its credential', () => {
    const greet = (credentials: { agentId: string; secret: string }) =>
      live!.link(credentials).calls.agent.hello.mutate(helloFrom('laptop'))
    const refused = async (credentials: { agentId: string; secret: string }) =>
      expect(await failureOf(greet(credentials))).toMatchObject({ code: 'unauthenticated' })

    it('and the one before ends, with its socket, when the agent first comes with the new one', async () => {
      const { admin } = await start()
      const first = await live!.enrol('Laptop')
      const agent = live!.link(first)
      await agent.calls.agent.hello.mutate(helloFrom('laptop'))
      const { agentSecret } = await agent.calls.agent.renewCredential.mutate()
      const second = { ...first, secret: agentSecret }
      // Both count until the hub knows that the new one is stored.
      await live!.link(first).calls.agent.check.query({ protocolVersion: 1 })
      await live!.link(second).calls.agent.check.query({ protocolVersion: 1 })
      expect(await admin.admin.agents.query()).toMatchObject([{ online: true }])

      await live!.link(second).calls.agent.confirmCredential.mutate()
      await eventually(async () => expect(await admin.admin.agents.query()).toMatchObject([{ online: false }]))
      expect(await failureOf(agent.calls.agent.hello.mutate(helloFrom('laptop')))).toMatchObject({
        code: 'unauthenticated',
      })
      await refused(first)
      await greet(second)
      const { items } = await admin.access.audit.query({ action: 'agent-renew' })
      expect(items).toMatchObject([{ who: 'laptop', kind: 'agent', object: 'laptop', ok: true }])
    })

    it('also where it died before it confirmed: its greeting does', async () => {
      await start()
      const first = await live!.enrol('Laptop')
      const { agentSecret } = await live!.link(first).calls.agent.renewCredential.mutate()
      await greet({ ...first, secret: agentSecret })
      await refused(first)
    })

    it('and one whose answer was lost is forgotten with the next', async () => {
      await start()
      const first = await live!.enrol('Laptop')
      const { calls } = live!.link(first)
      const lost = await calls.agent.renewCredential.mutate()
      const kept = await calls.agent.renewCredential.mutate()
      await refused({ ...first, secret: lost.agentSecret })
      await greet({ ...first, secret: kept.agentSecret })
      await refused(first)
    })

    it('from one that it has stored and never confirmed', async () => {
      await start()
      const first = await live!.enrol('Laptop')
      const { agentSecret } = await live!.link(first).calls.agent.renewCredential.mutate()
      const stored = { ...first, secret: agentSecret }
      const next = await live!.link(stored).calls.agent.renewCredential.mutate()
      await live!.link(stored).calls.agent.check.query({ protocolVersion: 1 })
      await live!.link({ ...first, secret: next.agentSecret }).calls.agent.confirmCredential.mutate()
      for (const ended of [first, stored]) await refused(ended)
    })

    it('and loses both when it is revoked meanwhile', async () => {
      const { admin } = await start()
      const first = await live!.enrol('Laptop')
      const { agentSecret } = await live!.link(first).calls.agent.renewCredential.mutate()
      await admin.access.revokeAgent.mutate(first.agentId)
      await refused(first)
      await refused({ ...first, secret: agentSecret })
    })

    it('when a person asks, which every status tells it until it has', async () => {
      const { admin } = await start()
      const first = await live!.enrol('Laptop')
      const { calls } = live!.link(first)
      await calls.agent.hello.mutate(helloFrom('laptop'))
      const asks = async () => (await calls.agent.status.mutate(idleStatus())).renewCredential
      expect(await asks()).toBe(false)
      await admin.access.renewAgent.mutate(first.agentId)
      expect([await asks(), await asks()]).toEqual([true, true])
      expect((await admin.admin.agents.query())[0]?.credential?.renewalAskedAt).toEqual(expect.any(String))
      const { agentSecret } = await calls.agent.renewCredential.mutate()
      const second = live!.link({ ...first, secret: agentSecret })
      await second.calls.agent.hello.mutate(helloFrom('laptop'))
      expect(await second.calls.agent.status.mutate(idleStatus())).toEqual({ renewCredential: false })
      expect((await admin.admin.agents.query())[0]?.credential?.renewalAskedAt).toBeNull()
      const { items } = await admin.access.audit.query({ action: 'agent-renew-ask' })
      expect(items).toMatchObject([{ kind: 'person', object: 'laptop', detail: 'Laptop' }])
    })

    it('only where it has one', async () => {
      const { admin } = await start({ LEGACY_AGENTS: 'old' })
      await heartbeat('old')
      for (const agentId of ['old', 'nobody']) {
        expect(await failureOf(admin.access.renewAgent.mutate(agentId))).toMatchObject({
          code: agentId === 'old' ? 'conflict' : 'not-found',
        })
      }
    })
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
