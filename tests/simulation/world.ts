import type Sqlite from 'better-sqlite3'
import type { Decision } from '@chroniton/shared/contract/decision'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, EventId, SourceId } from '@chroniton/shared/contract/ids'
import type { Destination, Route } from '@chroniton/shared/contract/route'
import { MemoryAccount } from '../../agent/src/providers/testing/memory-account.ts'
import { digestOf } from '../../server/src/engine/digest.ts'
import { fold } from '../../server/src/engine/fold.ts'
import type { ChangeRecord, ConflictRecord } from '../../server/src/engine/records.ts'
import type { State } from '../../server/src/engine/state.ts'
import type { Fold, Folded } from '../../server/src/log/folder.ts'
import { openDatabase, type Database } from '../../server/src/store/database.ts'
import type { SimulatedAccount } from './account.ts'
import { AgentProcess, agentIdOf, newJournal } from './agent-process.ts'
import { Chance } from './chance.ts'
import { FAIR_NETWORK, FAIR_PROVIDER, type NetworkConditions } from './conditions.ts'
import { Diary } from './diary.ts'
import { someHabits } from './habits.ts'
import { HubProcess } from './hub-process.ts'
import { itemsIn, nameOf, placeOf, type Place } from './place.ts'
import { planOf, type Plan } from './plan.ts'
import { Replica } from './replica.ts'
import { SECOND, Timeline } from './timeline.ts'
import { Trace } from './trace.ts'

/** A computer with an agent on it, and the accounts it can reach. */
export interface SimulatedAgent {
  agentId: AgentId
  accounts: SimulatedAccount[]
  journal: Sqlite.Database
  process: AgentProcess | null
  network: NetworkConditions
  skewMs: number
  syncIntervalMinutes: number
  /** It starts again by itself at the end of a pause. */
  isAway: boolean
}

export interface WorldOptions {
  write?: ((line: string) => void) | null
  plan?: (plan: Plan) => void
  fold?: (fold: Fold) => Fold
  /** A provider that does things to events nobody asked for. */
  tamper?: 'edits' | 'deletes' | 'doubles'
}

export const ADMIN = 'the admin'

/** Everything there is in one simulation: follows from its seed alone. */
export class World {
  readonly timeline = new Timeline()
  readonly chance: Chance
  readonly plan: Plan
  readonly trace: Trace
  readonly diary = new Diary()
  readonly agents: SimulatedAgent[]
  hub: HubProcess | null = null
  /** What a hub that was lost had written down. */
  readonly earlier = {
    changes: [] as ChangeRecord[],
    conflicts: [] as ConflictRecord[],
    /** The events it knew, by their UID. */
    eventIds: new Map<string, string[]>(),
  }
  /** Events whose people were written to for what the hub did. */
  readonly mailed = new Set<string>()
  /** Parked commands that were tried again already. */
  readonly retried = new Set<string>()
  /** When the last database of a hub was lost. */
  lostAt: number | null = null
  /** Events that a person had put back after the guard had stopped their deletion, or whose item was gone as it was made. */
  readonly putBack = new Set<EventId>()
  /** Events that a person let be deleted, as they stood by then. */
  readonly released = new Set<EventId>()
  readonly #seed: number
  readonly #fold: Fold
  #database: Database
  #lives = 0

  constructor(seed: number, { write = null, plan = () => {}, fold: wrap = (fold) => fold }: WorldOptions = {}) {
    this.#seed = seed
    this.chance = new Chance(seed, 'world')
    this.trace = new Trace(this.timeline, write)
    this.plan = planOf(new Chance(seed, 'plan'), new Chance(seed, 'servers'))
    plan(this.plan)
    this.#fold = wrap(fold)
    this.#database = this.#newDatabase()
    this.agents = this.plan.agents.map(({ accounts }, index) => this.#newAgent(index, accounts))
    this.trace.say('world', `seed ${seed}`, () => ({
      ...this.plan,
      quirks: this.agents.flatMap(({ accounts }) => accounts.map(({ quirks }) => quirks.join(' '))),
    }))
  }

  get database(): Database {
    return this.#database
  }

  /** What the hub remembers, for looking only. */
  get state(): State | null {
    return this.hub?.embedded?.state ?? null
  }

  get home(): SimulatedAccount {
    return this.agents[0]!.accounts[0]!
  }

  /** Every calendar there is now. */
  places(): Place[] {
    return this.agents.flatMap(({ agentId, accounts }) =>
      accounts.flatMap((owner) =>
        owner.account.calendars().map(({ nativeId }) => placeOf({ ...owner, agentId }, nativeId)),
      ),
    )
  }

  /** The calendars that people had from the beginning. */
  sources(): Place[] {
    return this.places().filter(({ account }) => account !== this.home.account)
  }

  /** What a provider does that must never happen, so that it is seen whether that would be found. */
  tamper(how: NonNullable<WorldOptions['tamper']>): void {
    const [place, item] =
      this.sources()
        .flatMap((place) => itemsIn(place).map((item) => [place, item] as const))
        .at(0) ?? []
    if (place === undefined || item === undefined) return
    const { account, nativeId } = place
    if (how === 'edits') account.put(nativeId, { ...item.event, title: 'Nobody wrote this' }, { itemId: item.itemId })
    if (how === 'deletes') account.remove(nativeId, item.itemId)
    if (how === 'doubles') account.put(nativeId, item.event, { mark: item.mark })
  }

  start(): void {
    this.startHub()
    for (const agent of this.agents) this.startAgent(agent)
    this.#keepArranged()
  }

  startHub(): void {
    if (this.hub !== null) return
    this.trace.say('hub', 'starts')
    const chance = this.#chanceOf('hub')
    const { process, ready } = HubProcess.start({
      database: this.#database,
      timeline: this.timeline,
      chance,
      fold: this.#fold,
    })
    process.onEnd(() => {
      this.trace.say('hub', 'dies')
      if (this.hub === process) this.hub = null
    })
    void ready.then(() => {
      if (!process.life.isAlive) return
      this.hub = process
      process.embedded.folder.onFolded((folded) => {
        this.trace.folded(folded)
        this.#noteGone(process.embedded.state, folded)
      })
    }, ignoreDeath)
  }

  /** What was gone when it was read back for the first time was never there: the command waits, and says so. */
  #noteGone(state: State, { entries }: Folded): void {
    for (const effect of entries.flatMap(({ outcome }) => outcome.effects)) {
      if (effect.kind !== 'park' || effect.code !== 'item-not-found') continue
      const copy = state.copies.byCommand(effect.commandId)
      if (copy !== undefined) this.putBack.add(copy.eventId)
    }
  }

  /** The hub comes back with an empty database. */
  loseHub(): void {
    const state = this.state
    if (state === null) return
    this.trace.say('hub', 'loses its database')
    this.earlier.changes.push(...state.changes.all())
    this.earlier.conflicts.push(...state.conflicts.all())
    for (const { id, event } of state.events.all()) {
      this.earlier.eventIds.set(event.uid, [...(this.earlier.eventIds.get(event.uid) ?? []), id])
    }
    this.hub?.life.end()
    this.#database = this.#newDatabase()
    this.lostAt = this.timeline.now
  }

  startAgent(agent: SimulatedAgent): void {
    if (agent.process !== null) return
    const { agentId, accounts } = agent
    this.trace.say(agentId, 'starts')
    const process: AgentProcess = new AgentProcess(
      {
        ...agent,
        chance: this.#chanceOf(agentId),
        accounts: new Map(accounts.map((account) => [account.sourceId, account])),
        timeline: this.timeline,
        trace: this.trace,
        conditions: () => agent.network,
        hub: () => this.hub,
        onMail: ({ uid }) => void this.mailed.add(uid),
        onOverwrite: (...what) => this.#overwritten(...what),
      },
      () => {
        this.trace.say(agentId, 'dies')
        if (agent.process === process) agent.process = null
      },
    )
    agent.process = process
  }

  /** What people did to it since then nobody can know of. */
  #overwritten({ account }: SimulatedAccount, nativeId: string, uid: string, since: number): void {
    this.trace.say('world', `loses what was done to ${uid}`)
    for (const deed of this.diary.of(uid)) {
      const { place, at } = deed
      if (place.account === account && place.nativeId === nativeId && at >= since) deed.overwritten = true
    }
  }

  loseJournal(agent: SimulatedAgent): void {
    this.trace.say(agent.agentId, 'loses its journal')
    agent.process?.life.end()
    agent.journal = newJournal()
  }

  /** A decision of a person in the hub. Resolves with nothing when the hub could not take it. */
  async decide(decision: Decision): Promise<void> {
    const { hub } = this
    if (hub === null) return
    this.trace.say(ADMIN, 'decides', () => decision)
    try {
      const { notes } = await hub.decide(ADMIN, decision)
      if (notes.length > 0) this.trace.say(ADMIN, 'is told', () => notes)
    } catch (error) {
      if (!(error instanceof CodedError)) return ignoreDeath(error)
      this.trace.say(ADMIN, `cannot: ${error.message}`)
    }
  }

  /** From now on everything goes well. */
  heal(): void {
    this.trace.say('world', 'heals')
    this.hub?.life.endAfter(Number.POSITIVE_INFINITY)
    for (const agent of this.agents) {
      agent.process?.life.endAfter(Number.POSITIVE_INFINITY)
      agent.network = FAIR_NETWORK
      for (const account of agent.accounts) account.conditions = FAIR_PROVIDER
    }
  }

  /** Starts whatever is not running. */
  revive(): void {
    this.startHub()
    for (const agent of this.agents) if (!agent.isAway) this.startAgent(agent)
  }

  /** Everybody is sent home and every database closed. */
  end(): void {
    this.hub?.life.end()
    for (const agent of this.agents) {
      agent.process?.life.end()
      agent.journal.close()
    }
    this.#database.close()
  }

  #newDatabase(): Database {
    const chance = this.#chanceOf('database')
    return openDatabase(':memory:', { newId: () => chance.id() })
  }

  /** Each life has a chance of its own, so that one more call in one of them changes nothing in the others. */
  #chanceOf(who: string): Chance {
    return new Chance(this.#seed, `${who} ${++this.#lives}`)
  }

  #newAgent(index: number, calendars: number[]): SimulatedAgent {
    const chance = new Chance(this.#seed, `agent ${index}`)
    const accounts = calendars.map((count, number): SimulatedAccount => {
      const { quirks, habits } = someHabits(chance, () => this.timeline.now)
      const account = new MemoryAccount(habits)
      for (let calendar = 1; calendar <= count; calendar++) {
        account.addCalendar({
          name: index === 0 ? 'Everything' : `Work ${index}.${number}.${calendar}`,
          color: `#${chance.id().slice(0, 6)}`,
        })
      }
      return {
        sourceId: `source-${number + 1}`,
        account,
        quirks,
        conditions: FAIR_PROVIDER,
        replica: new Replica(account),
        ignoresPreconditions: this.plan.ignoresPreconditions(),
      }
    })
    return {
      agentId: agentIdOf(`agent-${index}`),
      accounts,
      journal: newJournal(),
      process: null,
      network: FAIR_NETWORK,
      skewMs: chance.happens(0.2) ? chance.between(-90, 90) * SECOND : 0,
      syncIntervalMinutes: chance.between(1, 3),
      isAway: false,
    }
  }

  /** Somebody sets the hub up, and does so again when it has lost everything. */
  #keepArranged(): void {
    void this.#arrange()
    this.timeline.after(20 * SECOND, () => this.#keepArranged())
  }

  async #arrange(): Promise<void> {
    const { state } = this
    if (state === null) return
    for (const { agentId } of this.agents) {
      if (state.agents.get(agentId) === undefined || state.agents.get(agentId)?.name !== `the ${agentId}`) {
        await this.decide({ kind: 'agent-add', agentId, name: `the ${agentId}` })
      }
    }
    const { settings, shape } = this.plan
    if (
      state.settings.get().strategy !== settings.strategy ||
      state.settings.get().newCalendars !== settings.newCalendars
    ) {
      await this.decide({ kind: 'settings-change', changes: settings })
    }
    if (shape === 'routes') return this.#arrangeRoutes(state)
    const destination = this.#destination(state)
    if (destination === null || state.settings.get().destination !== null) return
    await this.decide({ kind: 'settings-change', changes: { ...settings, destination } })
  }

  #destination(state: State): Destination | null {
    const { shape } = this.plan
    const { agentId, accounts } = this.agents[0]!
    const [owner] = accounts
    if (owner === undefined || shape === 'routes') return null
    if (shape === 'calendar-per-source') return { layout: shape, agentId, sourceId: owner.sourceId as SourceId }
    const { calendarId } = placeOf({ ...owner, agentId }, 'calendar-1')
    return state.calendars.get(calendarId) === undefined ? null : { layout: shape, calendarId }
  }

  readonly #routes = new Map<string, ReturnType<Plan['routeOf']>>()

  async #arrangeRoutes(state: State): Promise<void> {
    const [to] = this.places()
    if (to === undefined || state.calendars.get(to.calendarId) === undefined) return
    const sources = this.sources()
    for (const { calendarId: from } of sources) {
      if (
        state.calendars.get(from) === undefined ||
        state.routes.from(from).some((route) => route.to === to.calendarId)
      )
        continue
      await this.#addRoute(from, to.calendarId, this.plan.routeOf)
    }
    const [one, other] = sources
    if (!this.plan.busyPairs || one === undefined || other === undefined) return
    if (state.calendars.get(one.calendarId) === undefined || state.calendars.get(other.calendarId) === undefined) return
    if (state.routes.from(one.calendarId).some((route) => route.to === other.calendarId)) return
    await this.#addRoute(one.calendarId, other.calendarId, () => ({
      direction: 'forward',
      mode: 'busy',
      label: 'none',
      newEvents: 'stay',
      followMetadata: false,
      strategy: null,
    }))
  }

  /** The same route for the same calendars, however often the hub has to be told. */
  async #addRoute(from: Route['from'], to: Route['to'], make: Plan['routeOf']): Promise<void> {
    const key = `${from} ${to}`
    const route = this.#routes.get(key) ?? make()
    this.#routes.set(key, route)
    await this.decide({ kind: 'route-add', route: { ...route, from, to } })
  }

  /**
   * Whether nobody can say what must become of it: a hub that has lost its database knows no more what was deleted, nor
   * what it had put back where it was deleted.
   */
  isDoubtful(shown: string): boolean {
    if (this.lostAt === null) return false
    const uid = shown.startsWith('busy-') ? this.#behind(shown) : shown
    const ids = this.earlier.eventIds.get(uid) ?? []
    const wasDeleted = this.earlier.changes.some(({ eventId, what }) => what === 'deleted' && ids.includes(eventId))
    // Nor does it know that an edit was made where it does not count.
    const isOdd = this.diary.of(uid).some(({ kind, counts }) => kind === 'deleted' || !counts)
    return wasDeleted || this.wasTakenBack(uid) || isOdd
  }

  /** The UID of the event of which somebody is shown the busy time. */
  #behind(busyUid: string): string {
    for (const { calendarId } of this.sources()) {
      for (const uid of this.diary.uids) if (busyUid === `busy-${digestOf(`${calendarId} ${uid}`)}`) return uid
    }
    return busyUid
  }

  /** Somebody put it back themselves. Where the hub does so at the same time there are two, and that is shown. */
  wasTakenBack(uid: string): boolean {
    return this.diary.of(uid).some(({ kind }) => kind === 'restored')
  }

  /** Whether edits made in one of the two calendars count in the other. */
  flowsBetween(one: string, other: string): boolean {
    const route = this.#routes.get(`${one} ${other}`) ?? this.#routes.get(`${other} ${one}`)
    return route?.direction === 'both' && route.mode === 'mirror'
  }

  named(calendarId: string): string {
    const place = this.places().find((place) => place.calendarId === calendarId)
    return place === undefined ? calendarId : nameOf(place)
  }
}

export function ignoreDeath(error: unknown): void {
  if (error instanceof Error && error.name === 'Killed') return
  throw error
}
