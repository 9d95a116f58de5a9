import { join } from 'node:path'
import type { Command } from '@chroniton/shared/contract/command'
import { type AgentDouble, joinMany } from '../agent-double.ts'
import { openBareCommits } from '../bare-commits.ts'
import { openBareSockets } from '../bare-sockets/client.ts'
import { percentile } from '../clock.ts'
import { events } from '../events.ts'
import { type HubProgram, startHubProgram } from '../hub-program.ts'
import { atMost, type BenchCase } from '../result.ts'
import { AGENTS, EDITS } from '../scale.ts'
import { inScratch } from '../scratch.ts'

/** So many of each in turn: what else the machine does falls on all of them alike. */
const IN_TURN = 50

/** An edit that one agent reports arrives as a command at another. */
export const push: BenchCase = {
  ids: ['push'],
  run: () =>
    inScratch(async (folder) => {
      const hub = await startHubProgram(join(folder, 'hub'))
      const agents = await joinMany(hub, AGENTS)
      const edits = await Edits.begin(hub, agents)
      const bare = await openBareSockets(AGENTS)
      const disk = openBareCommits(join(folder, 'bare.sqlite'))
      // The hub has been running for a while: its write-ahead log has its length, and a disk takes longer to add to a file.
      for (let n = 0; n < EDITS / 3; n++) await edits.trip()
      const trips: number[] = []
      const bareTrips: number[] = []
      const flushes: number[] = []
      while (trips.length < EDITS) {
        const count = Math.min(IN_TURN, EDITS - trips.length)
        for (let n = 0; n < count; n++) trips.push(await edits.trip())
        for (let n = 0; n < count; n++) bareTrips.push(await bare.trip(edits.bytes))
        for (let n = 0; n < count; n++) flushes.push(disk.commit())
      }
      await bare.close()
      disk.close()
      await Promise.all(agents.map((agent) => agent.leave()))
      await hub.stop()
      const middle = (values: number[]) => percentile(values, 0.5).toFixed(2)
      return [
        atMost(3, {
          id: 'push',
          measures:
            `an edit from the socket of one agent to that of another with ${AGENTS} connected, p99 (median ${middle(trips)} ms); ` +
            `the floor is a bare ws server passing on a message (median ${middle(bareTrips)} ms). In between the edit is put on the ` +
            `disk, for which bare SQLite takes ${middle(flushes)} ms (p99 ${percentile(flushes, 0.99).toFixed(2)} ms) here`,
          value: percentile(trips, 0.99),
          unit: 'ms',
          floor: percentile(bareTrips, 0.99),
        }),
      ]
    }),
}

/** One agent edits an event again and again, another has its copy. */
class Edits {
  /** Of a report. */
  bytes = 0
  readonly #source: AgentDouble
  readonly #destination: AgentDouble
  readonly #event = events(1)[0]!
  #count = 0

  private constructor(source: AgentDouble, destination: AgentDouble) {
    this.#source = source
    this.#destination = destination
  }

  static async begin(hub: HubProgram, agents: AgentDouble[]): Promise<Edits> {
    const [source, destination] = agents as [AgentDouble, AgentDouble]
    await destination.showCalendar('Destination')
    await hub.calls.admin.decide.mutate({
      kind: 'settings-change',
      changes: { destination: { layout: 'keyword', calendarId: destination.calendarId } },
    })
    await source.showCalendar('Source')
    const edits = new Edits(source, destination)
    // This creates the copy.
    await edits.trip()
    return edits
  }

  /** Milliseconds of one, from the report to the command; meanwhile the copy is written, and that is reported as well. */
  async trip(): Promise<number> {
    const version = String(this.#count++)
    const arrived = this.#command()
    const json = JSON.stringify(this.#source.seen({ ...this.#event, title: `Edit ${version}` }, version))
    this.bytes = json.length
    const [{ command, at }] = await Promise.all([arrived, this.#source.report([json])])
    const took = at - this.#source.times.sentAt
    if (command.kind === 'event-write') await this.#destination.apply(command, version)
    return took
  }

  /** The next command, and when it came. */
  #command(): Promise<{ command: Command; at: number }> {
    return new Promise((resolve) => {
      this.#destination.onCommand = (command) => resolve({ command, at: this.#destination.times.gotAt })
    })
  }
}
