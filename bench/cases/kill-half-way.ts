import { join } from 'node:path'
import { type CaldavServer, startCaldav } from '../caldav/client.ts'
import type { BenchCase, BenchResult } from '../result.ts'
import { MANY } from '../scale.ts'
import { inScratch } from '../scratch.ts'
import { chroniton } from '../sync/chroniton.ts'
import type { Contender } from '../sync/contender.ts'
import { vdirsyncer, vdirsyncerMissing } from '../sync/vdirsyncer.ts'

/** Both are killed when half of the items are written, and begin again: afterwards each event is there once. */
export const killHalfWay: BenchCase = {
  ids: ['kill-half-way'],
  skip: vdirsyncerMissing,
  async run() {
    const ours = await interrupted((folder, server) => chroniton(folder, server, MANY))
    const theirs = await interrupted(vdirsyncer)
    const measures =
      `events lost or doubled by kill -9 of agent and hub at ${ours.writtenBefore} of ${MANY} writes and a new start ` +
      `(vdirsyncer: ${theirs.wrong})`
    const result: BenchResult = {
      id: 'kill-half-way',
      measures,
      value: ours.wrong,
      unit: 'events',
      floor: 0,
      ratio: ours.wrong === 0 ? 1 : ours.wrong,
      goal: '0 for both',
      holds: ours.wrong === 0 && theirs.wrong === 0,
    }
    return [result]
  },
}

type Begin = (folder: string, server: CaldavServer) => Promise<Contender>

async function interrupted(begin: Begin): Promise<{ wrong: number; writtenBefore: number }> {
  return inScratch(async (folder) => {
    const server = await startCaldav({ a: MANY, b: 0 })
    const contender = await begin(join(folder, 'contender'), server)
    await contender.killedAt(Math.floor(MANY / 2))
    const { items: writtenBefore } = await server.contents('b')
    await contender.resume()
    const { items, uids } = await server.contents('b')
    await contender.stop()
    await server.program.stop()
    return { wrong: Math.abs(MANY - uids) + (items - uids), writtenBefore }
  })
}
