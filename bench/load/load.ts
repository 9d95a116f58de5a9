import { join } from 'node:path'
import { type AgentDouble, joinMany } from '../agent-double.ts'
import { events } from '../events.ts'
import { startHubProgram } from '../hub-program.ts'
import { memory } from '../program.ts'
import { inScratch } from '../scratch.ts'
import { PollingAgent } from './polling-agent.ts'
import { Samples } from './samples.ts'

export interface LoadOptions {
  agents: number
  pollingAgents: number
  minutes: number
  /** Each agent reports once in so many seconds, and each older agent has one cycle. */
  everySeconds: number
  say: (line: string) => void
}

export interface LoadResult {
  agents: number
  pollingAgents: number
  minutes: number
  reports: number
  heartbeats: number
  /** Of the answer to a report, and to a whole cycle of an older agent. */
  reportMs: { p50: number; p99: number }
  heartbeatMs: { p50: number; p99: number }
  /** What was answered by an error, by message. */
  failures: Record<string, number>
  /** Resident, at the beginning (when all were there), in the middle third, in the last third, and at most. */
  memoryMB: { first: number; middle: number; last: number; peak: number }
  holds: boolean
}

/** Growth between the middle and the last third that a leak would exceed in ten minutes. */
const GROWTH = { part: 1.15, megabytes: 16 }
const EVENTS_PER_AGENT = 5

/** Many agents at once for some minutes, each doing little, and the memory of the hub meanwhile. */
export function load(options: LoadOptions): Promise<LoadResult> {
  return inScratch(async (folder) => {
    const hub = await startHubProgram(join(folder, 'hub'))
    const { say } = options
    say(`${options.agents} agents connect ...`)
    const agents = await joinMany(hub, options.agents)
    await Promise.all(agents.map((agent, place) => agent.showCalendar(`Calendar ${place}`)))
    const sample = events(Math.max(options.agents, options.pollingAgents * EVENTS_PER_AGENT))
    const polling = Array.from({ length: options.pollingAgents }, (_, place) => {
      const own = sample.slice(place * EVENTS_PER_AGENT, (place + 1) * EVENTS_PER_AGENT)
      return new PollingAgent(hub.url, `polling-${place}`, own)
    })
    const run = new Run(options, () => memory(hub.program.pid).now)
    await run.go([
      ...agents.map((agent, place) =>
        run.reporting(agent, (turn) => agent.seen({ ...sample[place]!, title: `Turn ${turn}` }, `${turn}`)),
      ),
      ...polling.map((agent) => run.polling(agent)),
    ])
    const { peak } = memory(hub.program.pid)
    await Promise.all(agents.map((agent) => agent.leave()))
    await hub.stop()
    return run.result(peak)
  })
}

type Task = (turn: number) => Promise<void>

class Run {
  readonly #options: LoadOptions
  readonly #memoryNow: () => number
  readonly #memory = new Samples()
  readonly #reports = new Samples()
  readonly #heartbeats = new Samples()
  readonly #failures: Record<string, number> = {}

  constructor(options: LoadOptions, memoryNow: () => number) {
    this.#options = options
    this.#memoryNow = memoryNow
  }

  reporting(agent: AgentDouble, item: (turn: number) => object): Task {
    return (turn) => this.#timed(this.#reports, () => agent.report([JSON.stringify(item(turn))]))
  }

  polling(agent: PollingAgent): Task {
    return () => this.#timed(this.#heartbeats, () => agent.cycle())
  }

  /** Every task in its turn, spread evenly over the time between two turns. */
  async go(tasks: Task[]): Promise<void> {
    const { everySeconds, minutes, say } = this.#options
    const turns = Math.max(2, Math.round((minutes * 60) / everySeconds))
    const begin = performance.now()
    for (let turn = 0; turn < turns; turn++) {
      const turnBegins = begin + turn * everySeconds * 1000
      await Promise.all(
        tasks.map(async (task, place) => {
          await until(turnBegins + (place / tasks.length) * everySeconds * 1000)
          await task(turn)
        }),
      )
      this.#memory.add(this.#memoryNow())
      await until(turnBegins + everySeconds * 1000)
      const { count } = this.#reports
      say(`turn ${turn + 1} of ${turns}: ${count} reports, ${Math.round(this.#memoryNow())} MB`)
    }
  }

  async #timed(samples: Samples, work: () => Promise<void>): Promise<void> {
    const begin = performance.now()
    try {
      await work()
      samples.add(performance.now() - begin)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.#failures[message] = (this.#failures[message] ?? 0) + 1
    }
  }

  result(peak: number): LoadResult {
    const { agents, pollingAgents, minutes } = this.#options
    const middle = this.#memory.median(1 / 3, 2 / 3)
    const last = this.#memory.median(2 / 3, 1)
    const [reports, heartbeats] = [this.#reports, this.#heartbeats]
    const failed = Object.keys(this.#failures).length > 0
    return {
      agents,
      pollingAgents,
      minutes,
      reports: reports.count,
      heartbeats: heartbeats.count,
      reportMs: { p50: reports.quantile(0.5), p99: reports.quantile(0.99) },
      heartbeatMs: { p50: heartbeats.quantile(0.5), p99: heartbeats.quantile(0.99) },
      failures: this.#failures,
      memoryMB: { first: this.#memory.values[0] ?? 0, middle, last, peak },
      holds: !failed && last <= middle * GROWTH.part + GROWTH.megabytes,
    }
  }
}

async function until(at: number): Promise<void> {
  const rest = at - performance.now()
  if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest))
}
