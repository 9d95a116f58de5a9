import type { AgentId } from '@chroniton/shared/contract/ids'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../config/config.ts'
import { fold } from '../engine/fold.ts'
import { batchOf, calendarItem, eventItem, helloFrom, sampleEvent } from '../hub/testing/samples.ts'
import { TestHub } from '../hub/testing/test-hub.ts'
import { replay } from '../log/replay.ts'
import { TestConnection } from '../outbox/testing/connection.ts'
import { startHub } from '../start-hub.ts'
import { digest } from '../store/digest.ts'
import type { Database } from '../store/database.ts'

const eventually = (assertion: () => Promise<void> | void) => vi.waitFor(assertion, { timeout: 30_000, interval: 50 })

/** Large enough that a few of them fill what little there is. */
const wordy = (uid: string) => eventItem('cal', { ...sampleEvent(uid), description: 'words '.repeat(20_000) })

describe('a storage that takes nothing more', () => {
  let hub: TestHub
  beforeEach(async () => {
    hub = await TestHub.open()
  })
  afterEach(() => hub.close())

  const pages = (database: Database, more: number) => {
    const now = database.sqlite.pragma('page_count', { simple: true }) as number
    database.sqlite.pragma(`max_page_count = ${now + more}`)
  }

  it('is told of, nothing confirmed is lost, and it goes on by itself when there is room', async () => {
    const agent = await hub.connect('a' as AgentId)
    await hub.report(agent, calendarItem('cal'), eventItem('cal', sampleEvent('before')))
    await hub.embedded.folder.reached(await hub.embedded.log.head())
    pages(hub.database, 4)
    await expect(hub.report(agent, wordy('e1'))).rejects.toMatchObject({
      code: 'storage-failed',
      detail: 'the disk is full',
    })
    const overview = await hub.admin.overview()
    expect(overview.alerts).toMatchObject([{ id: 'storage-failing', kind: 'storage-failing', severity: 'critical' }])
    expect(overview.eventCount).toBe(1)

    hub.clock.pass(5_000)
    expect(hub.database.health.failure).not.toBeNull()
    pages(hub.database, 100_000)
    hub.clock.pass(5_000)
    expect(hub.database.health.failure).toBeNull()
    await hub.report(agent, wordy('e1'))
    await hub.embedded.folder.reached(await hub.embedded.log.head())
    expect((await hub.admin.overview()).eventCount).toBe(2)
    expect(digest(hub.database)).toBe(await replay(hub.embedded.log, fold))
  })

  it('lets people look, and agents come', async () => {
    hub.database.sqlite.pragma('query_only = on')
    const agent = await hub.connect('a' as AgentId)
    await expect(hub.report(agent, calendarItem('cal'))).rejects.toMatchObject({ code: 'storage-failed' })
    expect((await hub.admin.overview()).alerts).toMatchObject([
      { detail: expect.stringContaining('may not be written') },
    ])
    hub.service.closed(agent)
    hub.database.sqlite.pragma('query_only = off')
    hub.clock.pass(5_000)
    expect(hub.database.health.failure).toBeNull()
  })
})

const mounted = mkdtempSync(join(tmpdir(), 'full-'))
const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'none', mounted]).status === 0

describe.skipIf(!canMount)('a hub on a disk that is full', () => {
  afterEach(() => {
    spawnSync('umount', [mounted])
    rmSync(mounted, { recursive: true, force: true })
  })

  it('refuses in words, answers everything else, and goes on when there is room again', async () => {
    const config = readConfig({ STORAGE_PATH: join(mounted, 'storage'), API_PORT: '0' })
    const hub = await startHub(config, pino({ level: 'silent' }))
    const filler = join(mounted, 'filler')
    const session = { kind: 'agent' as const, agentId: 'a' as AgentId, connection: new TestConnection() }
    const { agent, admin } = hub.service
    await agent.hello(session, helloFrom('a'))
    let sequence = 0
    const report = async (uid: string) => {
      await agent.report(session, batchOf(sequence + 1, [calendarItem('cal'), wordy(uid)]))
      sequence++
    }
    await report('e0')
    const fill = (bytes: number) => {
      try {
        writeFileSync(filler, Buffer.alloc(bytes))
      } catch {
        // Written as far as there was room.
      }
    }
    fill(6 * 2 ** 20)
    const outcomes: string[] = []
    for (let number = 1; number <= 100 && !outcomes.includes('storage-failed'); number++) {
      outcomes.push(
        await report(`e${number}`).then(
          () => 'taken',
          (error: { code: string }) => error.code,
        ),
      )
    }
    expect(outcomes.at(-1)).toBe('storage-failed')
    const health = await fetch(`${hub.url}/health`)
    expect([health.status, await health.json()]).toMatchObject([503, { status: 'failing' }])
    expect((await admin.overview()).alerts.map(({ kind }) => kind)).toContain('storage-failing')

    rmSync(filler)
    await eventually(async () => expect((await fetch(`${hub.url}/health`)).status).toBe(200))
    await report('after')
    await hub.embedded.folder.reached(await hub.embedded.log.head())
    expect((await admin.overview()).eventCount).toBe(sequence)
    await hub.stop()
  })
})

if (!canMount) rmSync(mounted, { recursive: true, force: true })
