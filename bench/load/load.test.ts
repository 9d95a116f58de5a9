import { beforeAll, expect, it } from 'vitest'
import { load } from './load.ts'
import { Samples } from './samples.ts'

beforeAll(() => {
  process.env['LEGACY_AGENTS'] = '127.0.0.1'
})

it('a few agents for a few seconds are served, and their memory is told', { timeout: 120_000 }, async () => {
  const result = await load({ agents: 12, pollingAgents: 3, minutes: 4 / 60, everySeconds: 2, say: () => undefined })
  expect(result).toMatchObject({ failures: {}, reports: 24, heartbeats: 6 })
  expect(result.memoryMB.peak).toBeGreaterThanOrEqual(result.memoryMB.last)
})

it('samples tell of their parts', () => {
  const samples = new Samples()
  for (const value of [5, 1, 4, 2, 3, 9]) samples.add(value)
  expect([samples.quantile(0.5), samples.quantile(0.99), samples.median(2 / 3, 1)]).toEqual([4, 9, 9])
  expect(new Samples().quantile(0.5)).toBe(0)
})
