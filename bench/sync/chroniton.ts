import { join } from 'node:path'
import type { CalendarView } from '@chroniton/shared/contract/views'
import { AgentInstallation } from '../agent-program.ts'
import type { CaldavServer } from '../caldav/client.ts'
import { timed } from '../clock.ts'
import { type HubProgram, startHubProgram } from '../hub-program.ts'
import { memory, until } from '../program.ts'
import type { Contender } from './contender.ts'

/** After this the agent has seen that there is nothing to do. */
const REST_MS = 25_000

/**
 * A hub and an agent, both with everything durable: `b` is the destination, `a` is new to them. The hub is running
 * beforehand, as it always is; the agent is started like the other's process.
 */
export async function chroniton(folder: string, server: CaldavServer, events: number): Promise<Contender> {
  const storage = join(folder, 'hub')
  let hub = await startHubProgram(storage)
  const installation = new AgentInstallation(join(folder, 'agent'), 'bench')
  installation.configure(server.url, ['b'])
  await installation.enroll(hub)
  let agent = installation.start()
  const destination = await calendarNamed(hub, 'b')
  await hub.calls.admin.decide.mutate({
    kind: 'settings-change',
    changes: { destination: { layout: 'keyword', calendarId: destination.id } },
  })
  await atRest(hub)
  await agent.stop()
  installation.configure(server.url, ['a', 'b'])

  const complete = async () => {
    await until('every item in b', async () => (await server.contents('b')).items >= events, 50)
    await atRest(hub)
  }
  const begin = () =>
    timed(async () => {
      agent = installation.start()
      await complete()
    })
  return {
    firstSync: begin,
    sync: (changes) =>
      timed(async () => {
        const before = (await server.contents('b')).changes
        const agentId = destination.agentId
        await hub.calls.admin.decide.mutate({ kind: 'list-again', agentId, calendarId: null, full: false })
        await atRest(hub)
        await until('every change in b', async () => (await server.contents('b')).changes >= before + changes)
        await atRest(hub)
      }),
    async killedAt(items) {
      agent = installation.start()
      await until('half of the items', async () => (await server.contents('b')).items >= items)
      await Promise.all([agent.kill(), hub.kill()])
    },
    async resume() {
      // The agent looks for the hub where it was enrolled.
      hub = await startHubProgram(storage, Number(new URL(hub.url).port))
      return begin()
    },
    async memory() {
      await new Promise((resolve) => setTimeout(resolve, REST_MS))
      return memory(agent.pid)
    },
    async stop() {
      await agent.stop()
      await hub.stop()
    },
  }
}

async function calendarNamed({ calls }: HubProgram, name: string): Promise<CalendarView> {
  let found: CalendarView | undefined
  await until(`calendar ${name}`, async () => {
    found = (await calls.admin.calendars.query()).find(({ metadata }) => metadata.name === name)
    return found !== undefined
  })
  return found!
}

/** No command waits for its receipt. */
async function atRest({ calls }: HubProgram): Promise<void> {
  await until('an empty queue', async () => (await calls.admin.queue.query({ limit: 1 })).items.length === 0)
}
