import { join } from 'node:path'
import { eventTexts } from '../calendar-texts.ts'
import { type CaldavServer, startCaldav } from '../caldav/client.ts'
import { type BenchCase, type BenchResult, under } from '../result.ts'
import { CHANGES, MANY } from '../scale.ts'
import { inScratch } from '../scratch.ts'
import { chroniton } from '../sync/chroniton.ts'
import type { Contender } from '../sync/contender.ts'
import { vdirsyncer, vdirsyncerMissing } from '../sync/vdirsyncer.ts'

interface Times {
  first: number
  noop: number
  changes: number
  memory: { now: number; peak: number } | null
}

/** Two collections on a CalDAV server, one full and one empty: the first becomes the second. */
export const sync: BenchCase = {
  ids: ['first-sync', 'noop-sync', 'hundred-changes', 'agent-memory'],
  skip: vdirsyncerMissing,
  async run() {
    const other = await raced((folder, server) => vdirsyncer(folder, server))
    const ours = await raced((folder, server) => chroniton(folder, server, MANY))
    return [
      against(1, 'first-sync', `${MANY} events from one CalDAV collection to another`, ours.first, other.first),
      against(1 / 10, 'noop-sync', 'the same again with nothing to do', ours.noop, other.noop),
      against(1 / 3, 'hundred-changes', `the same again with ${CHANGES} events changed`, ours.changes, other.changes),
      under(100, {
        id: 'agent-memory',
        measures: `resident memory of the agent at rest after all this (at most ${Math.round(ours.memory!.peak)} MB in between)`,
        value: ours.memory!.now,
        unit: 'MB',
      }),
    ]
  },
}

function against(share: number, id: string, measures: string, ours: number, theirs: number): BenchResult {
  const ratio = ours / theirs
  const goal = share === 1 ? '< vdirsyncer' : `≤ ${share.toFixed(2)} × vdirsyncer`
  return { id, measures, value: ours, unit: 'ms', floor: theirs, ratio, goal, holds: ratio <= share }
}

async function raced(begin: (folder: string, server: CaldavServer) => Promise<Contender>): Promise<Times> {
  return inScratch(async (folder) => {
    const server = await startCaldav({ a: MANY, b: 0 })
    const contender = await begin(join(folder, 'contender'), server)
    try {
      const first = await contender.firstSync()
      const noop = await contender.sync(0)
      for (const { uid, text } of eventTexts(MANY).slice(0, CHANGES)) {
        await server.put('a', uid, text.replace('SUMMARY:', 'SUMMARY:Changed '))
      }
      const changes = await contender.sync(CHANGES)
      return { first, noop, changes, memory: await contender.memory() }
    } finally {
      await contender.stop()
      await server.program.stop()
    }
  })
}
