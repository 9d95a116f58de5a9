import Sqlite from 'better-sqlite3'
import type { AgentId } from '@chroniton/shared/contract/ids'
import { AGENT_OPTIONS, startAgent, type Agent, type AgentOptions } from '../../agent/src/daemon.ts'
import { journalOn, type Journal } from '../../agent/src/journal/journal.ts'
import { migrate } from '../../agent/src/journal/schema.ts'
import { sourceConfig } from '../../agent/src/testing/agent-world.ts'
import { Life } from './life.ts'
import { SimulatedMachine } from './machine.ts'
import { openSimulated, type SourceParts } from './simulated-source.ts'
import { MINUTE, SECOND } from './timeline.ts'
import { SimulatedLink, type WireParts } from './wire.ts'
import type { SimulatedAccount } from './account.ts'

/** Pauses are shorter than in earnest, so that a world comes to rest within few virtual minutes. */
const OPTIONS: AgentOptions = {
  session: {
    ...AGENT_OPTIONS.session,
    // Nobody looks at it here.
    statusEveryMs: 60 * MINUTE,
    gatherStatusMs: 5 * MINUTE,
    rejectedPauseMs: MINUTE,
    pauses: { firstMs: SECOND, longestMs: 30 * SECOND },
  },
  sources: { ...AGENT_OPTIONS.sources, pauses: { firstMs: 5 * SECOND, longestMs: 2 * MINUTE }, limitMs: 2 * MINUTE },
}

/** An agent's journal as it lies on the disk: it outlives the process. */
export function newJournal(): Sqlite.Database {
  const database = new Sqlite(':memory:')
  migrate(database)
  return database
}

export interface AgentProcessParts extends Omit<WireParts, 'life'> {
  accounts: ReadonlyMap<string, SimulatedAccount>
  journal: Sqlite.Database
  skewMs: number
  syncIntervalMinutes: number
  onMail: SourceParts['onMail']
  onOverwrite: SourceParts['onOverwrite']
}

/** One life of an agent. */
export class AgentProcess {
  readonly life: Life
  readonly machine: SimulatedMachine
  readonly link: SimulatedLink
  readonly journal: Journal
  readonly agent: Agent

  constructor(parts: AgentProcessParts, onEnd: () => void) {
    const { agentId, accounts, chance, trace } = parts
    this.life = new Life(() => {
      this.link.cut()
      onEnd()
    })
    const { life } = this
    this.machine = new SimulatedMachine({ ...parts, life, logger: trace.logger(agentId) })
    this.link = new SimulatedLink({ ...parts, life })
    this.journal = mortal(
      journalOn(parts.journal, () => {}),
      life,
    )
    this.agent = startAgent({
      config: {
        agentId,
        name: agentId,
        environment: 'simulation',
        syncIntervalMinutes: parts.syncIntervalMinutes,
        sources: [...accounts.keys()].map((sourceId) => sourceConfig(sourceId)),
      },
      link: this.link,
      journal: this.journal,
      machine: this.machine,
      open: ({ id }) =>
        Promise.resolve(
          openSimulated({
            owner: accounts.get(id)!,
            machine: this.machine,
            chance,
            now: () => parts.timeline.now,
            onMail: parts.onMail,
            onOverwrite: parts.onOverwrite,
          }),
        ),
      options: OPTIONS,
    })
  }

  /** Nothing waits to be told or to be done. */
  get isQuiet(): boolean {
    return (
      this.agent.session.name === 'online' &&
      this.journal.spool.waiting() === 0 &&
      this.journal.commands.all().length === 0 &&
      this.agent.status().sources.every(({ state }) => state === 'idle')
    )
  }
}

function mortal(journal: Journal, life: Life): Journal {
  let depth = 0
  return {
    ...journal,
    transaction<Result>(act: () => Result): Result {
      if (depth > 0) return journal.transaction(act)
      depth++
      try {
        return life.transaction((whole) => journal.transaction(whole), act)
      } finally {
        depth--
      }
    },
  }
}

export function agentIdOf(name: string): AgentId {
  return name as AgentId
}
