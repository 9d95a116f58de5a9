import type { Command } from '@chroniton/shared/contract/command'
import type { AgentId, CalendarId, CommandId } from '@chroniton/shared/contract/ids'
import type { NotificationSettings } from '@chroniton/shared/contract/operations'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { check } from '../engine/check.ts'
import { createHub, type HubService } from '../hub/hub.ts'
import { OlderUpdateRows } from '../hub/older-agents/update-rows.ts'
import { calendarItem, eventItem, sampleEvent } from '../hub/testing/samples.ts'
import { first, TestHub } from '../hub/testing/test-hub.ts'

const DAY = 24 * 60 * 60_000
const MINUTE = 60_000

let hub: TestHub

beforeEach(async () => {
  hub = await TestHub.open()
})

afterEach(() => hub.close())

const operations = () => hub.service.operations
const agent = 'a' as AgentId
const add = () => hub.admin.decide(hub.person, { kind: 'agent-add', agentId: agent, name: 'Laptop' })
const alerts = async () => (await hub.admin.overview()).alerts.map(({ id }) => id)
const folded = async () => hub.embedded.folder.reached(await hub.embedded.log.head())

/** Lets what is waiting for its turn have it, as often as the work of a test needs. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('an agent that was there', () => {
  it('is silent when it has been away for ten minutes, until it is back', async () => {
    await add()
    const session = await hub.connect(agent)
    hub.clock.pass(DAY)
    expect(await alerts()).toEqual([])
    hub.service.closed(session)
    hub.clock.pass(10 * MINUTE - 1)
    expect(await alerts()).toEqual([])
    hub.clock.pass(1)
    expect(first((await hub.admin.overview()).alerts)).toMatchObject({
      id: 'agent-silent:a',
      title: 'Laptop has not been heard of',
      since: '2026-03-02T12:00:00.000Z',
    })
    await hub.connect(agent)
    expect(await alerts()).toEqual([])
  })

  it('may take as long to come back after a start of the hub', async () => {
    await add()
    hub.service.closed(await hub.connect(agent))
    hub.clock.pass(DAY)
    const { database, embedded, gate, clock } = hub
    const restarted: HubService = createHub({ database, embedded, check, gate, version: '1', clock })
    const ids = async () => (await restarted.admin.overview()).alerts.map(({ id }) => id)
    expect(await ids()).toEqual([])
    clock.pass(10 * MINUTE)
    expect(await ids()).toEqual(['agent-silent:a'])
  })

  it('and one that never was, are not the same', async () => {
    await add()
    hub.clock.pass(DAY)
    expect(await alerts()).toEqual([])
  })
})

describe('a queue', () => {
  const rename = (name: string) =>
    hub.admin.decide(hub.person, { kind: 'calendar-change', calendarId: 'cal' as CalendarId, changes: { name } })

  it('is stuck when its oldest command waits for a quarter of an hour although the agent is there', async () => {
    await add()
    const session = await hub.connect(agent)
    await hub.report(session, calendarItem('cal'))
    await rename('Renamed')
    hub.clock.pass(15 * MINUTE - 1)
    expect(await alerts()).toEqual([])
    hub.clock.pass(1)
    expect(first((await hub.admin.overview()).alerts)).toMatchObject({
      id: 'queue-stuck:a',
      detail: expect.stringContaining('15 minutes'),
    })
    hub.service.closed(session)
    expect(await alerts()).toEqual([])
    await hub.connect(agent)
    expect(await alerts()).toEqual([])
  })
})

describe('what people set', () => {
  const notifications: NotificationSettings = {
    kinds: ['storage-failing'],
    webhookUrl: 'https://hooks.example.com/hush',
    email: null,
  }

  it('stays, and outlives the process', async () => {
    const retention = { logDays: 30, historyDays: 60 }
    const view = await operations().change(hub.person, { notifications, retention })
    expect(view).toMatchObject({ notifications, retention, canMail: false })
    const { database, embedded, gate, clock } = hub
    const restarted = createHub({ database, embedded, check, gate, version: '1', clock })
    expect(await restarted.operations.settings()).toEqual(view)
  })

  it('is refused where it cannot be', async () => {
    const email = { to: ['ann@example.com'] }
    await expect(operations().change(hub.person, { notifications: { ...notifications, email } })).rejects.toMatchObject(
      {
        code: 'invalid-input',
        detail: expect.stringContaining('SMTP_URL'),
      },
    )
    const retention = { logDays: 30, historyDays: 29 }
    await expect(operations().change(hub.person, { retention })).rejects.toMatchObject({ code: 'invalid-input' })
    expect((await operations().settings()).retention).toEqual({ logDays: 90, historyDays: null })
  })

  it('can be tried, and what fails says whom it did not reach and not by what secret', async () => {
    const { database, embedded, gate, clock } = hub
    const post = async () => 403
    const trying = createHub({ database, embedded, check, gate, version: '1', clock, upkeep: { post } }).operations
    expect(await trying.testNotification(hub.person)).toEqual({ told: [], failed: [] })
    await trying.change(hub.person, { notifications })
    const result = await trying.testNotification(hub.person)
    expect(result).toEqual({ told: [], failed: [{ to: 'webhook at hooks.example.com', why: 'it answered 403' }] })
  })
})

describe('what is old', () => {
  const count = (table: string) => hub.database.sqlite.prepare(`select count(*) from ${table}`).pluck().get()

  it('is forgotten when the setting says so, without a restart, and the rest is not', async () => {
    await add()
    const session = await hub.connect(agent)
    await hub.report(session, calendarItem('cal'), eventItem('cal', sampleEvent('old')))
    await folded()
    hub.clock.pass(40 * DAY)
    await hub.report(session, eventItem('cal', sampleEvent('new')))
    await folded()
    hub.service.upkeep.start()
    await settled()
    expect([count('entries'), count('changes')]).toEqual([3, 2])
    await operations().change(hub.person, { retention: { logDays: 30, historyDays: 30 } })
    await settled()
    expect([count('entries'), count('changes'), count('events')]).toEqual([1, 1, 2])
    hub.clock.pass(30 * DAY)
    await settled()
    hub.clock.pass(DAY)
    await settled()
    expect([count('entries'), count('changes'), count('events')]).toEqual([0, 0, 2])
  })

  it('and settled is forgotten of what polling agents were told, while what is open stays', async () => {
    const updates = new OlderUpdateRows(hub.database)
    const told = ['old', 'young', 'open'].map((id) => ({ kind: 'list-again', commandId: id as CommandId }) as Command)
    for (const command of told) updates.tell(agent, command, hub.clock.now())
    updates.settle('old' as CommandId, 'applied', hub.clock.now())
    hub.clock.pass(90 * DAY + 1)
    updates.settle('young' as CommandId, 'applied', hub.clock.now())
    hub.service.upkeep.start()
    await settled()
    expect(['old', 'young', 'open'].map((id) => updates.get(id as CommandId)?.commandId)).toEqual([
      undefined,
      'young',
      'open',
    ])
  })
})
