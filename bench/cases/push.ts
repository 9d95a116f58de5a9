import { join } from 'node:path'
import type { Command } from '@chroniton/shared/contract/command'
import { type AgentDouble, joinMany } from '../agent-double.ts'
import { bareCommits } from '../bare-commits.ts'
import { bareRoundTrips } from '../bare-sockets/client.ts'
import { percentile } from '../clock.ts'
import { events } from '../events.ts'
import { startHubProgram } from '../hub-program.ts'
import { atMost, type BenchCase } from '../result.ts'
import { AGENTS, EDITS } from '../scale.ts'
import { inScratch } from '../scratch.ts'

/** An edit that one agent reports arrives as a command at another. */
export const push: BenchCase = {
  ids: ['push'],
  run: () =>
    inScratch(async (folder) => {
      const { trips, bytes } = await edits(join(folder, 'hub'))
      const bare = await bareRoundTrips(AGENTS, EDITS, bytes)
      const flushes = bareCommits(join(folder, 'bare.sqlite'), EDITS)
      const middle = (values: number[]) => percentile(values, 0.5).toFixed(2)
      return [
        atMost(3, {
          id: 'push',
          measures:
            `an edit from one agent to another with ${AGENTS} connected, p99 (median ${middle(trips)} ms); the floor is a ` +
            `bare ws server passing on a message (median ${middle(bare)} ms). In between the edit is put on the disk, for ` +
            `which bare SQLite takes ${middle(flushes)} ms (p99 ${percentile(flushes, 0.99).toFixed(2)} ms) here`,
          value: percentile(trips, 0.99),
          unit: 'ms',
          floor: percentile(bare, 0.99),
        }),
      ]
    }),
}

async function edits(storage: string): Promise<{ trips: number[]; bytes: number }> {
  const hub = await startHubProgram(storage)
  const agents = await joinMany(hub, AGENTS)
  const [source, destination] = agents as [AgentDouble, AgentDouble]
  const command = arrivals(destination)
  await destination.showCalendar('Destination')
  await hub.calls.admin.decide.mutate({
    kind: 'settings-change',
    changes: { destination: { layout: 'keyword', calendarId: destination.calendarId } },
  })
  await source.showCalendar('Source')
  const [event] = events(1)
  const trips: number[] = []
  let bytes = 0
  for (let edit = 0; edit <= EDITS; edit++) {
    const arrived = command()
    const json = JSON.stringify(source.seen({ ...event!, title: `Edit ${edit}` }, String(edit)))
    bytes = json.length
    const started = performance.now()
    const [write] = await Promise.all([arrived, source.report([json])])
    // The first creates the copy.
    if (edit > 0) trips.push(write.at - started)
    if (write.command.kind === 'event-write') await destination.apply(write.command, String(edit))
  }
  await Promise.all(agents.map((agent) => agent.leave()))
  await hub.stop()
  return { trips, bytes }
}

/** The next command, and when it came. */
function arrivals(agent: AgentDouble): () => Promise<{ command: Command; at: number }> {
  return () =>
    new Promise((resolve) => {
      agent.onCommand = (command) => resolve({ command, at: performance.now() })
    })
}
