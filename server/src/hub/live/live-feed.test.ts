import { applyLiveMessage, parseLiveMessage } from '@chroniton/shared/client/live'
import type { CalendarId } from '@chroniton/shared/contract/ids'
import type { LiveMessage, Overview } from '@chroniton/shared/contract/views'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestConnection } from '../../outbox/testing/connection.ts'
import { calendarItem, eventItem, idleStatus, sampleEvent } from '../testing/samples.ts'
import { first, next, personSession, TestHub } from '../testing/test-hub.ts'

let hub: TestHub

beforeEach(async () => {
  hub = await TestHub.open()
})

afterEach(() => hub.close())

interface Viewer {
  ids: string[]
  messages: LiveMessage[]
  jsons: string[]
  held: Overview | null
  connection: TestConnection
  /** Takes one message. */
  take(): Promise<LiveMessage>
  /** Takes everything there is now. */
  catchUp(): Promise<void>
  end(): Promise<void>
}

function watch(after: string | null = null): Viewer {
  const ending = new AbortController()
  const connection = new TestConnection()
  const stream = hub.admin.live(personSession('ann', connection), after, ending.signal)[Symbol.asyncIterator]()
  let coming: Promise<IteratorResult<{ id: string; json: string }>> | null = null
  const take = async (): Promise<LiveMessage> => {
    coming ??= stream.next()
    const { value, done } = await coming
    coming = null
    if (done === true) throw new Error('the feed has ended')
    const message = parseLiveMessage(value.json)
    viewer.ids.push(value.id)
    viewer.jsons.push(value.json)
    viewer.messages.push(message)
    viewer.held = applyLiveMessage(viewer.held, message)
    return message
  }
  const viewer: Viewer = {
    ids: [],
    messages: [],
    jsons: [],
    held: null,
    connection,
    take,
    async catchUp() {
      for (;;) {
        coming ??= stream.next()
        const nothing = new Promise<'nothing'>((resolve) => setImmediate(() => resolve('nothing')))
        if ((await Promise.race([coming, nothing])) === 'nothing') return
        await take()
      }
    },
    async end() {
      ending.abort()
      await (coming ?? stream.next()).catch(() => undefined)
    },
  }
  return viewer
}

/** Lets the feed put together what has happened. */
const settle = () => hub.clock.pass(10_000)

/** What is new comes last at a viewer, and by id in an overview: the order of these means nothing. */
function inOrder(overview: Overview): Overview {
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
  return { ...overview, agents: overview.agents.toSorted(byId), calendars: overview.calendars.toSorted(byId) }
}

async function someEvents() {
  const session = await hub.join('a')
  await hub.report(session, calendarItem('cal'), eventItem('cal', sampleEvent('e')), eventItem('cal', sampleEvent('f')))
  return session
}

describe('a viewer', () => {
  it('first sees everything, then what changes', async () => {
    const session = await someEvents()
    const viewer = watch()
    expect(await viewer.take()).toMatchObject({
      kind: 'snapshot',
      overview: { eventCount: 2, hub: { version: '1.2.3' } },
    })
    await hub.report(session, eventItem('cal', sampleEvent('g')))
    settle()
    expect(await viewer.take()).toMatchObject({
      kind: 'changes',
      eventCount: 3,
      changes: [{ what: 'created', title: 'Event g' }],
      calendars: [{ id: 'cal', events: 3 }],
      routes: null,
      settings: null,
      agents: [],
    })
    await viewer.end()
  })

  it('holds after every message what a snapshot would show', async () => {
    const session = await someEvents()
    const viewer = watch()
    await viewer.take()
    const { eventId } = first(viewer.held?.changes ?? [])
    const steps: (() => Promise<unknown>)[] = [
      () => hub.report(session, calendarItem('second'), eventItem('second', sampleEvent('s'))),
      () => hub.agent.status(session, idleStatus({ spooled: 7 })),
      () => hub.admin.decide(hub.person, { kind: 'event-change', eventId, patch: { title: 'Changed' } }),
      () => hub.admin.decide(hub.person, { kind: 'settings-change', changes: { strategy: 'manual' } }),
      () =>
        hub.admin.decide(hub.person, {
          kind: 'calendar-change',
          calendarId: 'cal' as CalendarId,
          changes: { name: 'N' },
        }),
      () => hub.join('b'),
      () => hub.admin.decide(hub.person, { kind: 'event-delete', eventId }),
      () =>
        hub.report(session, {
          kind: 'account-failed',
          sourceId: 's',
          calendarId: 'cal',
          code: 'source-fault',
          detail: '',
        } as never),
      () => hub.admin.decide(hub.person, { kind: 'agent-remove', agentId: 'b' as never }),
      async () => hub.service.closed(session),
    ]
    for (const step of steps) {
      await step()
      settle()
      await viewer.catchUp()
      const now = await hub.admin.overview()
      expect(inOrder(viewer.held ?? now)).toEqual(inOrder(now))
    }
    expect(viewer.messages.filter(({ kind }) => kind === 'snapshot')).toHaveLength(1)
    expect(viewer.messages.length).toBeGreaterThanOrEqual(steps.length)
    await viewer.end()
  })

  it('is told of many changes in few messages', async () => {
    const session = await someEvents()
    const viewer = watch()
    await viewer.take()
    for (let index = 0; index < 50; index++) await hub.report(session, eventItem('cal', sampleEvent(`n${index}`)))
    settle()
    await viewer.catchUp()
    expect(viewer.messages).toHaveLength(2)
    expect(viewer.held?.eventCount).toBe(52)
    await viewer.end()
  })

  it('is told nothing when nothing that is shown has changed', async () => {
    const session = await someEvents()
    const viewer = watch()
    await viewer.take()
    await hub.report(session, eventItem('cal', sampleEvent('e')))
    settle()
    await viewer.catchUp()
    expect(viewer.messages).toHaveLength(1)
    await viewer.end()
  })
})

describe('a viewer who comes back', () => {
  it('goes on behind the last message it has', async () => {
    const session = await someEvents()
    const earlier = watch()
    await earlier.take()
    await hub.report(session, eventItem('cal', sampleEvent('g')))
    settle()
    await earlier.take()
    await earlier.end()
    await hub.report(session, eventItem('cal', sampleEvent('h')))
    settle()
    const again = watch(earlier.ids.at(-1))
    expect(await again.take()).toMatchObject({ kind: 'changes', changes: [{ title: 'Event h' }] })
    await again.end()
  })

  it.each(['', 'nonsense', 'another-7', '0-1'])('with an id of another time (%j) sees everything', async (id) => {
    await someEvents()
    const viewer = watch(id)
    expect(await viewer.take()).toMatchObject({ kind: 'snapshot' })
    await viewer.end()
  })

  it('after a long time sees everything: nothing is made while nobody watches', async () => {
    const session = await someEvents()
    const earlier = watch()
    await earlier.take()
    await earlier.end()
    hub.clock.pass(61_000)
    expect(hub.clock.timers).toBe(0)
    await hub.report(session, eventItem('cal', sampleEvent('g')))
    expect(hub.clock.timers).toBe(0)
    const again = watch(earlier.ids.at(-1))
    expect(await again.take()).toMatchObject({ kind: 'snapshot', overview: { eventCount: 3 } })
    await again.end()
  })
})

describe('many viewers', () => {
  it('get one and the same text', async () => {
    const session = await someEvents()
    const viewers = Array.from({ length: 20 }, () => watch())
    for (const viewer of viewers) await viewer.take()
    await hub.report(session, eventItem('cal', sampleEvent('g')))
    settle()
    for (const viewer of viewers) await viewer.take()
    expect(new Set(viewers.flatMap(({ jsons }) => jsons)).size).toBe(2)
    await Promise.all(viewers.map((viewer) => viewer.end()))
  })

  it('are not held up by a slow one, which costs no memory and skips to everything when it is back', async () => {
    const session = await someEvents()
    const [slow, quick] = [watch(), watch()]
    await slow.take()
    await quick.take()
    slow.connection.hold()
    for (let index = 0; index < 1100; index++) {
      await hub.agent.status(session, idleStatus({ spooled: index }))
      settle()
      if (index % 100 === 0) await quick.catchUp()
    }
    await quick.catchUp()
    expect(quick.held?.agents[0]?.status?.spooled).toBe(1099)
    slow.connection.release()
    await slow.catchUp()
    expect(slow.messages.length).toBeLessThan(5)
    expect(slow.held?.agents).toEqual(quick.held?.agents)
    await Promise.all([slow.end(), quick.end()])
  })

  it('leave nothing behind', async () => {
    await someEvents()
    const viewers = Array.from({ length: 30 }, () => watch())
    for (const viewer of viewers) await viewer.take()
    expect(hub.service.live.viewers).toBe(30)
    await Promise.all(viewers.map((viewer) => viewer.end()))
    expect(hub.service.live.viewers).toBe(0)
    hub.clock.pass(61_000)
    expect(hub.clock.timers).toBe(0)
  })
})

it('a stream that ends early is cleaned up by its consumer', async () => {
  await someEvents()
  const stream = hub.admin.live(hub.person, null, new AbortController().signal)[Symbol.asyncIterator]()
  await next(stream)
  await stream.return?.()
  expect(hub.service.live.viewers).toBe(0)
})
