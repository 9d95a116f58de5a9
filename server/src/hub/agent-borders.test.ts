import { codedErrorOf } from '@chroniton/shared/client/failure'
import type { CommandId, SourceId } from '@chroniton/shared/contract/ids'
import { ReportItem } from '@chroniton/shared/contract/report'
import { appRouter, createCaller } from '@chroniton/shared/contract/router'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import { TRPCError } from '@trpc/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stateLines } from '../engine/state-hash.ts'
import {
  batchOf,
  calendarItem,
  eventItem,
  helloFrom,
  idleStatus,
  sampleEvent,
  seenCalendar,
} from './testing/samples.ts'
import { first, TestHub } from './testing/test-hub.ts'

/** What an agent sees and touches is its own, whichever procedure it calls. */

type AgentSession = Awaited<ReturnType<TestHub['join']>>

let hub: TestHub
/** Ann's agent has a calendar with an event, and a command that waits; Bob's is the one that tries. */
let ann: AgentSession
let bob: AgentSession
let annsCommand: CommandId

beforeEach(async () => {
  hub = await TestHub.open()
  ann = await hub.join('ann')
  bob = await hub.join('bob')
  await hub.report(ann, calendarItem('anns'), eventItem('anns', sampleEvent('secret')))
  await hub.admin.decide(hub.person, { kind: 'calendar-change', calendarId: 'anns' as never, changes: { name: 'New' } })
  annsCommand = first((await queue()).items).commandId
})

afterEach(() => hub.close())

const queue = () => hub.admin.queue({ agentId: ann.agentId, limit: 10, cursor: null })
const callerOf = (session: AgentSession) => createCaller({ hub: hub.service, session })

/** The code that a call of the router is refused with; null when it is not. */
async function refusalOf(call: Promise<unknown>): Promise<string | null> {
  try {
    await call
    return null
  } catch (error) {
    return codedErrorOf(error instanceof TRPCError ? error.cause : error).code
  }
}

const anns = { calendarId: 'anns' as never, itemId: 'secret.ics' as never }
const source = { sourceId: 'source' as SourceId, code: 'source-fault' as const, detail: 'x' }

/** Every kind of thing an agent may report, said of what is Ann's. */
const FOREIGN: { [Kind in ReportItem['kind']]: () => ReportItem } = {
  'event-seen': () => eventItem('anns', sampleEvent('forged')),
  'event-gone': () => ({ kind: 'event-gone', ...anns }),
  'item-failed': () => ({ kind: 'item-failed', ...anns, code: 'item-malformed', detail: 'x', listingId: null }),
  'calendar-seen': () => calendarItem('anns', { metadata: { name: 'Mine now', color: null, description: null } }),
  'calendar-gone': () => ({ kind: 'calendar-gone', calendarId: anns.calendarId }),
  'listing-complete': () => ({
    kind: 'listing-complete',
    calendarId: anns.calendarId,
    listingId: 'l' as never,
    count: 0,
  }),
  'account-failed': () => ({ kind: 'account-failed', calendarId: anns.calendarId, ...source }),
  'account-recovered': () => ({ kind: 'account-recovered', calendarId: anns.calendarId, sourceId: source.sourceId }),
  applied: () => ({ kind: 'applied', commandId: annsCommand, item: null, calendar: null }),
  refused: () => ({ kind: 'refused', commandId: annsCommand, code: 'not-supported', detail: 'x' }),
}

/** Enrols the agent anew and opens its connection with the credential that it got. */
async function enteredAnew({ agentId, connection }: AgentSession): Promise<string> {
  const { agentSecret } = await hub.agent.enroll({ token: await hub.token(agentId), hostname: agentId })
  enter({ agentId, connection }, agentSecret)
  return agentSecret
}

function enter({ agentId, connection }: Pick<AgentSession, 'agentId' | 'connection'>, secret: string): void {
  const credential = hub.gate.agents.ofAgent(agentId, secret)!
  hub.gate.doors.opened(connection, { kind: 'agent', id: agentId, until: null, credential })
}

const PROCEDURES: Record<string, () => Promise<void>> = {
  'agent.enroll': async () => {
    const token = await hub.token('bob')
    const request = { token, protocolVersion: PROTOCOL_VERSION, hostname: 'ann', agentId: 'ann', agentName: 'ann' }
    expect(await callerOf(bob).agent.enroll(request)).toMatchObject({ agentId: 'bob', agentName: 'bob' })
    expect(await refusalOf(callerOf(bob).agent.enroll(request))).toBe('token-invalid')
    expect(hub.service.presence.isPresent(ann.agentId, ann.connection)).toBe(true)
  },

  'agent.hello': async () => {
    const answer = await callerOf(bob).agent.hello(helloFrom('ann', { name: 'ann' }))
    expect(answer).toMatchObject({ agentId: 'bob', acknowledgedSequence: 0 })
    expect(hub.service.presence.isPresent(ann.agentId, ann.connection)).toBe(true)
    expect((await hub.admin.agents()).map(({ id, name }) => [id, name])).toEqual([
      ['ann', 'ann'],
      ['bob', 'bob'],
    ])
  },

  'agent.check': async () => {
    await callerOf(bob).agent.check({ protocolVersion: PROTOCOL_VERSION })
    expect(hub.service.presence.isPresent(ann.agentId, ann.connection)).toBe(true)
  },

  'agent.report': async () => {
    const kinds = ReportItem.options.flatMap((union) => union.options.map((option) => option.shape.kind.value))
    expect(Object.keys(FOREIGN).toSorted()).toEqual(kinds.toSorted())
    const before = [...stateLines(hub.embedded.state)]
    for (const foreign of Object.values(FOREIGN)) {
      const batch = batchOf(1, [calendarItem('bobs'), foreign()])
      expect([foreign().kind, await refusalOf(callerOf(bob).agent.report(batch))]).toEqual([
        foreign().kind,
        'forbidden',
      ])
    }
    const created = { kind: 'applied', commandId: 'nobodys', item: null, calendar: seenCalendar('anns') }
    expect(await refusalOf(callerOf(bob).agent.report(batchOf(1, [created])))).toBe('forbidden')
    expect([...stateLines(hub.embedded.state)]).toEqual(before)
    expect((await queue()).items).toHaveLength(1)
  },

  'agent.status': async () => {
    const delay = {
      calendarId: anns.calendarId,
      code: 'source-fault',
      detail: 'forged',
      attempts: 9,
      retryAt: hub.clock.now(),
    }
    const status = idleStatus({ delayed: [{ commandId: annsCommand, ...delay } as never], spooled: 7 })
    await callerOf(bob).agent.status(status)
    expect(JSON.stringify((await queue()).items)).not.toContain('forged')
    const [annsView] = (await hub.admin.agents()).filter(({ id }) => id === 'ann')
    expect(annsView?.status).toBeNull()
  },

  'agent.renewCredential': async () => {
    const annsSecret = await enteredAnew(ann)
    const bobsSecret = await enteredAnew(bob)
    const { agentSecret } = await callerOf(bob).agent.renewCredential()
    const owner = (secret: string) => hub.gate.agents.find(secret)?.agentId
    expect([annsSecret, bobsSecret, agentSecret].map(owner)).toEqual(['ann', 'bob', 'bob'])
  },

  'agent.confirmCredential': async () => {
    const annsSecret = await enteredAnew(ann)
    const annsNext = (await callerOf(ann).agent.renewCredential()).agentSecret
    const bobsSecret = await enteredAnew(bob)
    const bobsNext = (await callerOf(bob).agent.renewCredential()).agentSecret
    enter(bob, bobsNext)
    await callerOf(bob).agent.confirmCredential()
    const counts = (secret: string) => hub.gate.agents.find(secret) !== null
    expect([annsSecret, annsNext, bobsSecret, bobsNext].map(counts)).toEqual([true, true, false, true])
  },

  'agent.commands': async () => {
    await hub.report(bob, calendarItem('bobs'))
    await hub.admin.decide(hub.person, { kind: 'calendar-change', calendarId: 'bobs' as never, changes: { name: 'B' } })
    for (const lastEventId of [undefined, 0]) {
      const ending = new AbortController()
      const stream = await createCaller({ hub: hub.service, session: bob }, { signal: ending.signal }).agent.commands({
        lastEventId,
      })
      for await (const [, envelope] of stream as AsyncIterable<[string, { json: string }]>) {
        expect(JSON.parse(envelope.json)).toMatchObject({ calendarId: 'bobs' })
        break
      }
      ending.abort()
    }
  },
}

describe('an agent reaches its own and nothing else by', () => {
  it('procedures that are each tried here', () => {
    const procedures = Object.keys(appRouter._def.procedures).filter((name) => name.startsWith('agent.'))
    expect(Object.keys(PROCEDURES).toSorted()).toEqual(procedures.toSorted())
  })

  it.each(Object.entries(PROCEDURES))('%s', async (_name, attempt) => attempt())
})
