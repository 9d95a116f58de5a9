import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Position } from '@chroniton/shared/contract/ids'
import { AgentInstallation } from '../agent-program.ts'
import { startCaldav } from '../caldav/client.ts'
import { type HubProgram, startHubProgram } from '../hub-program.ts'
import { processorTime, until } from '../program.ts'
import { type BenchCase, under } from '../result.ts'
import { MANY } from '../scale.ts'
import { inScratch } from '../scratch.ts'

/** An agent that looks again at a calendar in which nothing has changed. */
export const unchanged: BenchCase = {
  ids: ['unchanged', 'unchanged-events'],
  run: () =>
    inScratch(async (folder) => {
      const server = await startCaldav({ a: MANY })
      const hub = await startHubProgram(join(folder, 'hub'))
      const installation = new AgentInstallation(join(folder, 'agent'), 'bench')
      installation.configure(server.url, ['a'])
      await installation.enroll(hub)

      const before = processorTime(hub.program.pid)
      const agent = installation.start()
      const spent = () => processorTime(hub.program.pid) + processorTime(agent.pid) - before
      await until('every event in the hub', async () => (await calendars(hub))[0]?.events === MANY)
      const first = spent()
      const reported = reportedEvents(hub, 0)

      const position = lastPosition(hub)
      const agentId = (await calendars(hub))[0]!.agentId
      const start = spent()
      await hub.calls.admin.decide.mutate({ kind: 'list-again', agentId, calendarId: null, full: false })
      await until('the second look', async () => (await hub.calls.admin.queue.query({ limit: 1 })).items.length === 0)
      const again = spent() - start
      const reportedAgain = reportedEvents(hub, position)

      await agent.stop()
      await hub.stop()
      await server.program.stop()
      return [
        {
          id: 'unchanged',
          measures: `processor time of agent and hub to look again at ${MANY} unchanged events; the floor is the first look`,
          value: again,
          unit: 'ms',
          floor: first,
          ratio: again / first,
          goal: '≤ 0.01 × the first',
          holds: again <= first / 100,
        },
        under(0, {
          id: 'unchanged-events',
          measures: `events sent by the second look (the first sent ${reported})`,
          value: reportedAgain,
          unit: 'events',
        }),
      ]
    }),
}

const calendars = ({ calls }: HubProgram) => calls.admin.calendars.query()

function inLog<Result>({ databasePath }: HubProgram, ask: (log: Sqlite.Database) => Result): Result {
  const log = new Sqlite(databasePath, { readonly: true })
  try {
    return ask(log)
  } finally {
    log.close()
  }
}

const lastPosition = (hub: HubProgram): number =>
  inLog(hub, (log) => (log.prepare('select max(position) as last from entries').get() as { last: number }).last)

function reportedEvents(hub: HubProgram, after: Position | number): number {
  const bodies = inLog(hub, (log) =>
    log.prepare('select body from entries where position > ?').pluck().all(after),
  ) as string[]
  return bodies.reduce((count, body) => count + body.split('"kind":"event-seen"').length - 1, 0)
}
