import Sqlite from 'better-sqlite3'
import type { AgentId } from '@chroniton/shared/contract/ids'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { create, extract } from 'tar'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../config/config.ts'
import { batchOf, calendarItem, eventItem, helloFrom, sampleEvent } from '../../hub/testing/samples.ts'
import { TestConnection } from '../../outbox/testing/connection.ts'
import { type RunningHub, startHub } from '../../start-hub.ts'
import { digest } from '../../store/digest.ts'
import { MANIFEST } from './manifest.ts'
import { restoreBackup } from './restore-backup.ts'
import { writeBackup } from './write-backup.ts'

const NOON = new Date('2026-03-01T12:00:00.000Z')

let folder: string
let storage: string
let archive: string
let hub: RunningHub | null

const start = (path = storage) => startHub(readConfig({ STORAGE_PATH: path, API_PORT: '0' }), pino({ level: 'silent' }))

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backup-'))
  storage = join(folder, 'storage')
  archive = join(folder, 'hub.tar.gz')
  hub = await start()
  mkdirSync(join(storage, 'calendars/chroniton'), { recursive: true })
  writeFileSync(join(storage, 'calendars/chroniton/lunch.ics'), 'BEGIN:VCALENDAR')
  await report(hub, 1, 'e1')
})

afterEach(async () => {
  await hub?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function report({ service }: RunningHub, sequence: number, uid: string) {
  const session = { kind: 'agent' as const, agentId: 'a' as AgentId, connection: new TestConnection() }
  await service.agent.hello(session, helloFrom('a'))
  const items = [calendarItem('cal'), eventItem('cal', sampleEvent(uid))]
  await service.agent.report(session, batchOf(sequence, items))
  await hub?.embedded.folder.reached(await hub.embedded.log.head())
}

async function stop(): Promise<void> {
  await hub?.stop()
  hub = null
}

describe('a backup', () => {
  it('of a running hub holds what it held, and the hub that gets it back goes on from there', async () => {
    const state = digest(hub!.database)
    const { stateHash } = await writeBackup(storage, archive, NOON)
    expect(stateHash).toBe(state)
    expect(statSync(archive).mode & 0o777).toBe(0o600)
    await report(hub!, 2, 'e2')
    await stop()

    const restored = await restoreBackup(storage, archive, NOON)
    expect(restored.manifest.createdAt).toBe(NOON.toISOString())
    hub = await start()
    expect(digest(hub.database)).toBe(state)
    expect(hub.isFirstStart).toBe(false)
    expect(readFileSync(join(storage, 'calendars/chroniton/lunch.ics'), 'utf8')).toBe('BEGIN:VCALENDAR')
    await report(hub, 2, 'e3')
    expect((await hub.service.admin.overview()).eventCount).toBe(2)
  })

  it('can be put into an empty place, and takes along who may come in', async () => {
    await writeBackup(storage, archive, NOON)
    const other = join(folder, 'other')
    expect((await restoreBackup(other, archive, NOON)).before).toBeNull()
    const key = (path: string) => readFileSync(join(path, 'admin-key'), 'utf8')
    expect(key(other)).toBe(key(storage))
    expect(readdirSync(other).toSorted()).toEqual(['admin-key', 'calendars', 'hub.sqlite', 'hub.sqlite.lock'])
  })

  it('leaves nothing beside the archive, also when it fails', async () => {
    await expect(writeBackup(join(folder, 'nowhere'), archive, NOON)).rejects.toMatchObject({ code: 'not-found' })
    await writeBackup(storage, archive, NOON)
    expect(readdirSync(folder).toSorted()).toEqual(['hub.tar.gz', 'storage'])
  })
})

describe('what was there before a restore', () => {
  it('is kept as a whole', async () => {
    await writeBackup(storage, archive, NOON)
    await report(hub!, 2, 'e2')
    const state = digest(hub!.database)
    await stop()
    const { before } = await restoreBackup(storage, archive, NOON)
    hub = await start(before!)
    expect(digest(hub.database)).toBe(state)
  })

  it('is not touched while a hub runs on it', async () => {
    await writeBackup(storage, archive, NOON)
    await expect(restoreBackup(storage, archive, NOON)).rejects.toMatchObject({ code: 'already-running' })
    expect((await hub!.service.admin.overview()).eventCount).toBe(1)
  })

  describe('is not touched by an archive', () => {
    /** Takes the archive apart, changes what is in it, and puts it together again. */
    const forged = async (change: (folder: string) => void) => {
      await writeBackup(storage, archive, NOON)
      await stop()
      const inside = join(folder, 'inside')
      mkdirSync(inside)
      await extract({ file: archive, cwd: inside })
      change(inside)
      await create({ gzip: true, file: archive, cwd: inside }, readdirSync(inside))
    }
    const manifest = (inside: string, change: (manifest: Record<string, unknown>) => void) => {
      const path = join(inside, MANIFEST)
      const held = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
      change(held)
      writeFileSync(path, JSON.stringify(held))
    }

    it.each<[string, string, (inside: string) => void]>([
      ['of a newer version', 'storage-newer', (inside) => manifest(inside, (held) => (held['schema'] = 9e15))],
      ['in which a file is missing', 'storage-damaged', (inside) => rmSync(join(inside, 'admin-key'))],
      ['with a file too many', 'storage-damaged', (inside) => writeFileSync(join(inside, 'more'), '')],
      ['with a file of other bytes', 'storage-damaged', (inside) => writeFileSync(join(inside, 'admin-key'), 'mine')],
      ['of another state', 'storage-damaged', (inside) => manifest(inside, (held) => (held['stateHash'] = 'x'))],
      ['that is none', 'storage-damaged', (inside) => rmSync(join(inside, MANIFEST))],
    ])('%s', async (_what, code, change) => {
      await forged(change)
      await expect(restoreBackup(storage, archive, NOON)).rejects.toMatchObject({ code })
      expect(readdirSync(storage).filter((name) => name.startsWith('before'))).toEqual([])
      hub = await start()
      expect((await hub.service.admin.overview()).eventCount).toBe(1)
    })

    it('that was cut short', async () => {
      await writeBackup(storage, archive, NOON)
      await stop()
      writeFileSync(archive, readFileSync(archive).subarray(0, 2000))
      await expect(restoreBackup(storage, archive, NOON)).rejects.toMatchObject({ code: 'storage-damaged' })
      expect(existsSync(join(storage, 'hub.sqlite'))).toBe(true)
    })
  })
})

it('a database of an earlier version is copied before it is changed', async () => {
  await stop()
  const { migrate } = await import('../../store/migrations.ts')
  const steps = join(folder, 'migrations')
  cpSync(new URL('../../../migrations', import.meta.url), steps, { recursive: true })
  const journalPath = join(steps, 'meta/_journal.json')
  const journal = JSON.parse(readFileSync(journalPath, 'utf8')) as { entries: Record<string, unknown>[] }
  const [first] = journal.entries
  journal.entries.push({ ...first, idx: 1, tag: '0001_more', when: Number(first?.['when']) + 1 })
  writeFileSync(journalPath, JSON.stringify(journal))
  writeFileSync(join(steps, '0001_more.sql'), 'create table more (id integer primary key)')
  const sqlite = new Sqlite(join(storage, 'hub.sqlite'))
  migrate(sqlite, steps)
  sqlite.close()
  const tablesOf = (path: string) => {
    const copy = new Sqlite(path, { readonly: true })
    try {
      return copy.prepare(`select name from sqlite_master where type = 'table'`).pluck().all()
    } finally {
      copy.close()
    }
  }
  const copy = readdirSync(storage).find((name) => name.includes('before-migration'))
  expect(tablesOf(join(storage, 'hub.sqlite'))).toContain('more')
  expect(tablesOf(join(storage, copy ?? ''))).not.toContain('more')
})
