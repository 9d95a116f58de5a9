import Database from 'better-sqlite3'
import { AgentId, SourceId } from '@chroniton/shared/contract/ids'
import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { SourceConfig } from '../config/source-config.ts'
import { startAgent, type Agent } from '../daemon.ts'
import { journalOn, type Journal } from '../journal/journal.ts'
import { migrate } from '../journal/schema.ts'
import { MemoryAccount, type Habits } from '../providers/testing/memory-account.ts'
import { FAIR_WEATHER, openMemory, type Weather } from '../providers/testing/memory-source.ts'
import { MemoryHub } from './memory-hub.ts'
import { VirtualMachine } from './virtual-machine.ts'

export const SOURCE_ID = SourceId.parse('source-1')
export const AGENT_ID = AgentId.parse('agent-1')

export function sourceConfig(id: string, changes: Partial<SourceConfig> = {}): SourceConfig {
  return {
    id: SourceId.parse(id),
    name: id,
    enabled: true,
    calendars: { include: [], exclude: [] },
    allowEventUpdates: true,
    allowMetadataUpdates: true,
    syncIntervalMinutes: null,
    type: 'vdir',
    path: `/${id}`,
    calendarName: null,
    ...changes,
  } as SourceConfig
}

export function meeting(title: string, changes: Partial<CalendarEvent> = {}): CalendarEvent {
  return {
    '@type': 'Event',
    uid: `${title}@example.org`,
    title,
    start: '2026-02-02T09:00:00',
    timeZone: 'Europe/Zurich',
    duration: 'PT1H',
    ...changes,
  }
}

/** An agent with one source in memory, a hub in memory, and a clock that stands still until it is moved. */
export class AgentWorld {
  readonly machine = new VirtualMachine()
  readonly hub = new MemoryHub()
  readonly account: MemoryAccount
  /** The journal as it lies on the disk: it outlasts the agent. */
  database = new Database(':memory:')
  /** What of it a power cut leaves. */
  #flushed: Buffer
  weather: Weather = FAIR_WEATHER
  configs: SourceConfig[] = [sourceConfig('source-1')]
  agent: Agent | null = null
  #life = { dead: false }

  constructor(habits: Partial<Habits> = {}) {
    this.account = new MemoryAccount(habits)
    migrate(this.database)
    this.#flushed = this.database.serialize()
  }

  async start(): Promise<Agent> {
    const life = { dead: false }
    this.#life = life
    const journal = journalOn(this.database, () => {})
    const mortal: Journal = {
      ...journal,
      transaction(act) {
        if (life.dead) throw new Error('the process is dead')
        return journal.transaction(act)
      },
    }
    const weather: Weather = {
      before: (...args) => {
        if (life.dead) throw new Error('the process is dead')
        return this.weather.before(...args)
      },
      after: (...args) => this.weather.after(...args),
    }
    this.agent = startAgent({
      config: {
        agentId: AGENT_ID,
        name: 'Agent',
        environment: 'test',
        syncIntervalMinutes: 1,
        sources: this.configs,
      },
      link: this.hub,
      journal: mortal,
      machine: this.machine,
      open: () => Promise.resolve(openMemory(this.account, weather)),
    })
    await this.machine.advance(1000)
    return this.agent
  }

  /** The process dies: from this moment on it changes nothing, neither in the journal nor at the provider. */
  crash(): void {
    this.#life.dead = true
    this.hub.cut()
    void this.agent?.stop()
    this.agent = null
  }

  /** What the journal holds now survives a power cut as well. */
  flushJournal(): void {
    this.#flushed = this.database.serialize()
  }

  /** The machine dies: the journal is found as it was last flushed. */
  powerCut(): void {
    this.crash()
    this.database = new Database(this.#flushed)
  }

  async stop(): Promise<void> {
    const stopped = this.agent?.stop()
    this.agent = null
    await this.machine.settle()
    await stopped
  }

  /** One turn of the clock that lists everything again. */
  async turn(): Promise<void> {
    await this.machine.advance(70_000)
  }
}
