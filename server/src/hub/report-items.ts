import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId, CommandId } from '@chroniton/shared/contract/ids'
import { mustBeShallow } from '@chroniton/shared/contract/json-depth'
import {
  MAX_REPORT_CHARACTERS,
  MAX_REPORT_ITEMS,
  ReportItem,
  type ReportBatch,
} from '@chroniton/shared/contract/report'
import { isEventSeen } from './event-seen-check.ts'

/**
 * The items of a batch, each of the shape the engine relies on. One bad item refuses the batch: half of an agent's
 * stream must not be taken.
 *
 * Errors: `invalid-input` naming the item by its place and the field; `nested-too-deep`.
 */
export function parseReportItems(batch: ReportBatch): ReportItem[] {
  const items = parseJson(batch.items)
  if (!Array.isArray(items) || items.length === 0) throw invalid('items: expected a list of at least one item')
  if (items.length > MAX_REPORT_ITEMS) {
    throw invalid(`items: ${items.length} items; a batch holds at most ${MAX_REPORT_ITEMS}`)
  }
  if (items.length > 1 && batch.items.length > MAX_REPORT_CHARACTERS) {
    throw invalid(`items: ${batch.items.length} characters; a batch of several holds at most ${MAX_REPORT_CHARACTERS}`)
  }
  return items.map((item: unknown, index) => {
    if (isEventSeen(item)) return item
    const parsed = ReportItem.safeParse(item)
    if (parsed.success) return parsed.data
    throw invalid(`items.${index} (${kindOf(item)}): ${firstIssue(item)}`)
  })
}

function parseJson(text: string): unknown {
  mustBeShallow(text, 'items')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CodedError('invalid-input', 'items: not JSON', { cause: error })
  }
}

function kindOf(item: unknown): string {
  const kind = (item as { kind?: unknown } | null)?.kind
  return typeof kind === 'string' ? kind.slice(0, 40) : 'no kind'
}

/** The union as a whole knows only that nothing fits; the one that was meant knows what is wrong. */
function firstIssue(item: unknown): string {
  for (const union of ReportItem.options) {
    for (const option of union.options) {
      if (!option.shape.kind.safeParse((item as { kind?: unknown } | null)?.kind).success) continue
      const [issue] = option.safeParse(item).error?.issues ?? []
      if (issue !== undefined) return `${issue.path.join('.')}: ${issue.message}`
    }
  }
  return 'kind: there is no such item'
}

function invalid(detail: string): CodedError {
  return new CodedError('invalid-input', detail)
}

/** To whom things belong, as far as the hub knows. */
export interface Owners {
  ofCalendar(calendarId: CalendarId): AgentId | null
  ofCommand(commandId: CommandId): AgentId | null
}

/**
 * An agent speaks of its own calendars and commands only; of those nobody knows yet too.
 *
 * Errors: `forbidden` naming the item by its place.
 */
export function checkOwnership(agentId: AgentId, items: ReportItem[], owners: Owners): void {
  const foreign = new Map<CalendarId, boolean>()
  const isForeign = (calendarId: CalendarId): boolean => {
    let known = foreign.get(calendarId)
    if (known === undefined) {
      const owner = owners.ofCalendar(calendarId)
      known = owner !== null && owner !== agentId
      foreign.set(calendarId, known)
    }
    return known
  }
  items.forEach((item, index) => {
    const calendarId = calendarOf(item)
    if (calendarId !== null && isForeign(calendarId)) {
      throw new CodedError('forbidden', `items.${index} (${item.kind}): the calendar belongs to another agent`)
    }
    if (item.kind !== 'applied' && item.kind !== 'refused') return
    const owner = owners.ofCommand(item.commandId)
    if (owner !== null && owner !== agentId) {
      throw new CodedError('forbidden', `items.${index} (${item.kind}): the command is for another agent`)
    }
  })
}

function calendarOf(item: ReportItem): CalendarId | null {
  switch (item.kind) {
    case 'calendar-seen':
      return item.calendar.calendarId
    case 'applied':
      return item.calendar?.calendarId ?? null
    case 'refused':
      return null
    case 'event-seen':
    case 'event-gone':
    case 'item-failed':
    case 'calendar-gone':
    case 'listing-complete':
    case 'account-failed':
    case 'account-recovered':
      return item.calendarId
    default:
      return item satisfies never
  }
}
