import type { AlertView, NotificationSettings } from '@chroniton/shared/contract/operations'
import { beforeEach, describe, expect, it } from 'vitest'
import { TestClock } from '../hub/testing/test-clock.ts'
import { openDatabase } from '../store/database.ts'
import { AlertWatch } from './alert-watch.ts'
import { OperationsSettings } from './settings-store.ts'
import { sampleAlert, TestChannel } from './testing/samples.ts'
import { ToldAlerts } from './told-alerts.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

let clock: TestClock
let channel: TestChannel
let alerts: AlertView[]
let settings: NotificationSettings
let changes: number
let told: ToldAlerts
let watch: AlertWatch

const newWatch = () =>
  new AlertWatch({
    alerts: () => alerts,
    onChange: () => changes++,
    settings: () => settings,
    channelsOf: () => [channel],
    told,
    linkTo: () => 'https://hub.example',
    clock,
    logger: { warn() {} },
  })

beforeEach(() => {
  const database = openDatabase(':memory:')
  clock = new TestClock()
  channel = new TestChannel()
  alerts = []
  settings = new OperationsSettings(database, { logDays: 90, historyDays: null }).notifications
  changes = 0
  told = new ToldAlerts(database)
  watch = newWatch()
})

async function lookAfter(milliseconds: number): Promise<void> {
  clock.pass(milliseconds)
  await watch.check()
}

describe('an alert', () => {
  it('is told once when it has lasted a minute, and its end once', async () => {
    alerts = [sampleAlert()]
    await watch.check()
    expect(channel.told).toEqual([])
    await lookAfter(MINUTE)
    await lookAfter(MINUTE)
    expect(channel.told).toEqual(['alert agent-silent:laptop'])
    expect(channel.sent[0]?.link).toBe('https://hub.example')
    alerts = []
    await lookAfter(MINUTE)
    await lookAfter(MINUTE)
    expect(channel.told).toEqual(['alert agent-silent:laptop', 'all-clear agent-silent:laptop'])
  })

  it('that was over within a minute is told to nobody', async () => {
    alerts = [sampleAlert()]
    await watch.check()
    alerts = []
    await lookAfter(MINUTE / 2)
    alerts = [sampleAlert()]
    await lookAfter(MINUTE / 2)
    expect(channel.told).toEqual([])
  })

  it('that lasts is told again after a day', async () => {
    alerts = [sampleAlert()]
    await watch.check()
    await lookAfter(MINUTE)
    await lookAfter(DAY - MINUTE)
    expect(channel.told).toHaveLength(1)
    await lookAfter(MINUTE)
    expect(channel.told).toEqual(['alert agent-silent:laptop', 'still agent-silent:laptop'])
  })

  it('that was told is not told anew by the next process, and its end is', async () => {
    alerts = [sampleAlert()]
    await watch.check()
    await lookAfter(MINUTE)
    watch = newWatch()
    await lookAfter(2 * MINUTE)
    expect(channel.told).toHaveLength(1)
    alerts = []
    await watch.check()
    expect(channel.told.at(-1)).toBe('all-clear agent-silent:laptop')
  })

  it('of a kind nobody wants to hear of is not told', async () => {
    settings = { ...settings, kinds: ['storage-failing'] }
    alerts = [sampleAlert(), sampleAlert({ id: 'storage-failing', kind: 'storage-failing' })]
    await watch.check()
    await lookAfter(MINUTE)
    expect(channel.told).toEqual(['alert storage-failing'])
  })
})

describe('a way that is broken', () => {
  it('is tried again with growing pauses, and nothing is left out', async () => {
    channel.broken = true
    alerts = [sampleAlert()]
    await watch.check()
    await lookAfter(MINUTE)
    channel.broken = false
    await lookAfter(MINUTE / 2)
    expect(channel.told).toEqual([])
    await lookAfter(MINUTE / 2)
    expect(channel.told).toEqual(['alert agent-silent:laptop'])
  })
})

it('viewers are told when the alerts change, and only then', async () => {
  await watch.check()
  const before = changes
  await lookAfter(MINUTE)
  expect(changes).toBe(before)
  alerts = [sampleAlert()]
  await lookAfter(MINUTE)
  expect(changes).toBe(before + 1)
})

it('looks again and again until it is stopped', async () => {
  watch.start()
  expect(clock.timers).toBe(1)
  clock.pass(15_000)
  await watch.check()
  await new Promise((resolve) => setImmediate(resolve))
  expect(clock.timers).toBe(1)
  watch.stop()
  expect(clock.timers).toBe(0)
})
