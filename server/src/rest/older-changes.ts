import { normalise } from '@chroniton/shared/calendar/normalise'
import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { diff } from '@chroniton/shared/calendar/patch'
import { CalendarChanges, CalendarMetadata } from '@chroniton/shared/contract/calendar'
import type { Decision } from '@chroniton/shared/contract/decision'
import { mustHave } from '@chroniton/shared/contract/authorize'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { PersonSession } from '@chroniton/shared/contract/hub'
import { type AgentId, type ItemId, SourceId } from '@chroniton/shared/contract/ids'
import { PERMISSION_FOR } from '@chroniton/shared/contract/permission'
import type { CalendarView } from '@chroniton/shared/contract/views'
import { isRaw, type Raw, textOf } from '../hub/older-agents/raw.ts'
import { readOlderEvent } from '../hub/older-agents/read-event.ts'
import { calendarIdOf, nativeIdOf } from '../hub/older-agents/seen-calendar.ts'
import { olderContent } from '../hub/older-agents/write-event.ts'
import type { RestParts } from './parts.ts'

export interface Asked {
  /** Of the command that goes to the agent. */
  updateId: string
  notes: string[]
}

/** Takes what is asked in an older agent's words as a decision. Errors: what `decide` throws; `not-found`. */
export async function changesFor(
  parts: RestParts,
  person: PersonSession,
  agentId: AgentId,
  { type, data }: { type: string; data: Raw },
): Promise<Asked> {
  const decision = await decisionFor(parts, agentId, type, data)
  mustHave(person, PERMISSION_FOR[decision.kind])
  const { position, notes } = await parts.hub.admin.decide(person, decision)
  return { updateId: parts.hub.older.newestCommand(agentId) ?? `entry-${position}`, notes }
}

async function decisionFor(parts: RestParts, agentId: AgentId, type: string, data: Raw): Promise<Decision> {
  const own = async () => {
    const calendars = await calendarsNamed(parts, textOf(data, 'calendar_id') ?? '', textOf(data, 'provider'))
    return one(
      calendars.filter((calendar) => calendar.agentId === agentId),
      textOf(data, 'calendar_id') ?? '',
    )
  }
  switch (type) {
    case 'calendar_metadata':
      return { kind: 'calendar-change', calendarId: (await own()).id, changes: readChanges(data['changes']) }
    case 'sync_config':
      return { kind: 'agent-configure', agentId, changes: configurationOf(data['changes']).changes }
    case 'calendar_create': {
      const sourceId = SourceId.parse(textOf(data, 'provider') ?? 'outlook')
      return { kind: 'calendar-create', agentId, sourceId, metadata: readMetadata(data['calendar']) }
    }
    case 'calendar_delete':
      return { kind: 'calendar-delete', calendarId: (await own()).id }
    default:
      return eventDecision(parts, agentId, data)
  }
}

async function eventDecision(parts: RestParts, agentId: AgentId, data: Raw): Promise<Decision> {
  const { hub } = parts
  const event = isRaw(data['event']) ? data['event'] : {}
  const calendarId = calendarIdOf(agentId, textOf(event, 'calendar_id', 'calendar_name') ?? 'calendar')
  const action = textOf(data, 'action')
  if (action === 'create') {
    const id = textOf(event, 'id', 'provider_id') ?? parts.newId()
    return { kind: 'event-create', calendarId, event: readEvent({ ...event, id }, agentId, hub.older.zoneOf(agentId)) }
  }
  const itemId = textOf(event, 'id', 'provider_id') ?? ''
  const eventId = hub.older.eventAt(calendarId, itemId as ItemId)
  if (eventId === null) throw new CodedError('not-found', `calendar ${calendarId} shows no event "${itemId}"`)
  if (action === 'delete') return { kind: 'event-delete', eventId }
  if (action !== 'update') throw new CodedError('invalid-input', 'data.action: expected create, update or delete')
  const zone = hub.older.zoneOf(agentId)
  const known = { ...olderContent((await hub.admin.event(eventId)).event, zone), id: itemId }
  const [before, after] = [known, { ...known, ...event }].map((raw) => normalise(readEvent(raw, agentId, zone)))
  return { kind: 'event-change', eventId, patch: diff(before!, { ...after!, uid: before!.uid }) }
}

function readEvent(raw: Raw, agentId: AgentId, zone: string): CalendarEvent {
  const item = readOlderEvent({ hash: '', size: 0, value: () => raw }, { agentId, zone, people: new Map() })
  if (item === null) throw new CodedError('invalid-input', 'data.event: an event with an id is needed')
  if ('code' in item.content) throw new CodedError(item.content.code, item.content.detail)
  return item.content.event
}

export function readChanges(value: unknown): CalendarChanges {
  const { name, color, description } = isRaw(value) ? value : {}
  const { success, data, error } = CalendarChanges.safeParse({
    ...(name === undefined ? {} : { name }),
    ...(color === undefined ? {} : { color: plainColor(color) }),
    ...(description === undefined ? {} : { description: description === '' ? null : description }),
  })
  if (success && Object.keys(data).length > 0) return data
  throw new CodedError('invalid-input', error?.issues[0]?.message ?? 'changes: name, color or description is needed')
}

export function readMetadata(value: unknown): CalendarMetadata {
  const { success, data, error } = CalendarMetadata.safeParse({ color: null, description: null, ...readChanges(value) })
  if (success) return data
  throw new CodedError('invalid-input', `calendar.${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`)
}

/** `#ABC`, `#AABBCC` and `#AABBCCFF` are the same to everybody but the machine. */
function plainColor(color: unknown): unknown {
  if (typeof color !== 'string' || color === '') return null
  const text = color.trim().toLowerCase()
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(text)
  if (short !== null)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`
  return /^#[0-9a-f]{8}$/.test(text) ? text.slice(0, 7) : text
}

/** What of an older agent's configuration the hub can change, and what it was asked for besides. */
export function configurationOf(value: unknown): { changes: { syncIntervalMinutes?: number }; others: string[] } {
  const asked = isRaw(value) ? value : {}
  const minutes = asked['sync_interval_minutes']
  const others = Object.keys(asked).filter((name) => name !== 'sync_interval_minutes')
  if (minutes === undefined) return { changes: {}, others }
  if (typeof minutes !== 'number' || !(minutes > 0 && minutes <= 1440)) {
    throw new CodedError('invalid-input', 'sync_interval_minutes: expected minutes from 1 to 1440')
  }
  return { changes: { syncIntervalMinutes: minutes }, others }
}

/** Calendars by the hub's id, or by the one that an older agent gives them. */
export async function calendarsNamed({ hub }: RestParts, id: string, provider: string | null): Promise<CalendarView[]> {
  const wanted = provider?.toLowerCase().replaceAll('_', '-') ?? null
  const isNamed = (calendar: CalendarView) => {
    if (calendar.id === id) return true
    return calendar.id.startsWith(`${calendar.agentId}/`) && nativeIdOf(calendar.agentId, calendar.id) === id
  }
  return (await hub.admin.calendars()).filter(
    (calendar) =>
      isNamed(calendar) && (wanted === null || wanted === calendar.provider || wanted === calendar.sourceId),
  )
}

/** Errors: `not-found`, `conflict` where several agents have one of that id. */
export function one(calendars: CalendarView[], id: string): CalendarView {
  const [first, second] = calendars
  if (first === undefined) throw new CodedError('not-found', `there is no calendar "${id}"`)
  if (second === undefined) return first
  const ids = calendars.map((calendar) => calendar.id).join(', ')
  throw new CodedError('conflict', `several agents have a calendar "${id}": name it as one of ${ids}`)
}
