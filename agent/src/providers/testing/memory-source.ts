import { sameEvent } from '@chroniton/shared/calendar/equality'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { NativeId, ProviderItem, PullStep, Source, Written } from '../provider.ts'
import type { MemoryAccount } from './memory-account.ts'

export type Operation =
  | 'calendars'
  | 'changes'
  | 'read'
  | 'write'
  | 'delete'
  | 'find'
  | 'changeCalendar'
  | 'createCalendar'
  | 'deleteCalendar'

/** What stands between the source and its account. Each may throw, and each may wait. */
export interface Weather {
  /** Before anything was done: the request is lost, or refused. */
  before(operation: Operation, calendar: NativeId | null, signal: AbortSignal): Promise<void> | void
  /** After everything was done: the answer is lost. */
  after(operation: Operation, calendar: NativeId | null, signal: AbortSignal): Promise<void> | void
}

export const FAIR_WEATHER: Weather = { before() {}, after() {} }

const ITEMS_BETWEEN_PROGRESS = 100

/** A Source on an account in memory. */
export function openMemory(account: MemoryAccount, weather: Weather = FAIR_WEATHER): Source {
  const hints = new Set<(calendar: NativeId | null) => void>()
  const { habits } = account

  async function through<Result>(
    operation: Operation,
    calendar: NativeId | null,
    signal: AbortSignal,
    act: () => Result,
  ): Promise<Result> {
    signal.throwIfAborted()
    await weather.before(operation, calendar, signal)
    signal.throwIfAborted()
    const result = act()
    await weather.after(operation, calendar, signal)
    return result
  }

  const told = (item: ProviderItem): Written => ({ itemId: item.itemId, held: habits.tellsHeld ? item : null })
  const writable = () => {
    if (!habits.abilities.writeEvents) throw new CodedError('calendar-read-only', 'the account is read-only')
  }

  return {
    calendars: (signal) => through('calendars', null, signal, () => account.calendars()),

    async *changes(calendar, cursor, known, signal): AsyncGenerator<PullStep> {
      const { changed, next } = await through('changes', calendar, signal, () => ({
        changed: habits.knowsChanges ? account.changedSince(calendar, cursor) : null,
        next: habits.knowsChanges ? account.cursor() : null,
      }))
      const itemIds = changed ?? account.items(calendar).map((item) => item.itemId)
      for (const [index, itemId] of itemIds.entries()) {
        signal.throwIfAborted()
        const item = account.item(calendar, itemId)
        if (!item) yield { kind: 'gone', itemId }
        else if (item.version === known.version(itemId)) yield { kind: 'same', itemId }
        else yield item
        if (index % ITEMS_BETWEEN_PROGRESS === 0) yield { kind: 'progress', done: index, total: itemIds.length }
      }
      await weather.after('changes', calendar, signal)
      yield { kind: 'end', cursor: next, complete: changed === null }
    },

    read: (calendar, itemIds, signal) =>
      through('read', calendar, signal, () =>
        itemIds.map((itemId) => account.item(calendar, itemId)).filter((item) => item !== undefined),
      ),

    write: (calendar, write, signal) =>
      through('write', calendar, signal, () => {
        writable()
        const { itemId, eventId, event, expectedVersion } = write
        if (itemId === null) {
          const made = account.marked(calendar, eventId)
          if (!made) return told(account.put(calendar, event, { mark: eventId }))
          if (sameEvent(made.event, normalise(habits.holds(event)))) return told(made)
          throw new CodedError('version-mismatch', `${made.itemId} was made for this event and shows something else`)
        }
        const present = account.item(calendar, itemId)
        if (!present) throw new CodedError('item-not-found', `there is no item ${itemId}`)
        if (present.version !== expectedVersion) {
          throw new CodedError('version-mismatch', `${itemId} is at ${present.version}, not ${expectedVersion}`)
        }
        return told(account.put(calendar, event, { itemId }))
      }),

    delete: (calendar, itemId, expectedVersion, signal) =>
      through('delete', calendar, signal, () => {
        writable()
        const present = account.item(calendar, itemId)
        if (present && expectedVersion !== null && present.version !== expectedVersion) {
          throw new CodedError('version-mismatch', `${itemId} is at ${present.version}, not ${expectedVersion}`)
        }
        account.remove(calendar, itemId)
      }),

    find: (calendar, eventId, signal) =>
      through('find', calendar, signal, () => account.marked(calendar, eventId) ?? null),

    changeCalendar: (calendar, changes, signal) =>
      through('changeCalendar', calendar, signal, () => account.changeCalendar(calendar, changes)),

    createCalendar: (metadata, key, signal) =>
      through('createCalendar', null, signal, () => {
        const nativeId = account.addCalendar(metadata, key)
        return account.calendars().find((calendar) => calendar.nativeId === nativeId)!
      }),

    deleteCalendar: (calendar, signal) =>
      through('deleteCalendar', calendar, signal, () => account.removeCalendar(calendar)),

    watch(onHint) {
      hints.add(onHint)
      return { [Symbol.dispose]: () => void hints.delete(onHint) }
    },

    pollMinutes: () => habits.pollMinutes,

    close: () => Promise.resolve(hints.clear()),
  }
}
