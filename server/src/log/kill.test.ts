import type { Position } from '@chroniton/shared/contract/ids'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../store/database.ts'
import { digest } from '../store/digest.ts'
import { scratchFolder } from '../store/testing/scratch.ts'
import { openEmbeddedLog } from './embedded.ts'
import { replay } from './replay.ts'
import { toyFold } from './testing/toy-engine.ts'

const APPENDER = fileURLToPath(new URL('./testing/appender.ts', import.meta.url))

/** After how many confirmations the process is killed: the moment within its work is whatever it then happens to be. */
const KILLS = [1, 37, 90, 211]

function start(path: string): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', '-C', 'chroniton:source', APPENDER, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** What the process had confirmed when it was killed. */
async function killAfter(child: ChildProcess, count: number): Promise<string[]> {
  const exited = once(child, 'exit')
  const confirmed: string[] = []
  for await (const line of createInterface({ input: child.stdout! })) {
    confirmed.push(line)
    if (confirmed.length === count) child.kill('SIGKILL')
  }
  await exited
  return confirmed
}

it('everything that was confirmed survives a kill at any moment, folded once', { timeout: 120_000 }, async () => {
  const path = join(scratchFolder(), 'hub.sqlite')
  const confirmed: string[] = []
  for (const count of KILLS) {
    confirmed.push(...(await killAfter(start(path), count)))
    const database = openDatabase(path)
    const { log, folder } = await openEmbeddedLog({ database, fold: toyFold })
    const entries = await log.read(0 as Position, 100_000)
    const held = new Set(
      entries.map(({ body, position }) => body.kind === 'report' && `${body.agentId} ${body.sequence} ${position}`),
    )
    expect(confirmed.filter((line) => !held.has(line))).toEqual([])
    expect(folder.foldedPosition).toBe(await log.head())
    expect(digest(database)).toBe(await replay(log, toyFold))
    expect(database.sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
    database.close()
  }
  expect(confirmed.length).toBeGreaterThanOrEqual(KILLS.reduce((sum, count) => sum + count))
})
