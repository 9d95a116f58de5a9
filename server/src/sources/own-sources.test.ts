import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { SourceId } from '@chroniton/shared/contract/ids'
import { SourceChange, SourceInput, type SourceField, type SourceKind } from '@chroniton/shared/contract/source'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Deed } from '../audit/audit.ts'
import { personSession } from '../hub/testing/test-hub.ts'
import { TestClock } from '../hub/testing/test-clock.ts'
import { keySource, masterKeyPath } from '../secrets/key-source.ts'
import { Vault } from '../secrets/vault.ts'
import { openDatabase, type Database } from '../store/database.ts'
import { OwnSources } from './own-sources.ts'
import type { KeptSource, SourceDoor } from './source-door.ts'

const SECRET = 'open sesame'
const ANN = personSession('ann')

const field = (name: string, kind: SourceField['kind'], secret = false): SourceField => ({
  name,
  kind,
  secret,
  label: name,
  required: !secret,
  placeholder: null,
  help: null,
  choices: [],
})
const KINDS: SourceKind[] = [
  {
    id: 'dav',
    provider: 'caldav',
    label: 'DAV',
    help: null,
    writable: true,
    fields: [field('url', 'url'), field('username', 'username'), field('password', 'password', true)],
  },
  {
    id: 'feed',
    provider: 'ics',
    label: 'Feed',
    help: null,
    writable: false,
    fields: [field('url', 'url', true), field('password', 'password', true)],
  },
]

/** What the agent would know: an account is its address and user, and a check shows what it was given. */
const door: SourceDoor = {
  kinds: KINDS,
  async identify(source) {
    const url = source.fields['url'] ?? source.secret('url')
    if (url === undefined || url === null) throw new CodedError('invalid-input', 'url: Address is needed')
    return `${source.kind}-${url}-${source.fields['username'] ?? ''}`.replaceAll(/\W+/g, '-') as SourceId
  },
  async check(source) {
    const password = source.secret('password')
    return password === SECRET
      ? { ok: true, account: 'ada', calendars: [] }
      : { ok: false, code: 'source-needs-sign-in', detail: `${source.fields['username']}` }
  },
}

let storage: string
let database: Database
let deeds: Deed[]
let told: KeptSource[][]

beforeEach(() => {
  storage = mkdtempSync(join(tmpdir(), 'sources-'))
  database = openDatabase(join(storage, 'hub.sqlite'))
  deeds = []
  told = []
})
afterEach(() => {
  database.close()
  rmSync(storage, { recursive: true, force: true })
})

function open(): OwnSources {
  const vault = new Vault({
    database,
    source: keySource({ storagePath: storage, masterKey: null, masterKeyCommand: null }),
  })
  const audit = { record: (deed: Deed) => void deeds.push(deed) }
  const sources = new OwnSources({ database, vault, door, audit, clock: new TestClock() })
  sources.attach((kept) => void told.push(kept))
  return sources
}

const work = (changes: Partial<SourceInput> = {}) =>
  SourceInput.parse({
    kind: 'dav',
    name: 'Work',
    fields: { url: 'https://dav.example.com/', username: 'ada', password: SECRET },
    ...changes,
  })
const change = (sourceId: SourceId, source: object) => SourceChange.parse({ sourceId, source })
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: CodedError) => `${error.code}: ${error.detail}`,
  )

describe('a source', () => {
  it('is stored without its secret in sight, and told to the agent', async () => {
    const sources = open()
    const view = await sources.add(ANN, work({ calendars: ['Team'] }))
    expect(view).toMatchObject({
      kind: 'dav',
      provider: 'caldav',
      fields: { url: 'https://dav.example.com/', username: 'ada' },
      secrets: ['password'],
      calendars: ['Team'],
    })
    expect(await sources.list()).toEqual([view])
    const [kept] = told.at(-1)!
    expect([kept!.sourceId, kept!.secret('password'), kept!.secret('other')]).toEqual([view.sourceId, SECRET, null])
    const bytes = ['hub.sqlite', 'hub.sqlite-wal'].map((name) => readFileSync(join(storage, name), 'latin1')).join('')
    expect(bytes).toContain('dav.example.com')
    for (const text of [bytes, JSON.stringify([view, await sources.list(), deeds, told])]) {
      expect(text).not.toContain(SECRET)
    }
  })

  it('is there again after a start', async () => {
    const view = await open().add(ANN, work())
    const again = open()
    expect(await again.list()).toEqual([view])
    expect(told.at(-1)!.map((kept) => [kept.sourceId, kept.secret('password')])).toEqual([[view.sourceId, SECRET]])
  })

  it('is told as the same object until it changes', async () => {
    const sources = open()
    const first = await sources.add(ANN, work())
    await sources.add(ANN, work({ name: 'Feed', kind: 'feed', fields: { url: 'https://example.com/a.ics' } }))
    const [before, feed] = told.at(-1)!
    await sources.change(ANN, change(first.sourceId, { name: 'Renamed' }))
    const [after, same] = told.at(-1)!
    expect([after!.name, after === before, same === feed]).toEqual(['Renamed', false, true])
  })

  it('that names an account once more is refused', async () => {
    const sources = open()
    const { sourceId } = await sources.add(ANN, work())
    expect(await refusal(sources.add(ANN, work({ name: 'Twice' })))).toMatch(/^conflict: .*"Work" already/)
    const other = await sources.add(ANN, work({ fields: { ...work().fields, username: 'bob' } }))
    const taken = change(other.sourceId, { fields: { username: 'ada' } })
    expect(await refusal(sources.change(ANN, taken))).toMatch(/^conflict:/)
    // Two at once: the second sees what the first has left.
    const fields = { ...work().fields, username: 'carol' }
    const both = await Promise.all([
      refusal(sources.add(ANN, work({ fields }))),
      refusal(sources.add(ANN, work({ fields }))),
    ])
    expect(both.filter((outcome) => outcome === null)).toHaveLength(1)
    await sources.change(ANN, change(sourceId, { fields: { username: 'dan' } }))
    expect((await sources.add(ANN, work())).sourceId).toBe(`${sourceId}-2`)
  })

  it('that is removed takes its secret along and comes back under its id', async () => {
    const sources = open()
    const { sourceId } = await sources.add(ANN, work())
    await sources.remove(ANN, sourceId)
    expect([await sources.list(), told.at(-1)]).toEqual([[], []])
    expect(database.sqlite.prepare('select count(*) as count from secrets').get()).toEqual({ count: 0 })
    expect((await sources.add(ANN, work())).sourceId).toBe(sourceId)
    expect(await refusal(sources.remove(ANN, 'nothing' as SourceId))).toMatch(/^not-found/)
  })

  it('leaves a trace of who did what to it', async () => {
    const sources = open()
    const { sourceId } = await sources.add(ANN, work())
    await sources.change(ANN, change(sourceId, { enabled: false }))
    await sources.remove(ANN, sourceId)
    await sources.rotateKey(ANN)
    expect(deeds.map(({ who, action, object }) => [who, action, object === sourceId])).toEqual([
      ['ann', 'source-add', true],
      ['ann', 'source-change', true],
      ['ann', 'source-remove', true],
      ['ann', 'master-key-rotate', false],
    ])
  })
})

describe('a change', () => {
  it('changes what is given and leaves the rest, secrets above all', async () => {
    const sources = open()
    const before = await sources.add(ANN, work({ calendars: ['Team'], syncIntervalMinutes: 7, direction: 'read_only' }))
    const after = await sources.change(ANN, change(before.sourceId, { name: 'Office', fields: { username: 'eve' } }))
    expect(after).toEqual({ ...before, name: 'Office', fields: { ...before.fields, username: 'eve' } })
    expect(told.at(-1)![0]!.secret('password')).toBe(SECRET)
    await sources.change(ANN, change(before.sourceId, { fields: { password: 'new' } }))
    expect(told.at(-1)![0]!.secret('password')).toBe('new')
    await sources.change(ANN, change(before.sourceId, { fields: { password: '' } }))
    expect(told.at(-1)![0]!.secret('password')).toBe('new')
  })

  it('never sends a stored secret to another server', async () => {
    const sources = open()
    const { sourceId } = await sources.add(ANN, work())
    const elsewhere = { url: 'https://evil.example/' }
    const wanted = /^invalid-input: password: enter it again/
    expect(await refusal(sources.change(ANN, change(sourceId, { fields: elsewhere })))).toMatch(wanted)
    const asked = { source: work({ fields: { ...elsewhere, username: 'ada' } }), sourceId }
    expect(await refusal(sources.check(ANN, asked))).toMatch(wanted)
    const asFeed = { source: work({ kind: 'feed', fields: elsewhere }), sourceId }
    expect(await refusal(sources.check(ANN, asFeed))).toMatch(/^invalid-input: kind:/)
    const path = { url: 'https://dav.example.com/ada/' }
    expect(await refusal(sources.change(ANN, change(sourceId, { fields: path })))).toBeNull()
    const anew = { ...elsewhere, password: 'another' }
    expect(await refusal(sources.change(ANN, change(sourceId, { fields: anew })))).toBeNull()
  })

  it('holds the same for an address that is a secret itself', async () => {
    const sources = open()
    const fields = { url: 'webcal://example.com/a.ics', password: SECRET }
    const { sourceId, secrets } = await sources.add(ANN, work({ kind: 'feed', fields }))
    expect(secrets).toEqual(['url', 'password'])
    const moved = (url: string) => refusal(sources.change(ANN, change(sourceId, { fields: { url } })))
    expect(await moved('https://evil.example/a.ics')).toMatch(/^invalid-input: password: enter it again/)
    expect(await moved('https://example.com/b.ics')).toBeNull()
    expect(told.at(-1)![0]!.secret('url')).toBe('https://example.com/b.ics')
  })
})

describe('a check', () => {
  it('uses the stored secret where none is given', async () => {
    const sources = open()
    const { sourceId } = await sources.add(ANN, work())
    const { password: _, ...without } = work().fields
    const check = (fields: SourceInput['fields'], id: SourceId | null) =>
      sources.check(ANN, { source: work({ fields }), sourceId: id })
    expect(await check(without, sourceId)).toMatchObject({ ok: true })
    expect(await check(without, null)).toMatchObject({ ok: false, code: 'source-needs-sign-in' })
    expect(await check({ ...without, password: 'wrong' }, sourceId)).toMatchObject({ ok: false })
    expect(await check({ username: 'ada' }, null)).toMatchObject({ ok: false, code: 'invalid-input' })
  })
})

describe('what cannot be', () => {
  it('is refused by the name of the field', async () => {
    const sources = open()
    expect(await refusal(sources.add(ANN, work({ kind: 'gopher' })))).toMatch(/^invalid-input: kind:/)
    expect(await refusal(sources.add(ANN, work({ fields: { ...work().fields, mode: 'x' } })))).toMatch(
      /^invalid-input: mode:/,
    )
    expect(await refusal(sources.add(ANN, work({ fields: { username: 'ada' } })))).toMatch(/^invalid-input: url:/)
    expect(await sources.list()).toEqual([])
  })

  it('without an agent of its own a hub takes no source', async () => {
    const sources = open()
    sources.detach('the hub’s own agent was removed')
    expect(await refusal(sources.add(ANN, work()))).toBe('not-supported: the hub’s own agent was removed')
    expect(await sources.kinds()).toEqual(KINDS)
  })

  it('a lost master key locks what is stored, and the secret may be entered anew', async () => {
    const { sourceId } = await open().add(ANN, work())
    rmSync(masterKeyPath(storage))
    const locked = open()
    const unreadable = () => told.at(-1)![0]!.secret('password')
    expect(unreadable).toThrow(/master key/)
    expect(await locked.list()).toMatchObject([{ sourceId, secrets: ['password'] }])
    await locked.change(ANN, change(sourceId, { name: 'Still here' }))
    expect(await refusal(locked.change(ANN, change(sourceId, { fields: { password: 'x' } })))).toMatch(
      /^secret-unreadable/,
    )
    writeFileSync(masterKeyPath(storage), randomBytes(32).toString('base64'))
    const renewed = open()
    await renewed.change(ANN, change(sourceId, { fields: { password: 'anew' } }))
    expect(told.at(-1)![0]!.secret('password')).toBe('anew')
  })
})
