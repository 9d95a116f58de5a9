import type { LiveMessage, Overview } from '@chroniton/shared/contract/views'
import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveStore } from './live-store.ts'
import { followLive, topicsOf } from './queries.ts'

const nothing: Extract<LiveMessage, { kind: 'changes' }> = {
  kind: 'changes',
  agents: [],
  removedAgents: [],
  calendars: [],
  removedCalendars: [],
  routes: null,
  queue: null,
  conflicts: [],
  holds: null,
  problems: null,
  alerts: null,
  changes: [],
  settings: null,
  eventCount: 0,
  foldedPosition: 0 as never,
}

const EMPTY = {
  hub: {},
  agents: [],
  calendars: [],
  routes: [],
  queue: [],
  conflicts: [],
  holds: [],
  problems: [],
  alerts: [],
  changes: [],
} as unknown as Overview

describe('what a live message makes stale', () => {
  it('is nothing when only presence moved', () => {
    expect(topicsOf({ ...nothing, agents: [{} as never] })).toEqual([])
  })

  it('is events and history when events changed', () => {
    expect(topicsOf({ ...nothing, changes: [{} as never] })).toEqual(['events', 'event', 'history'])
  })

  it('is everything after a gap', () => {
    expect(topicsOf({ kind: 'snapshot', overview: {} as never })).toContain('queue')
  })
})

describe('following the live feed', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('ends one round before it begins the next, and takes what came meanwhile together', async () => {
    const client = new QueryClient()
    const live = new LiveStore()
    const rounds: (() => void)[] = []
    const invalidate = vi
      .spyOn(client, 'invalidateQueries')
      .mockImplementation(() => new Promise<void>((resolve) => rounds.push(resolve)))
    const stop = followLive(live, client)
    live.take({ kind: 'snapshot', overview: EMPTY }, 0)
    const first = invalidate.mock.calls.length
    expect(first).toBeGreaterThan(0)
    for (let message = 0; message < 5; message++) live.take({ ...nothing, changes: [{} as never] }, 0)
    expect(invalidate).toHaveBeenCalledTimes(first)
    for (const end of rounds.splice(0)) end()
    await vi.advanceTimersByTimeAsync(1000)
    expect(invalidate).toHaveBeenCalledTimes(first + 3)
    stop()
  })
})
