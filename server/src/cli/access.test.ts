import type { AuditRecord } from '@chroniton/shared/contract/access'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { LiveHub, PASSWORD } from '../auth/testing/live-hub.ts'
import { Browser } from '../auth/testing/browser.ts'
import { CommandLine } from './testing/command-line.ts'

let live: LiveHub
let folder: string
let line: CommandLine

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-access-'))
  live = await LiveHub.start()
  line = new CommandLine({ url: live.url, key: live.adminKey })
})

afterAll(async () => {
  await live.stop()
  rmSync(folder, { recursive: true, force: true })
})

const run = (...parameters: string[]) => line.run(...parameters)

describe('people', () => {
  it('are added with a link, with which they choose a password', async () => {
    const added = await run('people', 'add', 'Ann', '--role', 'owner')
    expect(added.errors).toContain('added Ann, owner')
    const link = added.out.trim()
    expect(link).toContain(`${live.url}/#password-token=`)
    const browser = new Browser(live.url)
    const token = link.split('=')[1]
    expect(await browser.post('/auth/password', { token, password: PASSWORD })).toMatchObject({ status: 200 })
    const { out } = await run('people')
    expect(out).toMatch(/Ann +owner +password +\d{4}-/)
    expect((await run('people', 'sign-out', 'ann')).errors).toContain('signed Ann out')
    expect(await browser.get('/auth/session')).toMatchObject({ status: 401 })
  })

  it('get a link to where the hub is reached', async () => {
    await run('people', 'add', 'Eve', '--no-link')
    vi.stubEnv('PUBLIC_URL', 'https://hub.example/calendars/')
    const { out } = await run('people', 'link', 'Eve')
    vi.unstubAllEnvs()
    expect(out).toMatch(/^https:\/\/hub\.example\/calendars\/#password-token=/)
  })

  it('are renamed, given another role, and removed', async () => {
    await run('people', 'add', 'Bob', '--no-link')
    expect((await run('people', 'change', 'bob', '--name', 'Robert', '--role', 'operator')).out).toMatch(
      /Robert +operator/,
    )
    expect((await run('people', 'link', 'Robert')).out).toContain('/#password-token=')
    expect((await run('people', 'remove', 'Robert')).errors).toContain('removed Robert')
    expect((await run('people')).out).not.toContain('Robert')
  })

  it.each([
    [['people', 'remove', 'Ann'], 'conflict'],
    [['people', 'remove', 'Nobody'], 'not-found'],
    [['people', 'add', 'ANN'], 'conflict'],
    [['people', 'change', 'Ann'], 'give --name or --role'],
  ])('%j is refused in words', async (parameters, words) => {
    const { errors, failed } = await run(...parameters)
    expect(failed).toBe(true)
    expect(errors).toContain(words)
  })
})

describe('keys', () => {
  it('are made, shown once, listed without themselves, and revoked', async () => {
    const { out } = await run('keys', 'create', 'script', '--permissions', 'read, operate', '--expires', '30')
    const key = out.trim()
    const session = () => new Browser(live.url).get('/auth/session', { authorization: `Bearer ${key}` })
    expect((await session()).body).toMatchObject({ name: 'script', permissions: ['read', 'operate'] })
    const listed = await run('keys')
    expect(listed.out).toMatch(/script +read, operate +admin/)
    expect(listed.out).not.toContain(key)
    await run('keys', 'revoke', 'script')
    expect(await session()).toMatchObject({ status: 401 })
  })
})

describe('an agent', () => {
  it('is asked to replace its credential, gets another by a token, or loses the one it has', async () => {
    const { agentId, secret } = await live.enrol('Laptop')
    expect((await run('agents', 'rotate', 'laptop')).errors).toContain('it does so when it is next there')
    expect((await run('agents', 'list')).out).toMatch(/^laptop .* to be replaced/m)
    const { out } = await run('agents', 'token', 'Laptop')
    expect(live.hub.database.sqlite.prepare('select 1 from join_tokens where used_at is null').all()).toHaveLength(1)
    expect(out.trim()).toMatch(/^[\w-]{43}$/)
    await run('agents', 'revoke', agentId)
    const agent = live.link({ agentId, secret })
    await expect(agent.calls.agent.status.mutate({} as never)).rejects.toThrow(/credential is unknown/)
    expect(live.hub.database.sqlite.prepare('select 1 from join_tokens where used_at is null').all()).toEqual([])
  })
})

describe('the audit log', () => {
  const exported = async () => {
    const { out } = await run('audit', 'export')
    return out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditRecord)
  }
  const fileOf = (records: AuditRecord[]) => {
    const path = join(folder, 'audit.jsonl')
    writeFileSync(path, records.map((record) => JSON.stringify(record)).join('\n'))
    return path
  }

  it('is listed, newest first, by action', async () => {
    const { out } = await run('audit', 'list', '--action', 'api-key-revoke')
    expect(out).toMatch(/NO +AT +WHO/)
    expect(out).toMatch(/admin +\S+ +api-key-revoke/)
  })

  it('is exported and found as it was written, by the hub’s answer and by the file', async () => {
    const records = await exported()
    expect(records.map(({ number }) => number)).toEqual(records.map((_record, index) => index + 1))
    expect(records.at(-1)).toMatchObject({ action: 'audit-export', detail: 'everything' })
    // To verify it is to read it, which is written down as well.
    expect((await run('audit', 'verify')).out).toContain(`the last one is ${records.length + 1}:`)
    const checked = await run('audit', 'verify', '--file', fileOf(records), '--expect', `1:${records[0]?.hash}`)
    expect(checked.out).toContain(`${records.length} records`)
  })

  it('is exported in part', async () => {
    const [first] = await exported()
    const { out } = await run('audit', 'export', '--to', first!.at)
    expect(out).toBe('')
    const detail = `before ${first!.at}`
    expect((await exported()).find((record) => record.detail === detail)).toMatchObject({ action: 'audit-export' })
  })

  it.each<[string, (records: AuditRecord[]) => AuditRecord[], RegExp]>([
    [
      'a record was changed',
      (records) => records.with(2, { ...records[2]!, who: 'Bob' }),
      /record 3: it, or one before/,
    ],
    ['one was taken out', (records) => records.toSpliced(3, 1), /record 4: it is missing/],
  ])('is broken where %s', async (_what, change, words) => {
    const { errors, failed } = await run('audit', 'verify', '--file', fileOf(change(await exported())))
    expect(failed).toBe(true)
    expect(errors).toMatch(words)
    expect(errors).toContain('audit-broken')
  })

  it('is broken where its end was cut off, for whoever noted it down', async () => {
    const records = await exported()
    const last = records.at(-1)
    const file = fileOf(records.slice(0, -1))
    expect((await run('audit', 'verify', '--file', file)).failed).toBe(false)
    const { errors } = await run('audit', 'verify', '--file', file, '--expect', `${last?.number}:${last?.hash}`)
    expect(errors).toContain('it is not there any more')
  })
})
