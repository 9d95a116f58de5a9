import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import type {
  CalendarChange,
  CalendarCreate,
  CalendarDelete,
  EventDelete,
  EventWrite,
} from '@chroniton/shared/contract/command'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId, CommandId, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { AppliedItem, Receipt } from '@chroniton/shared/contract/receipt'
import type { CalendarRecord, CopyRecord } from '../../engine/records.ts'
import { changedFields, looksLike } from './expressible.ts'
import { keyOf } from './listing.ts'
import type { ReadList } from './read-list.ts'
import type { OlderItem } from './read-event.ts'
import { parseLocal } from '@chroniton/shared/calendar/local-time'
import { olderTimes } from './write-event.ts'
import { calendarIdOf, nativeIdOf, seenCalendar } from './seen-calendar.ts'
import { type Covered, isWithin } from './span.ts'
import type { ToldUpdate } from './update-rows.ts'

/**
 * What a list shows of an update that the agent was told before. That an agent says "processed" proves nothing, so
 * the receipt waits for the list that shows what has become of it.
 */
export type Verdict =
  /** `key`: the item whose sight is in the receipt. */
  | { kind: 'settled'; told: ToldUpdate; receipt: Receipt; key: string | null }
  /** It was replaced before the agent has carried it out. */
  | { kind: 'dropped'; told: ToldUpdate }
  /** Nothing can be said yet. `counts`: the list could have shown something of it. */
  | { kind: 'open'; told: ToldUpdate; counts: boolean }

export interface World {
  agentId: AgentId
  zone: TimeZoneId
  covered: ReadonlyMap<string, Covered | null>
  copyOfItem(calendarId: CalendarId, itemId: ItemId): CopyRecord | undefined
  calendar(calendarId: CalendarId): CalendarRecord | undefined
  /** Whether the command still waits in the agent's queue. */
  isWaiting(commandId: CommandId): boolean
}

/** So many lists may pass after a confirmation before one that shows nothing of it counts: programs write late. */
const LISTS_BORNE = 2

export function verdicts(open: ToldUpdate[], list: ReadList, world: World): Verdict[] {
  const taken = new Set<string>()
  return open.map((told) => {
    const verdict = verdictOn(told, list, world, taken)
    if (verdict.kind === 'settled' && verdict.key !== null) taken.add(verdict.key)
    return verdict
  })
}

function verdictOn(told: ToldUpdate, list: ReadList, world: World, taken: ReadonlySet<string>): Verdict {
  const { command } = told
  switch (command.kind) {
    case 'event-write':
      return command.itemId === null
        ? onCreation(told, command, list, world, taken)
        : onChange(told, command, list, world)
    case 'event-delete':
      return onDeletion(told, command, list, world)
    case 'calendar-change':
      return onMetadata(told, command, list, world)
    case 'calendar-create':
      return onNewCalendar(told, command, list, world)
    case 'calendar-delete':
      return onCalendarGone(told, command, list, world)
    case 'config-change':
    case 'list-again':
      return { kind: 'open', told, counts: false }
    default:
      return command satisfies never
  }
}

/** An item of the agent's own making, under an id of its own: known by an id it kept, or by what it is. */
function onCreation(
  told: ToldUpdate,
  command: EventWrite,
  list: ReadList,
  world: World,
  taken: ReadonlySet<string>,
): Verdict {
  const nativeId = nativeIdOf(world.agentId, command.calendarId)
  const isNew = ([key, { item }]: [string, { item: OlderItem }]) =>
    item.calendar.nativeId === nativeId &&
    !taken.has(key) &&
    world.copyOfItem(command.calendarId, item.itemId) === undefined
  const candidates = [...list.changed].filter(isNew)
  const found =
    candidates.find(([, { item }]) => item.ids.includes(command.eventId) || item.ids.includes(command.event.uid)) ??
    candidates.find(
      ([, { item }]) => 'event' in item.content && looksLike(command.event, item.content.event, world.zone),
    )
  if (found !== undefined) {
    const item = appliedItem(found[1].item, found[1].hash)
    if (item !== null) return settled(told, { item }, found[0])
  }
  if (told.confirmedAt === null) {
    const isLost = told.lists >= LISTS_BORNE && !world.isWaiting(told.commandId)
    return isLost ? { kind: 'dropped', told } : { kind: 'open', told, counts: true }
  }
  const shouldBeThere = isWithin(wallOf(command, world.zone), world.covered.get(nativeId) ?? null)
  return shouldBeThere
    ? patience(told, 'item-refused', 'but its calendar does not show the event')
    : { kind: 'open', told, counts: false }
}

function onChange(told: ToldUpdate, command: EventWrite, list: ReadList, world: World): Verdict {
  const itemId = command.itemId!
  const key = keyOf(nativeIdOf(world.agentId, command.calendarId), itemId)
  const seen = list.changed.get(key)
  if (seen !== undefined) {
    const item = appliedItem(seen.item, seen.hash)
    const shadow = world.copyOfItem(command.calendarId, itemId)?.shadow ?? null
    if (item !== null && shadow !== null) {
      const asked = changedFields(shadow, command.event, world.zone)
      const missing = new Set(changedFields(command.event, item.event, world.zone))
      if (asked.some((field) => !missing.has(field))) return settled(told, { item }, key)
    }
  } else if (!list.present.has(key)) {
    return { kind: 'open', told, counts: false }
  }
  if (told.confirmedAt === null) return { kind: 'open', told, counts: false }
  return patience(told, 'item-refused', 'but its calendar shows the event as it was')
}

function onDeletion(told: ToldUpdate, command: EventDelete, list: ReadList, world: World): Verdict {
  const nativeId = nativeIdOf(world.agentId, command.calendarId)
  if (told.confirmedAt === null || command.itemId === null || !list.calendars.has(nativeId))
    return { kind: 'open', told, counts: false }
  if (!list.present.has(keyOf(nativeId, command.itemId))) return settled(told, {}, keyOf(nativeId, command.itemId))
  return patience(told, 'item-refused', 'but its calendar still shows the event')
}

/** Lists tell names alone: what was changed besides is believed. */
function onMetadata(told: ToldUpdate, command: CalendarChange, list: ReadList, world: World): Verdict {
  const shown = list.calendars.get(nativeIdOf(world.agentId, command.calendarId))
  if (told.confirmedAt === null || shown === undefined) return { kind: 'open', told, counts: false }
  const { name } = command.changes
  if (name !== undefined && shown.name !== name) {
    return patience(told, 'calendar-refused-change', `but the calendar is still called "${shown.name}"`)
  }
  const calendar = seenCalendar(world.agentId, shown, world.calendar(command.calendarId))
  return settled(told, { calendar: { ...calendar, metadata: { ...calendar.metadata, ...command.changes } } }, null)
}

function onNewCalendar(told: ToldUpdate, command: CalendarCreate, list: ReadList, world: World): Verdict {
  for (const calendar of list.calendars.values()) {
    const isKnown = world.calendar(calendarIdOf(world.agentId, calendar.nativeId)) !== undefined
    if (isKnown || calendar.name !== command.metadata.name) continue
    return settled(told, { calendar: seenCalendar(world.agentId, calendar, undefined) }, null)
  }
  return { kind: 'open', told, counts: false }
}

function onCalendarGone(told: ToldUpdate, command: CalendarDelete, list: ReadList, world: World): Verdict {
  if (told.confirmedAt === null) return { kind: 'open', told, counts: false }
  const isThere = list.calendars.has(nativeIdOf(world.agentId, command.calendarId))
  return isThere ? patience(told, 'item-refused', 'but the calendar is still there') : settled(told, {}, null)
}

function settled(
  told: ToldUpdate,
  shown: { item?: AppliedItem; calendar?: ReturnType<typeof seenCalendar> },
  key: string | null,
): Verdict {
  const { commandId } = told
  const receipt = { kind: 'applied' as const, commandId, item: shown.item ?? null, calendar: shown.calendar ?? null }
  return { kind: 'settled', told, receipt, key }
}

function patience(told: ToldUpdate, code: ErrorCode, what: string): Verdict {
  if (told.lists < LISTS_BORNE) return { kind: 'open', told, counts: true }
  const detail = `the agent says that it has processed the update, ${what}`
  return { kind: 'settled', told, receipt: { kind: 'refused', commandId: told.commandId, code, detail }, key: null }
}

/** When the event shall take place, by the agent's wall clocks; for a series, its first occurrence. */
function wallOf({ event }: EventWrite, zone: TimeZoneId): { from: number | null; to: number | null } {
  const { start, end } = olderTimes(event, zone)
  return { from: parseLocal(start), to: parseLocal(end) }
}

export function appliedItem({ itemId, content }: OlderItem, hash: string): AppliedItem | null {
  if (!('event' in content)) return null
  const { event, modifiedAt } = content
  return { itemId, version: hash as ItemVersion, event, modifiedAt }
}

/** How an update stands, in words. */
export function stateOfUpdate(told: ToldUpdate): 'told' | 'confirmed' | 'applied' | 'refused' | 'dropped' {
  return told.outcome ?? (told.confirmedAt === null ? 'told' : 'confirmed')
}
