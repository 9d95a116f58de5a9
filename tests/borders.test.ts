import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A file that breaks one border each, and the words with which it must be refused. */
const BREAKS: [path: string, source: string, message: string][] = [
  ['shared/src/calendar/a.ts', "import '@chroniton/agent/daemon'", 'shared imports nothing of ours'],
  ['shared/src/contract/b.ts', "import '../../../server/src/main.ts'", 'shared imports nothing of ours'],
  ['agent/src/sync/c.ts', "import '@chroniton/server/main'", 'agent imports only shared'],
  ['agent/src/providers/ics/d.ts', "import '../caldav/source.ts'", 'a provider imports no other provider'],
  ['agent/src/providers/ics/e.ts', "import '@chroniton/server/main'", 'agent imports only shared'],
  ['agent/src/journal/f.ts', 'export const now = Date.now()', 'the clock is an argument'],
  ['agent/src/sync/g.ts', 'setTimeout(() => undefined, 1)', 'timers are an argument'],
  ['web/src/h.ts', "import '@chroniton/server/main'", 'web imports only shared'],
  ['server/src/hub/i.ts', "import '@chroniton/agent/daemon'", 'the server imports the agent in main.ts alone'],
  ['server/src/engine/j.ts', "import 'node:fs'", 'the engine imports the calendar model and the contract only'],
  ['server/src/engine/k.ts', "import 'better-sqlite3'", 'the engine imports the calendar model and the contract only'],
  [
    'server/src/engine/l.ts',
    "import '../store/database.ts'",
    'the engine imports the calendar model and the contract only',
  ],
  ['server/src/engine/m.ts', 'export const now = new Date()', 'time comes in the entry'],
  ['server/src/engine/n.ts', 'export const chance = Math.random()', 'chance comes in the entry'],
  ['server/src/engine/o.ts', 'export const later = Promise.resolve()', 'the engine is synchronous'],
  ['server/src/outbox/p.ts', "import 'better-sqlite3'", 'the outbox imports no driver and no clock'],
  ['server/src/trpc/q.ts', "import '../engine/fold.ts'", 'the doors of the hub call hub/ only'],
  ['server/src/rest/r.ts', "import '../store/database.ts'", 'the doors of the hub call hub/ only'],
  ['server/src/http/s.ts', "import '../log/change-log.ts'", 'the doors of the hub call hub/ only'],
]

describe('the borders between the rooms of the house', () => {
  let house: string
  let report: { filename: string; message: string; help?: string }[]

  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'borders-'))
    copyFileSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'))
    const write = (path: string, source: string) => {
      mkdirSync(dirname(join(house, path)), { recursive: true })
      writeFileSync(join(house, path), `${source}\n`)
    }
    for (const [path, source] of BREAKS) write(path, source)
    write('server/src/main.ts', "import '@chroniton/agent/daemon'")
    write('shared/src/calendar/z1.ts', "import './z2.ts'\nexport const one = 1")
    write('shared/src/calendar/z2.ts', "import './z1.ts'\nexport const two = 2")
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format=json', '.'], {
      cwd: house,
      encoding: 'utf8',
    })
    report = (JSON.parse(stdout) as { diagnostics: typeof report }).diagnostics
  })

  afterAll(() => rmSync(house, { recursive: true, force: true }))

  const wordsFor = (path: string) =>
    report
      .filter((diagnostic) => diagnostic.filename.endsWith(path))
      .map((diagnostic) => `${diagnostic.message} ${diagnostic.help ?? ''}`)
      .join('\n')

  it.each(BREAKS)('%s may not say %j', (path, _source, message) => {
    expect(wordsFor(path)).toContain(message)
  })

  it('lets main.ts import the agent', () => {
    expect(wordsFor('server/src/main.ts')).toBe('')
  })

  it('refuses a cycle', () => {
    expect(wordsFor('shared/src/calendar/z1.ts')).toMatch(/cycl/i)
  })
})
