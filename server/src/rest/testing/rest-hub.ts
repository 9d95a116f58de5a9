import type { CalendarId, ItemId, ItemVersion, ListingId } from '@chroniton/shared/contract/ids'
import type { Command } from '@chroniton/shared/contract/command'
import { type Permission, PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import type { ReportItem } from '@chroniton/shared/contract/report'
import type { Hono } from 'hono'
import type { Identity } from '../../auth/authenticate.ts'
import { olderAgentAllowed, olderAgentPolicy } from '../../auth/older-agents.ts'
import { httpApp } from '../../http/app.ts'
import type { HttpEnv } from '../../http/caller.ts'
import { calendarItem } from '../../hub/testing/samples.ts'
import { TestHub } from '../../hub/testing/test-hub.ts'
import { restRoutes } from '../app.ts'

type Session = Awaited<ReturnType<TestHub['join']>>

export interface Answer {
  status: number
  body: unknown
}

/** An update as an older agent reads it. */
export interface ReadUpdate {
  id: string
  type: string
  data: { action?: string; event: Record<string, unknown> }
}

const KEYS: Record<string, readonly Permission[]> = {
  owner: PERMISSIONS_OF.owner,
  operator: ['read', 'operate'],
  viewer: ['read'],
}

/** A hub behind its HTTP interface, with keys named by what they may do and `*` agents let in without any. */
export class RestHub {
  readonly hub: TestHub
  readonly app: Hono<HttpEnv>
  #destination: Session | null = null
  #sequence = 0

  private constructor(hub: TestHub, letIn: string[]) {
    this.hub = hub
    const policy = olderAgentPolicy(letIn)!
    let ids = 0
    const routes = restRoutes({
      hub: hub.service,
      version: '1.2.3',
      zone: 'Etc/UTC',
      settings: () => ({ API_PORT: '8008', JWT_SECRET: '(secret)' }),
      health: async () => ({ status: 'ok', version: '1.2.3', parts: { database: 'ok' } }),
      credentials: hub.gate.agents,
      retentionDays: 30,
      now: () => Date.parse(hub.clock.now()),
      after: (milliseconds, run) => hub.clock.after(milliseconds, run),
      newId: () => `id-${++ids}`,
      authenticate: async ({ header }) => identityOf(header('authorization')),
      letsIn: (agent) => olderAgentAllowed(policy, agent),
    })
    this.app = httpApp([routes], { logger: { error: (...args: unknown[]) => console.error(...args) } as never })
  }

  static async open(letIn = ['old', 'other']): Promise<RestHub> {
    return new RestHub(await TestHub.open(), letIn)
  }

  async ask(route: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const [method = '', path = ''] = route.split(' ')
    const sent =
      body === undefined || body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body)
    const response = await this.app.request(path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(sent === undefined ? {} : { body: sent as string }),
    })
    const text = await response.text()
    if (!response.headers.get('content-type')?.startsWith('application/json')) throw new Error(`no JSON: ${text}`)
    return { status: response.status, body: JSON.parse(text) }
  }

  /** As a script with a key. */
  as(key: keyof typeof KEYS, route: string, body?: unknown): Promise<Answer> {
    return this.ask(route, body, { authorization: `Bearer ${key}` })
  }

  async heartbeat(events?: object[], agentId = 'old'): Promise<Answer> {
    const answer = await this.ask(`POST /sync/agents/${agentId}/heartbeat`, {
      timestamp: '2026-01-15T09:00:00.123456',
      status: 'active',
      ...(events === undefined ? {} : { events }),
    })
    await this.folded()
    return answer
  }

  /** Resolves when everything told is in the log and folded. */
  async folded(): Promise<void> {
    await this.hub.service.older.idle()
    const { log, folder } = this.hub.embedded
    await folder.notesOf(await log.head())
  }

  /** An agent on the socket with an empty calendar, chosen as the destination. */
  async chooseDestination(): Promise<void> {
    await this.showHome()
    await this.hub.admin.decide(this.hub.person, {
      kind: 'settings-change',
      changes: { destination: { layout: 'keyword', calendarId: 'home/all' as CalendarId } },
    })
  }

  /** An agent on the socket shows an empty calendar. */
  async showHome(): Promise<void> {
    this.#destination = await this.hub.join('Home')
    const calendarId = 'home/all' as CalendarId
    await this.#report(calendarItem(calendarId), {
      kind: 'listing-complete',
      calendarId,
      listingId: 'first' as ListingId,
      count: 0,
    })
  }

  async #report(...items: ReportItem[]): Promise<void> {
    await this.hub.report(this.#destination!, ...items)
    await this.folded()
  }

  /** The destination's agent has seen something. */
  seeInDestination(...items: ReportItem[]): Promise<void> {
    return this.#report(...items)
  }

  commands(agentId = 'home'): Command[] {
    return this.hub.database.sqlite
      .prepare(`select json from outbox where agent_id = ? and state = 'waiting' order by position`)
      .pluck()
      .all(agentId)
      .map((json) => JSON.parse(json as string) as Command)
  }

  /** The destination's agent does what it is told. */
  async obey(): Promise<Command[]> {
    await this.folded()
    const commands = this.commands()
    const receipts = commands.map((command): ReportItem => {
      const { commandId } = command
      if (command.kind !== 'event-write') return { kind: 'applied', commandId, item: null, calendar: null }
      const itemId = command.itemId ?? (`${command.eventId}.ics` as ItemId)
      const item = { itemId, version: `v${++this.#sequence}` as ItemVersion, event: command.event, modifiedAt: null }
      return { kind: 'applied', commandId, item, calendar: null }
    })
    if (receipts.length > 0) await this.#report(...receipts)
    return commands
  }

  /** The titles that the destination holds. */
  titles(calendarId = 'home/all'): string[] {
    const { state } = this.hub.embedded
    return [...state.copies.ofCalendar(calendarId as never)]
      .filter(({ itemId, gone }) => itemId !== null && gone === null)
      .map(({ shadow }) => shadow?.title ?? '')
      .toSorted()
  }

  async change(title: string, patch: Record<string, unknown>): Promise<void> {
    const { eventId } = this.found(title)
    await this.hub.admin.decide(this.hub.person, { kind: 'event-change', eventId, patch: patch as never })
  }

  found(title: string) {
    for (const { id, event } of this.hub.embedded.state.events.all())
      if (event.title === title) return { eventId: id, event }
    throw new Error(`no event "${title}"`)
  }

  async close(): Promise<void> {
    await this.hub.close()
  }
}

function identityOf(authorization: string | undefined): Identity {
  const key = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
  const permissions = key === undefined ? undefined : KEYS[key]
  if (permissions === undefined) return { kind: 'anonymous', why: key === undefined ? null : 'the key is wrong' }
  const proof = { kind: 'api-key' as const, id: key!, until: null }
  return { kind: 'person', personId: null, name: key!, permissions, via: 'api-key', proof }
}

/** An event as older agents send it. */
export const olderEvent = (id: string, changes: object = {}) => ({
  id,
  provider: 'outlook',
  provider_id: `provider-${id}`,
  title: `Event ${id}`,
  description: '',
  location: '',
  organizer: {},
  participants: [],
  start_time: '2026-01-15T09:00:00',
  end_time: '2026-01-15T10:00:00',
  all_day: false,
  recurring: false,
  recurrence_pattern: null,
  calendar_id: 'work',
  calendar_name: 'Work',
  private: false,
  status: 'confirmed',
  created_at: '2026-01-01T00:00:00',
  updated_at: '2026-01-01T00:00:00',
  ...changes,
})
