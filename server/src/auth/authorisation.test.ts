import { type Permission, PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import { Decision } from '@chroniton/shared/contract/decision'
import type { Hub, Session } from '@chroniton/shared/contract/hub'
import { appRouter, createCaller } from '@chroniton/shared/contract/router'
import { TRPCError } from '@trpc/server'
import { Hono } from 'hono'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RouteGroup } from '../http/app.ts'
import { TestConnection } from '../outbox/testing/connection.ts'
import { DECISIONS, PATHS, PROCEDURES, type Rule } from './testing/access-table.ts'
import { LiveHub } from './testing/live-hub.ts'

/** Everybody there is, with what each may do. */
const PEOPLE: Record<string, readonly Permission[]> = {
  owner: PERMISSIONS_OF.owner,
  operator: PERMISSIONS_OF.operator,
  viewer: PERMISSIONS_OF.viewer,
  'a key to read': ['read'],
  'a key to operate': ['operate'],
  'a key to configure': ['configure'],
  'a key to administer': ['administer'],
}
const EVERYBODY = [...Object.keys(PEOPLE), 'the agent itself', 'another agent', 'nobody']

function mayDo(who: string, rule: Rule): boolean {
  const permissions = PEOPLE[who]
  switch (rule) {
    case 'anybody':
      return true
    case 'person':
      return permissions !== undefined
    case 'agent':
      return who.includes('agent')
    case 'agent-or-read':
      return who === 'the agent itself' || permissions?.includes('read') === true
    case 'agent-or-operate':
      return who === 'the agent itself' || permissions?.includes('operate') === true
    default:
      return permissions?.includes(rule) === true
  }
}

describe('over the socket', () => {
  const connection = new TestConnection()

  function sessionOf(who: string): Session {
    const permissions = PEOPLE[who]
    if (permissions !== undefined)
      return { kind: 'person', personId: null, name: who, permissions, via: 'api-key', connection }
    return who === 'nobody'
      ? { kind: 'anonymous', why: null }
      : { kind: 'agent', agentId: 'laptop' as never, connection }
  }

  /** Whatever is called was reached. */
  const everything = () => Promise.reject(new Error('reached'))
  const part = new Proxy({}, { get: () => everything })
  const hub = { agent: part, admin: part, access: part, sources: part, operations: part } as unknown as Hub

  /** Whether the call came as far as looking at what was asked, or further. */
  async function isLetIn(who: string, procedure: string, input: unknown): Promise<boolean> {
    const [router = '', name = ''] = procedure.split('.')
    const caller = createCaller({ hub, session: sessionOf(who) }) as unknown as Record<
      string,
      Record<string, (input: unknown) => Promise<unknown>>
    >
    try {
      const answer = await caller[router]?.[name]?.(input)
      for await (const _message of answer as AsyncIterable<unknown>) break
      return true
    } catch (error) {
      return !(error instanceof TRPCError && ['UNAUTHORIZED', 'FORBIDDEN'].includes(error.code))
    }
  }

  it('every procedure has a row, and every row a procedure', () => {
    expect(Object.keys(PROCEDURES).toSorted()).toEqual(Object.keys(appRouter._def.procedures).toSorted())
  })

  it.each(Object.entries(PROCEDURES))('%s is for %s', async (procedure, rule) => {
    const letIn: string[] = []
    for (const who of EVERYBODY) if (await isLetIn(who, procedure, undefined)) letIn.push(who)
    expect(letIn).toEqual(EVERYBODY.filter((who) => mayDo(who, rule)))
  })

  it('every decision has a row, and every row a decision', () => {
    const kinds = Decision.options.map((option) => option.shape.kind.value)
    expect(Object.keys(DECISIONS).toSorted()).toEqual(kinds.toSorted())
  })

  const id = 'x'
  const SAMPLES: { [Kind in Decision['kind']]: Omit<Extract<Decision, { kind: Kind }>, 'kind'> } = {
    'settings-change': { changes: {} },
    'agent-add': { agentId: id as never, name: id },
    'agent-remove': { agentId: id as never },
    'agent-forget': { agentId: id as never },
    'agent-configure': { agentId: id as never, changes: {} },
    'calendar-change': { calendarId: id as never, changes: { name: id } },
    'calendar-create': {
      agentId: id as never,
      sourceId: id as never,
      metadata: { name: id, color: null, description: null },
    },
    'calendar-delete': { calendarId: id as never },
    'list-again': { agentId: id as never, calendarId: null, full: true },
    'route-add': {
      route: {
        from: id,
        to: 'y',
        direction: 'both',
        newEvents: 'all',
        mode: 'mirror',
        label: 'none',
        followMetadata: true,
        strategy: null,
      } as never,
    },
    'route-change': { routeId: id as never, changes: {} },
    'route-remove': { routeId: id as never, copies: 'keep' },
    'event-change': { eventId: id as never, patch: { title: id } },
    'event-create': {
      calendarId: id as never,
      event: { '@type': 'Event', uid: id, title: id, start: '2026-01-01T00:00:00' } as never,
    },
    'event-delete': { eventId: id as never },
    'conflict-resolve': { conflictId: id as never, resolution: { choose: 'current' } },
    'hold-release': { holdId: id as never },
    'hold-discard': { holdId: id as never },
    'command-retry': { commandId: id as never },
    'command-discard': { commandId: id as never },
    undo: { changeId: id as never },
    'undo-entry': { position: 1 as never },
  }

  it.each(Object.entries(DECISIONS))('to decide %s needs the permission to %s', async (kind, permission) => {
    const decision = { kind, ...SAMPLES[kind as Decision['kind']] }
    const letIn: string[] = []
    for (const who of EVERYBODY) if (await isLetIn(who, 'admin.decide', decision)) letIn.push(who)
    expect(letIn).toEqual(EVERYBODY.filter((who) => mayDo(who, permission)))
  })
})

describe('over HTTP', () => {
  const SECRET = 'a secret of thirty-two bytes, or more'
  let live: LiveHub
  let served: RouteGroup[]
  const headers = new Map<string, Record<string, string>>()

  beforeAll(async () => {
    const route = vi.spyOn(Hono.prototype, 'route')
    live = await LiveHub.start({ JWT_SECRET: SECRET })
    served = route.mock.calls.map(([, group]) => group as RouteGroup)
    route.mockRestore()
    for (const [who, permissions] of Object.entries(PEOPLE)) {
      const token = await new SignJWT({ sub: who, permissions: [...permissions] })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(SECRET))
      headers.set(who, { authorization: `Bearer ${token}` })
    }
    const [itself, other] = [await live.enrol('itself'), await live.enrol('other')]
    headers.set('the agent itself', { authorization: `Bearer ${itself.secret}` })
    headers.set('another agent', { authorization: `Bearer ${other.secret}` })
    headers.set('nobody', {})
  })

  afterAll(() => live.stop())

  /** Without what serves the page, which depends on whether it is built. */
  const routes = () => {
    const all = served.flatMap((group) => group.routes)
    const isOwn = ({ method, path }: { method: string; path: string }) => method !== 'ALL' && !/^\/\*?$/.test(path)
    return [...new Set(all.filter(isOwn).map(({ method, path }) => `${method} ${path}`))].toSorted()
  }

  it('every path has a row, and every row a path; what begins with /api is the same', () => {
    const own = routes().filter((route) => !route.includes(' /api/'))
    expect(Object.keys(PATHS).toSorted()).toEqual(own)
    for (const route of routes().filter((path) => path.includes(' /api/'))) {
      expect(PATHS).toHaveProperty([route.replace(' /api/', ' /')])
    }
  })

  /** Whether what was asked was looked at; whoever is not let in reads why. */
  async function isLetIn(who: string, route: string): Promise<boolean> {
    const [method = '', pattern = ''] = route.split(' ')
    const path = pattern.replaceAll(/:(\w+)/g, 'itself')
    const body = method === 'GET' ? {} : { body: '{"id":"itself","name":"itself"}' }
    const answer = await fetch(live.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers.get(who) },
      redirect: 'manual',
      ...body,
    })
    const text = await answer.text()
    const { code } = text.startsWith('{') ? (JSON.parse(text) as { code?: string }) : {}
    expect([route, answer.status < 500 || answer.status === 501 || answer.status === 503]).toEqual([route, true])
    return code !== 'unauthenticated' && code !== 'forbidden'
  }

  /** These answer alike whoever asks, and one of their answers reads like a refusal. */
  const OWN_WORDS = new Set(['POST /auth/sign-in', 'POST /auth/sign-out', 'POST /auth/setup'])

  it.each(Object.entries(PATHS).filter(([route]) => !OWN_WORDS.has(route)))('%s is for %s', async (route, rule) => {
    for (const alias of [route, route.replace(' /', ' /api/')].filter((path) => routes().includes(path))) {
      const letIn: string[] = []
      for (const who of EVERYBODY) if (await isLetIn(who, alias)) letIn.push(who)
      expect(letIn).toEqual(EVERYBODY.filter((who) => mayDo(who, rule)))
    }
  })
})
