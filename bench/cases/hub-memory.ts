import { join } from 'node:path'
import { joinMany } from '../agent-double.ts'
import { events } from '../events.ts'
import { startHubProgram } from '../hub-program.ts'
import { memory } from '../program.ts'
import { type BenchCase, under } from '../result.ts'
import { AGENTS, VERY_MANY } from '../scale.ts'
import { inScratch } from '../scratch.ts'

export const hubMemory: BenchCase = {
  ids: ['hub-memory'],
  run: () =>
    inScratch(async (folder) => {
      // First: it takes so long that sockets which nobody serves meanwhile would be closed.
      const reported = events(VERY_MANY)
      const hub = await startHubProgram(join(folder, 'hub'))
      const agents = await joinMany(hub, AGENTS)
      const [reporter] = agents
      await reporter!.showCalendar('Bench')
      await reporter!.reportAll(reported.map((event) => JSON.stringify(reporter!.seen(event, '1'))))
      await reporter!.folded(hub)
      const { now, peak } = memory(hub.program.pid)
      await Promise.all(agents.map((agent) => agent.leave()))
      await hub.stop()
      return [
        under(200, {
          id: 'hub-memory',
          measures: `resident memory of a hub with ${VERY_MANY} events, all just reported, and ${AGENTS} agents (at most ${Math.round(peak)} MB)`,
          value: now,
          unit: 'MB',
        }),
      ]
    }),
}
