import { CodedError } from '@chroniton/shared/contract/errors'
import type { Instant } from '@chroniton/shared/contract/ids'
import { describe, expect, it } from 'vitest'
import { StorageHealth } from './storage-health.ts'

describe('the storage', () => {
  it('fails from its first refusal until it has recovered, and both are told once', () => {
    let hour = 10
    const health = new StorageHealth(() => `2026-03-01T${hour}:00:00.000Z` as Instant)
    const told: (string | undefined)[] = []
    health.onChange(() => told.push(health.failure?.detail))
    health.noticed(new CodedError('storage-failed', 'the disk is full'))
    hour = 11
    health.noticed(new CodedError('storage-failed', 'the storage may not be written'))
    expect(health.failure).toEqual({ since: '2026-03-01T10:00:00.000Z', detail: 'the storage may not be written' })
    health.recovered()
    health.recovered()
    expect(health.failure).toBeNull()
    expect(told).toEqual(['the disk is full', undefined])
  })

  it('is not to blame for other errors', () => {
    const health = new StorageHealth(() => '' as Instant)
    health.noticed(new CodedError('not-found', 'no such event'))
    expect(health.failure).toBeNull()
  })
})
