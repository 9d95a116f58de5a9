import type { CommandEnvelope } from '@chroniton/shared/contract/command'
import type { AgentId, CalendarId } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fold } from '../engine/fold.ts'
import { openEmbeddedLog } from '../log/embedded.ts'
import type { Fold } from '../log/folder.ts'
import { openDatabase } from '../store/database.ts'
import { Sightings } from './sightings.ts'
import { batchOf, calendarItem, eventItem, helloFrom, idleStatus, sampleEvent } from './testing/samples.ts'
import { TestClock } from './testing/test-clock.ts'
import { first, next, TestHub } from './testing/test-hub.ts'

let hub: TestHub

beforeEach(async () => {
  hub = await TestHub.open()
})

afterEach(() => hub.close())

const rename = (calendarId: string, name: string) =>
  hub.admin.decide(hub.person, {
    kind: 'calendar-change',
    calendarId: calendarId as CalendarId,
    changes: { name },
  })

describe('enrolling', () => {
  it('makes an agent that is known from then on', async () => {
    const enrollment = await hub.agent.enroll({ token: await hub.token('Client A, laptop'), hostname: 'x' })
    expect(enrollment).toMatchObject({ agentId: 'client-a-laptop', agentName: 'Client A, laptop' })
    expect(enrollment.hubId).toBe(hub.database.hubId)
    expect(hub.gate.agents.isValid(enrollment.agentId, enrollment.agentSecret)).toBe(true)
    expect(await hub.admin.agents()).toMatchObject([{ id: 'client-a-laptop', online: false }])
  })

  it('with a token that was used is refused', async () => {
    const token = await hub.token('a')
    await hub.agent.enroll({ token, hostname: 'x' })
    await expect(hub.agent.enroll({ token, hostname: 'x' })).rejects.toMatchObject({ code: 'token-invalid' })
    expect(await hub.admin.agents()).toHaveLength(1)
  })

  it('with a token that has expired is refused', async () => {
    const token = await hub.token('a', 10)
    hub.clock.pass(10 * 60_000)
    await expect(hub.agent.enroll({ token, hostname: 'x' })).rejects.toMatchObject({ code: 'token-invalid' })
    expect(await hub.admin.agents()).toEqual([])
  })

  it('twice at once with one token makes one agent', async () => {
    const token = await hub.token('a')
    const both = await Promise.allSettled([1, 2].map(() => hub.agent.enroll({ token, hostname: 'x' })))
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it('gives different names different ids, and the same name its own again', async () => {
    const ids: string[] = []
    for (const name of ['A b', 'A-b', 'A b']) {
      ids.push((await hub.agent.enroll({ token: await hub.token(name), hostname: 'x' })).agentId)
    }
    expect(ids).toEqual(['a-b', 'a-b-2', 'a-b'])
  })

  it('anew ends the process that had the agent before', async () => {
    const session = await hub.join('a')
    await hub.agent.enroll({ token: await hub.token('a'), hostname: 'x' })
    expect(session.connection.closed).toContain('anew')
  })
})

describe('saying hello', () => {
  it('tells what the hub holds of the agent', async () => {
    const session = await hub.join('a')
    await hub.report(session, calendarItem('cal'))
    expect(await hub.agent.hello(session, helloFrom('a'))).toEqual({
      protocolVersion: 1,
      hubVersion: '1.2.3',
      agentId: 'a',
      hubId: hub.database.hubId,
      acknowledgedSequence: 1,
      serverTime: hub.clock.now(),
    })
  })

  it('is seen, and so is its end, and when it was last there', async () => {
    const session = await hub.join('a')
    await hub.agent.status(session, idleStatus({ spooled: 4 }))
    const view = async () => (await hub.admin.agents())[0]
    expect(await view()).toMatchObject({ online: true, hostname: 'a', version: '1.0', status: { spooled: 4 } })
    hub.clock.pass(60_000)
    const closedAt = hub.clock.now()
    hub.service.closed(session)
    expect(await view()).toMatchObject({ online: false, lastSeenAt: closedAt, hostname: 'a', status: null })
  })

  it('is known to have been there lately, also after a kill', async () => {
    const session = await hub.join('a')
    const saved = () => new Sightings(hub.database).all().get(session.agentId)?.lastSeenAt
    for (let minute = 0; minute < 3; minute++) {
      await hub.agent.status(session, idleStatus())
      expect(saved()).toBe(hub.clock.now())
      hub.clock.pass(30_000)
      await hub.agent.status(session, idleStatus())
      expect(saved()).not.toBe(hub.clock.now())
      hub.clock.pass(30_000)
    }
  })

  it('over a second connection takes over; the late close of the first changes nothing', async () => {
    const early = await hub.join('a')
    const second = await hub.connect(early.agentId)
    expect(early.connection.closed).not.toBeNull()
    hub.service.closed(early)
    expect(await hub.admin.agents()).toMatchObject([{ online: true }])
    await expect(hub.agent.report(early, batchOf(1, [calendarItem('cal')]))).rejects.toMatchObject({
      code: 'report-out-of-order',
    })
    await hub.report(second, calendarItem('cal'))
  })

  it('in a version the hub does not speak is refused and shown', async () => {
    const session = await hub.join('a')
    const hello = helloFrom('a', { protocolVersion: 99 })
    await expect(hub.agent.hello(session, hello)).rejects.toMatchObject({ code: 'protocol-mismatch' })
    expect((await hub.admin.agents())[0]?.trouble).toContain('update the hub')
  })

  it('by two processes in turn is shown as trouble', async () => {
    const { agentId } = await hub.join('a')
    for (let time = 0; time < 3; time++) await hub.connect(agentId)
    await expect(hub.connect(agentId)).rejects.toMatchObject({ code: 'credential-in-use' })
    expect((await hub.admin.agents())[0]?.trouble).toContain('two processes')
  })
})

describe('a report', () => {
  it('is taken once, however often it is sent', async () => {
    const session = await hub.join('a')
    const batch = batchOf(1, [calendarItem('cal'), eventItem('cal', sampleEvent('e'))])
    const answer = await hub.agent.report(session, batch)
    expect(await hub.agent.report(session, batch)).toEqual(answer)
    await hub.embedded.folder.reached(answer.position)
    expect((await hub.admin.overview()).eventCount).toBe(1)
  })

  it('is answered before it is folded, and after all that was taken before it', async () => {
    const session = await hub.join('a')
    const { folder } = hub.embedded
    for (let sequence = 1; sequence < 5; sequence++) {
      const { position } = await hub.agent.report(session, batchOf(sequence, [calendarItem(`cal ${sequence}`)]))
      expect(folder.foldedPosition).toBe(position - 1)
    }
  })

  it('that the engine fails at is left out, and its agent asked once to list everything', async () => {
    const database = openDatabase(':memory:')
    const faulty: Fold = (state, entry) => {
      if (entry.body.kind === 'report') throw new Error('a fault of ours')
      return fold(state, entry)
    }
    const other = new TestHub(database, await openEmbeddedLog({ database, fold: faulty }), new TestClock())
    const session = await other.join('a')
    await other.report(session, calendarItem('cal'))
    await other.report(session, calendarItem('other'))
    await other.admin.decide(other.person, { kind: 'agent-add', agentId: 'b' as AgentId, name: 'b' })
    const queue = await other.admin.queue({ agentId: null, limit: 10, cursor: null })
    expect(queue.items).toMatchObject([{ agentId: 'a', kind: 'list-again' }])
    await other.close()
  })

  it('that leaves one out is refused', async () => {
    const session = await hub.join('a')
    await expect(hub.agent.report(session, batchOf(2, [calendarItem('cal')]))).rejects.toMatchObject({
      code: 'report-out-of-order',
    })
  })

  it('before the hello is refused', async () => {
    const { agentId } = await hub.agent.enroll({ token: await hub.token('a'), hostname: 'x' })
    const session = { ...(await hub.join('b')), agentId }
    await expect(hub.agent.report(session, batchOf(1, [calendarItem('cal')]))).rejects.toMatchObject({
      code: 'report-out-of-order',
    })
    await expect(hub.agent.status(session, idleStatus())).rejects.toMatchObject({ code: 'report-out-of-order' })
  })

  it('with one bad item leaves nothing behind', async () => {
    const session = await hub.join('a')
    const bad = eventItem('cal', sampleEvent('e', { start: 'soon' }))
    await expect(hub.report(session, calendarItem('cal'), bad)).rejects.toMatchObject({
      code: 'invalid-input',
      detail: expect.stringContaining('items.1 (event-seen): event.start'),
    })
    expect(await hub.admin.calendars()).toEqual([])
    await hub.report(session, calendarItem('cal'))
  })

  it('about another agent’s calendar or command is refused and leaves nothing behind', async () => {
    const [ann, bob] = [await hub.join('ann'), await hub.join('bob')]
    await hub.report(ann, calendarItem('anns'))
    await rename('anns', 'Renamed')
    const { commandId } = first((await hub.admin.queue({ agentId: ann.agentId, limit: 10, cursor: null })).items)
    const foreign: ReportItem[] = [
      eventItem('anns', sampleEvent('e')),
      { kind: 'calendar-gone', calendarId: 'anns' as CalendarId },
      { kind: 'refused', commandId, code: 'not-supported', detail: 'no' },
    ]
    for (const item of foreign) {
      await expect(hub.report(bob, calendarItem('bobs'), item)).rejects.toMatchObject({ code: 'forbidden' })
    }
    const calendars = await hub.admin.calendars()
    expect(calendars.map(({ id, gone }) => [id, gone])).toEqual([['anns', false]])
  })
})

describe('commands', () => {
  const commandOf = (envelope: CommandEnvelope) =>
    JSON.parse(envelope.json) as { kind: string; calendarId: string; changes: object }

  async function streamOf(name: string) {
    const session = await hub.join(name)
    await hub.report(session, calendarItem(`${name}s`))
    const ending = new AbortController()
    const stream = hub.agent.commands(session, null, ending.signal)[Symbol.asyncIterator]()
    return { session, stream, ending }
  }

  it('go to the agent they are for', async () => {
    const [ann, bob] = [await streamOf('ann'), await streamOf('bob')]
    const toAnn = next(ann.stream)
    await rename('bobs', 'For Bob')
    await rename('anns', 'For Ann')
    expect(commandOf(await toAnn)).toMatchObject({ kind: 'calendar-change', calendarId: 'anns' })
    expect(commandOf(await next(bob.stream))).toMatchObject({ calendarId: 'bobs', changes: { name: 'For Bob' } })
  })

  it('wait for the hello of their connection', async () => {
    const { session, stream } = await streamOf('ann')
    await rename('anns', 'Renamed')
    const other = { ...session, connection: (await hub.join('x')).connection }
    const early = hub.agent.commands(other, null, new AbortController().signal)[Symbol.asyncIterator]().next()
    await hub.agent.hello(other, helloFrom('ann'))
    expect(commandOf((await early).value as CommandEnvelope)).toMatchObject({ changes: { name: 'Renamed' } })
    await stream.return?.()
  })

  it('end with the signal and leave nobody listening', async () => {
    const { stream, ending } = await streamOf('ann')
    const waiting = stream.next()
    ending.abort()
    expect((await waiting).done).toBe(true)
    expect(hub.embedded.delivery.readers).toBe(0)
  })

  it('are shown as waiting, sent, delayed, and gone when they are done', async () => {
    const { session, stream } = await streamOf('ann')
    const rows = async () => (await hub.admin.queue({ agentId: null, limit: 10, cursor: null })).items
    await rename('anns', 'Renamed')
    expect(await rows()).toMatchObject([{ state: 'waiting', title: 'Renamed', kind: 'calendar-change' }])
    await next(stream)
    const row = first(await rows())
    expect(row).toMatchObject({ state: 'sent', agentId: 'ann' })
    expect((await hub.admin.agents())[0]).toMatchObject({ pendingCommands: 1, waitingSince: row.queuedAt })
    const { commandId } = row
    const retryAt = hub.clock.now()
    const delayed = { commandId, calendarId: null, code: 'source-fault' as const, detail: '503', attempts: 2, retryAt }
    await hub.agent.status(session, idleStatus({ delayed: [delayed] }))
    expect(await rows()).toMatchObject([{ state: 'delayed', attempts: 2, problem: { code: 'source-fault', retryAt } }])
    const calendar = calendarItem('anns', { metadata: { name: 'Renamed', color: null, description: null } })
    if (calendar.kind !== 'calendar-seen') throw new Error('a sample of another kind')
    await hub.report(session, { kind: 'applied', commandId, item: null, calendar: calendar.calendar })
    expect(await rows()).toEqual([])
    expect((await hub.admin.agents())[0]).toMatchObject({ pendingCommands: 0, waitingSince: null })
    expect(await hub.admin.calendars()).toMatchObject([{ metadata: { name: 'Renamed' }, pendingMetadata: null }])
  })
})

describe('removing an agent', () => {
  it('ends its connection and its credential', async () => {
    const { agentSecret } = await hub.agent.enroll({ token: await hub.token('a'), hostname: 'x' })
    const session = await hub.connect('a' as AgentId)
    await hub.admin.decide(hub.person, { kind: 'agent-remove', agentId: session.agentId })
    expect(session.connection.closed).toContain('removed')
    expect(hub.gate.agents.isValid(session.agentId, agentSecret)).toBe(false)
    expect(await hub.admin.agents()).toEqual([])
    await expect(hub.report(session, calendarItem('cal'))).rejects.toMatchObject({ code: 'report-out-of-order' })
  })

  it('leaves its id to nobody else', async () => {
    const { agentId } = await hub.join('a')
    await hub.admin.decide(hub.person, { kind: 'agent-remove', agentId })
    expect((await hub.join('a')).agentId).toBe('a-2')
  })

  it('that nobody knows is refused before anything is written', async () => {
    const before = await hub.embedded.log.head()
    const removal = hub.admin.decide(hub.person, { kind: 'agent-remove', agentId: 'nobody' as AgentId })
    await expect(removal).rejects.toMatchObject({ code: 'not-found' })
    expect(await hub.embedded.log.head()).toBe(before)
  })
})
