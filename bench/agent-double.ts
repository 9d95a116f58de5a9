import { AGENT_OPTIONS } from '@chroniton/agent/daemon'
import { enroll } from '@chroniton/agent/link/enroll'
import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { type HubLink, openHubLink } from '@chroniton/shared/client/link'
import { Command, type EventWrite } from '@chroniton/shared/contract/command'
import type {
  AgentId,
  BatchId,
  CalendarId,
  EventId,
  ItemId,
  ItemVersion,
  ListingId,
  SourceId,
} from '@chroniton/shared/contract/ids'
import type { EventSeen } from '@chroniton/shared/contract/observation'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import type { HubProgram } from './hub-program.ts'
import { type SocketTimes, timedSocketClass } from './timed-socket.ts'

/** What the agent itself puts into one report. */
const { items: BATCH_ITEMS, characters: BATCH_CHARACTERS } = AGENT_OPTIONS.session.batch

/** An agent that only speaks: it is connected to a real hub over a real socket and has no calendars of its own. */
export class AgentDouble {
  readonly agentId: AgentId
  readonly calendarId: CalendarId
  /** Called with each command as it arrives. */
  onCommand: (command: Command) => void = () => {}
  /** Of its socket's messages, in the clock of `performance`. */
  readonly times: SocketTimes
  readonly #link: HubLink
  #sequence = 0

  private constructor(agentId: AgentId, link: HubLink, times: SocketTimes) {
    this.agentId = agentId
    this.times = times
    this.calendarId = `${agentId}/calendar` as CalendarId
    this.#link = link
  }

  /** Enrols, connects, says hello and waits for commands. */
  static async join({ calls, url }: HubProgram, name: string): Promise<AgentDouble> {
    const { token } = await calls.admin.createJoinToken.mutate({ agentName: name })
    const { agentId, agentSecret } = await enroll(url, token, null)
    const times: SocketTimes = { sentAt: 0, gotAt: 0 }
    const link = openHubLink({
      hubUrl: url,
      credentials: () => ({ agentId, secret: agentSecret }),
      socketClass: timedSocketClass(times),
    })
    const agent = new AgentDouble(agentId, link, times)
    await link.calls.agent.hello.mutate({
      protocolVersion: PROTOCOL_VERSION,
      agentVersion: 'bench',
      name,
      environment: 'bench',
      platform: 'bench',
      hostname: 'bench',
      acknowledgedSequence: 0,
    })
    link.calls.agent.commands.subscribe(
      { lastEventId: null },
      { onData: ({ data }) => agent.onCommand(Command.parse(JSON.parse(data.json))) },
    )
    return agent
  }

  /** Resolves when the hub has the batch on its disk and has folded what came before. */
  async report(json: string[]): Promise<void> {
    const sequence = ++this.#sequence
    const batchId = `${this.agentId}-${sequence}` as BatchId
    await this.#link.calls.agent.report.mutate({ batchId, sequence, items: `[${json.join(',')}]` })
  }

  /** One report after another, each as large as the agent makes them; how many there were. */
  async reportAll(items: string[]): Promise<number> {
    let reports = 0
    for (let from = 0; from < items.length;) {
      let to = from
      for (let characters = 0; to < items.length && to - from < BATCH_ITEMS; to++) {
        characters += items[to]!.length
        if (to > from && characters > BATCH_CHARACTERS) break
      }
      await this.report(items.slice(from, to))
      reports++
      from = to
    }
    return reports
  }

  /** Resolves when the hub has folded everything reported so far. */
  async folded({ calls }: HubProgram): Promise<void> {
    // A decision is answered when it is folded, and it is folded in its turn.
    await calls.admin.decide.mutate({ kind: 'list-again', agentId: this.agentId, calendarId: null, full: false })
  }

  /** Shows its calendar, as an empty one of which everything is known. */
  async showCalendar(name: string): Promise<void> {
    const { calendarId } = this
    const abilities = {
      writeEvents: true,
      changeName: true,
      changeColor: true,
      changeDescription: true,
      deleteCalendar: false,
    }
    const calendar = {
      calendarId,
      sourceId: 'bench' as SourceId,
      provider: 'caldav' as const,
      account: 'bench',
      metadata: { name, color: null, description: null },
      timeZone: null,
      abilities,
    }
    await this.#tell(
      { kind: 'calendar-seen', calendar },
      { kind: 'listing-complete', calendarId, listingId: 'first' as ListingId, count: 0 },
    )
  }

  seen(event: CalendarEvent, version: string): EventSeen {
    return {
      kind: 'event-seen',
      calendarId: this.calendarId,
      itemId: `${event.uid}.ics` as ItemId,
      version: version as ItemVersion,
      event,
      mark: null,
      modifiedAt: null,
      listingId: null,
    }
  }

  /** Says that the command was carried out to the letter. */
  async apply({ commandId, eventId, itemId, event }: EventWrite, version: string): Promise<void> {
    const item = { itemId: itemId ?? itemOf(eventId), version: version as ItemVersion, event, modifiedAt: null }
    await this.#tell({ kind: 'applied', commandId, item, calendar: null })
  }

  #tell(...items: ReportItem[]): Promise<void> {
    return this.report(items.map((item) => JSON.stringify(item)))
  }

  async leave(): Promise<void> {
    await this.#link.close()
  }
}

function itemOf(eventId: EventId): ItemId {
  return `${eventId}.ics` as ItemId
}

/** Many agents, joined a few at a time. */
export async function joinMany(hub: HubProgram, count: number): Promise<AgentDouble[]> {
  const agents: AgentDouble[] = []
  const next = async () => {
    while (agents.length < count) {
      const place = agents.push(undefined as never) - 1
      agents[place] = await AgentDouble.join(hub, `bench ${place}`)
    }
  }
  await Promise.all(Array.from({ length: 10 }, next))
  return agents
}
