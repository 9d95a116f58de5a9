import type { AuditQuery, AuditRecord } from '@chroniton/shared/contract/access'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestClock } from '../hub/testing/test-clock.ts'
import { openDatabase, type Database } from '../store/database.ts'
import type { Deed } from './audit.ts'
import { AuditLog, type AuditSettings } from './audit-log.ts'
import { chained, ChainCheck } from './chain.ts'

const EVERYTHING: AuditQuery = { action: null, who: null, from: null, to: null, limit: 1000, cursor: null }
const SETTINGS: AuditSettings = { enabled: true, level: 'info', includePayloads: false }

let database: Database
const clock = new TestClock()

beforeEach(() => {
  database = openDatabase(':memory:')
})

afterEach(() => database.close())

const log = (settings: Partial<AuditSettings> = {}) =>
  new AuditLog(database, { ...SETTINGS, ...settings }, () => clock.now())

const deed = (changes: Partial<Deed> = {}): Deed => ({
  who: 'Ann',
  kind: 'person',
  from: '192.0.2.1',
  action: 'route-add',
  object: 'route',
  ok: true,
  detail: null,
  ...changes,
})

const oldestFirst = (audit: AuditLog) => audit.page(EVERYTHING).items.toReversed()

function verdictOf(records: AuditRecord[]) {
  const check = new ChainCheck()
  for (const record of records) check.take(record)
  return check.verdict
}

describe('the audit log', () => {
  it('numbers what was done, and chains each record to the one before', () => {
    const audit = log()
    audit.record(deed())
    audit.record(deed({ action: 'route-remove', ok: false, detail: 'not-found' }))
    const records = oldestFirst(audit)
    expect(records).toMatchObject([
      { number: 1, who: 'Ann', action: 'route-add', ok: true, at: clock.now() },
      { number: 2, action: 'route-remove', ok: false, detail: 'not-found' },
    ])
    expect(verdictOf(records)).toEqual({ records: 2, broken: null, last: { number: 2, hash: records[1]?.hash } })
  })

  it('cannot be changed or shortened through the database', () => {
    const audit = log()
    audit.record(deed())
    for (const statement of [`update audit set who = 'Bob'`, 'delete from audit']) {
      expect(() => database.sqlite.prepare(statement).run()).toThrow('the audit log is only appended to')
    }
  })

  it('keeps nothing of what did not happen', () => {
    const audit = log()
    expect(() =>
      database.transaction(() => {
        audit.record(deed())
        throw new Error('undone')
      }),
    ).toThrow('undone')
    expect(oldestFirst(audit)).toEqual([])
  })

  it('is read in pages, by action, person and time', () => {
    const audit = log()
    for (let time = 0; time < 5; time++) audit.record(deed({ object: String(time) }))
    audit.record(deed({ who: 'Bob', action: 'sign-in' }))
    const first = audit.page({ ...EVERYTHING, limit: 4 })
    const second = audit.page({ ...EVERYTHING, limit: 4, cursor: first.nextCursor })
    expect([...first.items, ...second.items].map(({ number }) => number)).toEqual([6, 5, 4, 3, 2, 1])
    expect(second.nextCursor).toBeNull()
    expect(audit.page({ ...EVERYTHING, action: 'sign-in' }).items).toHaveLength(1)
    expect(audit.page({ ...EVERYTHING, who: 'Ann' }).items).toHaveLength(5)
    expect(audit.page({ ...EVERYTHING, to: clock.now() }).items).toEqual([])
    expect(audit.page({ ...EVERYTHING, from: clock.now() }).items).toHaveLength(6)
    expect(() => audit.page({ ...EVERYTHING, cursor: 'guess' })).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    )
  })

  it.each<[AuditSettings['level'], string[]]>([
    ['info', ['event-change', 'sign-in', 'route-add', 'sign-in-failed']],
    ['warning', ['route-add', 'sign-in-failed']],
    ['error', ['sign-in-failed']],
  ])('keeps at level %s %j', (level, kept) => {
    const audit = log({ level })
    for (const action of ['event-change', 'sign-in', 'route-add']) audit.record(deed({ action }))
    audit.record(deed({ action: 'sign-in-failed', ok: false }))
    expect(oldestFirst(audit).map(({ action }) => action)).toEqual(kept)
  })

  it('keeps nothing when it is off', () => {
    const audit = log({ enabled: false })
    audit.record(deed())
    expect(oldestFirst(audit)).toEqual([])
  })

  it('keeps what was asked for only where that is wanted', () => {
    log().record(deed({ detail: 'entry 1', payload: { title: 'Secret plans' } }))
    log({ includePayloads: true }).record(deed({ detail: 'entry 2', payload: { title: 'Secret plans' } }))
    expect(oldestFirst(log()).map(({ detail }) => detail)).toEqual(['entry 1', 'entry 2 {"title":"Secret plans"}'])
  })
})

describe('looking the chain over', () => {
  function five(): AuditRecord[] {
    const audit = log()
    for (let time = 0; time < 5; time++) audit.record(deed({ object: String(time), who: null, from: null }))
    return oldestFirst(audit)
  }

  const fields: (keyof AuditRecord)[] = [
    'number',
    'at',
    'who',
    'kind',
    'from',
    'action',
    'object',
    'ok',
    'detail',
    'hash',
  ]

  it.each(fields)('notices a changed %s', (field) => {
    const records = five()
    records[2] = {
      ...(records[2] as AuditRecord),
      [field]: field === 'number' ? 9 : field === 'ok' ? false : 'changed',
    }
    expect(verdictOf(records).broken?.number).toBe(3)
  })

  it('notices a record that was taken out, put in or moved', () => {
    const records = five()
    const [, second, third] = records as [AuditRecord, AuditRecord, AuditRecord]
    expect(verdictOf(records.toSpliced(2, 1)).broken?.number).toBe(3)
    expect(verdictOf(records.toSpliced(2, 0, third)).broken?.number).toBe(4)
    expect(verdictOf(records.toSpliced(1, 2, { ...third, number: 2 }, { ...second, number: 3 })).broken?.number).toBe(2)
    expect(verdictOf(records.slice(1)).broken?.number).toBe(1)
  })

  it('notices a change whose own hash was made anew', () => {
    const records = five()
    const { hash: _hash, ...third } = records[2] as AuditRecord
    const forged = { ...third, who: 'Bob' }
    records[2] = { ...forged, hash: chained(records[1]?.hash ?? '', forged) }
    expect(verdictOf(records).broken?.number).toBe(4)
  })
})
