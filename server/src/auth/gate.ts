import type { Me, SignInWays } from '@chroniton/shared/contract/access'
import type { PersonSession } from '@chroniton/shared/contract/hub'
import { AuditLog, type AuditSettings } from '../audit/audit-log.ts'
import type { Clock } from '../hub/clock.ts'
import { ApiKeys } from '../people/api-keys.ts'
import { PasswordLinks } from '../people/password-links.ts'
import { People, type Person } from '../people/people.ts'
import { type SessionLimits, Sessions } from '../people/sessions.ts'
import { SignIn } from '../people/sign-in.ts'
import { Throttle } from '../people/throttle.ts'
import type { Database } from '../store/database.ts'
import { AgentCredentials, type KnownCredential } from './agent-credentials.ts'
import { type Authenticate, authenticator, type Proof } from './authenticate.ts'
import { BearerTokens } from './bearer-tokens.ts'
import type { OpenIdConnectSettings } from './openid-connect.ts'
import { OpenDoors } from './open-doors.ts'
import { AdminKeys } from './admin-keys.ts'
import { HubCookie } from './hub-cookie.ts'

export interface GateSettings {
  /** Whoever calls from this machine may do everything unasked. */
  isOpen: boolean
  /** Signs bearer tokens; null: none are taken. */
  tokenSecret: string | null
  sessions: SessionLimits
  audit: AuditSettings
  /** Origins besides the hub's own whose pages may use a session. */
  allowedOrigins: readonly string[]
  /** Null where there is no provider. */
  openIdConnect: OpenIdConnectSettings | null
}

const SWEEP_MS = 60_000

/** Who may enter the hub: agents and people with their credentials, and the sockets that are open to them. */
export class Gate {
  readonly agents: AgentCredentials
  readonly keys: AdminKeys
  readonly people: People
  readonly sessions: Sessions
  readonly apiKeys: ApiKeys
  readonly links: PasswordLinks
  readonly doors: OpenDoors
  readonly throttle = new Throttle()
  readonly audit: AuditLog
  readonly cookie: HubCookie
  readonly signIn: SignIn
  readonly authenticate: Authenticate
  readonly #settings: GateSettings
  readonly #clock: Clock

  constructor(database: Database, settings: GateSettings, clock: Clock) {
    const now = () => clock.now()
    this.#settings = settings
    this.#clock = clock
    this.agents = new AgentCredentials(database)
    this.keys = new AdminKeys(database)
    this.people = new People(database)
    this.sessions = new Sessions(database, settings.sessions)
    this.apiKeys = new ApiKeys(database)
    this.links = new PasswordLinks(database)
    this.audit = new AuditLog(database, settings.audit, now)
    this.cookie = new HubCookie(database.hubId, { name: 'session', sameSite: 'Strict', maxAge: null })
    this.doors = new OpenDoors(({ kind, id }) => {
      if (kind === 'session') this.sessions.used(id, now())
    })
    const { agents, apiKeys, audit, cookie, keys, links, people, sessions, throttle } = this
    this.signIn = new SignIn({
      database,
      people,
      sessions,
      links,
      throttle,
      audit,
      now,
      endSessions: (person, except, why) => this.endSessions(person, except, why),
      reconsider: (person, why) => this.reconsider(person, why),
    })
    this.authenticate = authenticator({
      agents,
      keys,
      apiKeys,
      people,
      sessions,
      cookie,
      tokens: settings.tokenSecret === null ? null : new BearerTokens(settings.tokenSecret, now),
      isOpen: settings.isOpen,
      allowedOrigins: settings.allowedOrigins,
      now,
    })
  }

  /** Who the caller is. */
  me({ personId, name, permissions, via }: Pick<PersonSession, 'personId' | 'name' | 'permissions' | 'via'>): Me {
    return { personId, name, permissions, via, signIn: this.ways() }
  }

  /** How people may sign in here. */
  ways(): SignInWays {
    return {
      password: true,
      openIdConnect: this.#settings.openIdConnect?.button ?? null,
      setupNeeded: !this.people.ownerHasPassword(),
    }
  }

  /** Ends the session of this token. */
  signOut(token: string, from: string): void {
    const session = this.sessions.find(token, this.#clock.now())
    const person = session === null ? null : this.people.get(session.personId)
    if (session === null || person === null) return
    this.sessions.end(session.id)
    this.doors.close('session', [session.id], 'you signed out')
    const deed = { who: person.name, kind: 'person', from, action: 'sign-out', object: person.id, ok: true } as const
    this.audit.record({ ...deed, detail: null })
  }

  endSessions(person: Person, except: string | null, why: string): void {
    this.doors.close('session', this.sessions.endAllOf(person.id, except), why)
  }

  /** Closes the person's sockets, which come back with what the person may do now. */
  reconsider(person: Person, why: string): void {
    this.doors.close('session', this.sessions.idsOf(person.id), why)
  }

  /**
   * The agent has come with this credential, so it has stored it: what it had before ends, with the sockets that were
   * opened by it. Whether that is news.
   */
  confirmAgent(credential: KnownCredential): boolean {
    if (!this.agents.confirm(credential, this.#clock.now())) return false
    const { agentId, hash } = credential
    const isOther = (proof: Proof) => proof.kind === 'agent' && proof.id === agentId && proof.credential?.hash !== hash
    this.doors.closeUnless((proof) => !isOther(proof), 'the agent has a new credential')
    return true
  }

  /** Ends, from now on, what ends by itself. Returns what stops it. */
  watch(): () => void {
    let cancel = () => {}
    const sweep = () => {
      const now = this.#clock.now()
      this.doors.closeUnless((proof) => this.#isGood(proof), 'the sign-in has expired')
      this.sessions.sweep(now)
      this.links.sweep(now)
      cancel = this.#clock.after(SWEEP_MS, sweep)
    }
    sweep()
    return () => cancel()
  }

  #isGood({ kind, id, until }: Proof): boolean {
    const now = this.#clock.now()
    if (until !== null && Date.parse(until) <= Date.parse(now)) return false
    return kind !== 'session' || this.sessions.get(id, now) !== null
  }
}
