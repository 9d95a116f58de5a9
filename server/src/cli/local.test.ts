import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { readConfig } from '../config/config.ts'
import { makeLogger } from '../observe/logger.ts'
import { startHub } from '../start-hub.ts'
import { runCli } from '../testing/programs.ts'

// Each command is a process that compiles what it loads.
vi.setConfig({ testTimeout: 120_000 })

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('config check prints what is set, from where, no secret, and everything that is wrong', async () => {
  const secret = join(folder, 'token')
  writeFileSync(secret, 'hush hush hush hush\n')
  const environment = { API_PORT: 'eight', LOG_LEVEL: 'warn', METRICS_TOKEN_FILE: secret, ENABLE_TLS: 'yes' }
  const check = runCli(['config', 'check'], environment)
  expect(await check.ended).toBe(1)
  expect(check.output).toMatch(/LOG_LEVEL +warn +environment/)
  expect(check.output).toMatch(/METRICS_TOKEN +\(secret\) +file/)
  expect(check.output).toMatch(/API_HOST +127\.0\.0\.1 +default/)
  expect(check.output + check.errors).not.toContain('hush')
  expect(check.errors).toContain('wrong: API_PORT is "eight"; allowed is a port')
  expect(check.errors).toContain('wrong: ENABLE_TLS needs TLS_CERT_PATH and TLS_KEY_PATH')
})

it('backup and restore say what they did, and a restore over a running hub is refused', async () => {
  const storage = join(folder, 'storage')
  const logger = makeLogger({ level: 'silent', pretty: false })
  const hub = await startHub(readConfig({ STORAGE_PATH: storage, API_PORT: '0' }), logger)
  const archive = join(folder, 'hub.tar.gz')
  const backup = runCli(['backup', archive], { STORAGE_PATH: storage })
  expect([await backup.ended, backup.errors]).toEqual([0, ''])
  expect(backup.output).toContain(`${archive} holds`)
  const refused = runCli(['restore', archive], { STORAGE_PATH: storage })
  expect([await refused.ended, refused.errors]).toEqual([1, expect.stringContaining('already-running')])
  await hub.stop()
  const restore = runCli(['restore', archive, '--json'], { STORAGE_PATH: storage })
  expect([await restore.ended, restore.errors]).toEqual([0, ''])
  expect(JSON.parse(restore.output)).toMatchObject({ before: expect.stringContaining('before-restore') })
})
