import { join } from 'node:path'
import { AgentDouble } from '../agent-double.ts'
import { MANY } from '../scale.ts'
import { events } from '../events.ts'
import { percentile, timed } from '../clock.ts'
import { startHubProgram } from '../hub-program.ts'
import { OtherRequests } from '../other-requests.ts'
import { atMost, type BenchCase, under } from '../result.ts'
import { bareInsert } from '../row-copy.ts'
import { inScratch } from '../scratch.ts'

/** A first report of everything, into a hub that answers only for what is on its disk. */
export const ingest: BenchCase = {
  ids: ['ingest', 'ingest-latency'],
  run: () =>
    inScratch(async (folder) => {
      const hub = await startHubProgram(join(folder, 'hub'))
      const agent = await AgentDouble.join(hub, 'bench')
      await agent.showCalendar('Bench')
      const items = events(MANY).map((event) => JSON.stringify(agent.seen(event, '1')))

      const others = new OtherRequests(hub)
      let reports = 0
      const value = await timed(async () => {
        reports = await agent.reportAll(items)
        await agent.folded(hub)
      })
      const waits = await others.end()
      await agent.leave()
      await hub.stop()
      const floor = bareInsert(hub.databasePath, join(folder, 'bare.sqlite'), reports)
      return [
        atMost(4, {
          id: 'ingest',
          measures: `${MANY} events reported to a durable hub until folded; the floor inserts the same rows in as many transactions`,
          value,
          unit: 'ms',
          floor,
        }),
        under(50, {
          id: 'ingest-latency',
          measures: `other requests meanwhile (p99 of ${waits.length}; the slowest took ${Math.round(Math.max(...waits))} ms)`,
          value: percentile(waits, 0.99),
          unit: 'ms',
        }),
      ]
    }),
}
