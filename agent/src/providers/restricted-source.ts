import type { CalendarAbilities } from '@chroniton/shared/contract/calendar'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { CalendarSelection } from '../config/source-config.ts'
import type { NativeCalendar, Source } from './provider.ts'

export interface Restrictions {
  calendars: CalendarSelection
  allowEventUpdates: boolean
  allowMetadataUpdates: boolean
  isWriteOnly?: boolean
}

/** The source as its configuration allows it: only the calendars chosen, and no more written than is permitted. */
export function restrict(source: Source, restrictions: Restrictions): Source {
  const { calendars: selection, allowEventUpdates, allowMetadataUpdates, isWriteOnly } = restrictions

  const abilities = (given: CalendarAbilities): CalendarAbilities => ({
    writeEvents: given.writeEvents && allowEventUpdates,
    changeName: given.changeName && allowMetadataUpdates,
    changeColor: given.changeColor && allowMetadataUpdates,
    changeDescription: given.changeDescription && allowMetadataUpdates,
    deleteCalendar: given.deleteCalendar && allowMetadataUpdates,
    ...(isWriteOnly ? { readEvents: false } : {}),
  })
  const shown = (calendar: NativeCalendar): NativeCalendar => ({
    ...calendar,
    abilities: abilities(calendar.abilities),
  })
  const permitEvents = () => {
    if (!allowEventUpdates) throw new CodedError('calendar-read-only', 'the agent’s "allow_event_updates" is false')
  }
  const permitMetadata = () => {
    if (!allowMetadataUpdates) throw new CodedError('not-supported', 'the agent’s "allow_metadata_updates" is false')
  }

  return {
    async calendars(signal) {
      const all = await source.calendars(signal)
      return all.filter((calendar) => isSelected(calendar, selection)).map(shown)
    },
    changes: (calendar, cursor, known, signal) => source.changes(calendar, cursor, known, signal),
    read: (calendar, itemIds, signal) => source.read(calendar, itemIds, signal),
    async write(calendar, write, signal) {
      permitEvents()
      return source.write(calendar, write, signal)
    },
    async delete(calendar, itemId, expectedVersion, signal) {
      permitEvents()
      return source.delete(calendar, itemId, expectedVersion, signal)
    },
    find: (calendar, eventId, signal) => source.find(calendar, eventId, signal),
    async changeCalendar(calendar, changes, signal) {
      permitMetadata()
      return shown(await source.changeCalendar(calendar, changes, signal))
    },
    async createCalendar(metadata, key, signal) {
      permitMetadata()
      // It would be made and then never be seen.
      if (!isSelected({ nativeId: '', metadata }, selection)) {
        throw new CodedError('not-supported', `the agent’s configuration does not choose "${metadata.name}"`)
      }
      return shown(await source.createCalendar(metadata, key, signal))
    },
    async deleteCalendar(calendar, signal) {
      permitMetadata()
      return source.deleteCalendar(calendar, signal)
    },
    ...(source.watch ? { watch: (onHint) => source.watch!(onHint) } : {}),
    ...(source.pollMinutes ? { pollMinutes: () => source.pollMinutes!() } : {}),
    close: () => source.close(),
  }
}

function isSelected(
  calendar: Pick<NativeCalendar, 'nativeId' | 'metadata'>,
  { include, exclude }: CalendarSelection,
): boolean {
  const isNamed = (names: string[]) => names.includes(calendar.metadata.name) || names.includes(calendar.nativeId)
  return (include.length === 0 || isNamed(include)) && !isNamed(exclude)
}
