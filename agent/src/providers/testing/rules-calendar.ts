import { CalendarMetadata, type CalendarChanges } from '@chroniton/shared/contract/calendar'
import { expect } from 'vitest'
import type { NativeCalendar, NativeId, Source } from '../provider.ts'
import type { Rule } from './contract-world.ts'
import { sample } from './sample-events.ts'
import { codeOf, NEVER_ABORTED, onlyItem, pullAll } from './test-journal.ts'

const METADATA: CalendarMetadata = { name: 'Team Ops', color: '#3366cc', description: 'What the team does' }
/** A metadata change for each ability of a calendar, and the trait that says whether the provider has it. */
const CHANGES = [
  ['changeName', { name: 'Zürich/Genève: Büro 🎉' }],
  ['changeColor', { color: '#c0ffee' }],
  ['changeDescription', { description: 'Two lines,\none with ünïcödé; and more' }],
] as const satisfies [keyof NativeCalendar['abilities'], CalendarChanges][]

/** What `calendars`, `changeCalendar`, `createCalendar` and `deleteCalendar` promise. */
export const CALENDAR_RULES: Rule[] = [
  {
    id: 'calendars',
    title: 'every calendar is listed with its name and what may be done with it',
    async check({ source, calendar }, traits) {
      const listed = await calendarOf(source, calendar)
      expect(CalendarMetadata.safeParse(listed.metadata).error).toBeUndefined()
      expect(listed.abilities).toEqual({
        writeEvents: traits.writeEvents,
        changeName: traits.changeName,
        changeColor: traits.changeColor,
        changeDescription: traits.changeDescription,
        deleteCalendar: traits.deleteCalendar,
      })
    },
  },
  ...CHANGES.flatMap(([ability, changes]): Rule[] => [
    {
      id: `${ability}: here`,
      title: `${ability}: a change is made and shown, also to another process`,
      needs: (traits) => traits[ability],
      async check({ source, calendar, reopen }, { holdsMetadata = (it) => it }) {
        const before = await calendarOf(source, calendar)
        const changed = await source.changeCalendar(calendar, changes, NEVER_ABORTED)
        expect(changed.metadata).toEqual(holdsMetadata({ ...before.metadata, ...changes }))
        expect(changed.nativeId).toBe(calendar)
        expect(await calendarOf(source, calendar)).toEqual(changed)
        const later = await reopen()
        try {
          expect(await calendarOf(later, calendar)).toEqual(changed)
        } finally {
          await later.close()
        }
      },
    },
    {
      id: `${ability}: elsewhere`,
      title: `${ability}: a change made elsewhere is seen`,
      needs: (traits) => traits[ability],
      async check({ source, calendar, outside }, { holdsMetadata = (it) => it }) {
        const before = await calendarOf(source, calendar)
        await outside.changeCalendar?.(calendar, changes)
        const after = await calendarOf(source, calendar)
        expect(after.metadata).toEqual(holdsMetadata({ ...before.metadata, ...changes }))
      },
    },
    {
      id: `${ability}: refused`,
      title: `${ability}: what the calendar cannot change is refused`,
      needs: (traits) => !traits[ability],
      async check({ source, calendar }) {
        const before = await calendarOf(source, calendar)
        const code = await codeOf(source.changeCalendar(calendar, changes, NEVER_ABORTED))
        expect(['not-supported', 'calendar-read-only', 'calendar-refused-change']).toContain(code)
        expect(await calendarOf(source, calendar)).toEqual(before)
      },
    },
  ]),
  {
    id: 'rename-keeps-items',
    title: 'a rename leaves the items and their versions as they were',
    needs: (traits) => traits.changeName,
    async check({ source, calendar, outside }) {
      await outside.create(calendar, sample('one', {}))
      const before = await onlyItem(source, calendar)
      await source.changeCalendar(calendar, { name: 'Another name' }, NEVER_ABORTED)
      expect(await onlyItem(source, calendar)).toEqual(before)
    },
  },
  {
    id: 'create-calendar',
    title: 'a calendar is created once for its key, empty and usable',
    needs: (traits) => traits.createCalendar,
    async check({ source, reopen }, { holdsMetadata = (it) => it }) {
      const made = await source.createCalendar(METADATA, 'key-1', NEVER_ABORTED)
      expect(made.metadata).toEqual(holdsMetadata(METADATA))
      expect(made.abilities.writeEvents).toBe(true)
      const later = await reopen()
      try {
        expect(await later.createCalendar(METADATA, 'key-1', NEVER_ABORTED)).toEqual(made)
      } finally {
        await later.close()
      }
      const other = await source.createCalendar(METADATA, 'key-2', NEVER_ABORTED)
      expect(other.nativeId).not.toBe(made.nativeId)
      expect((await source.calendars(NEVER_ABORTED)).map((calendar) => calendar.nativeId)).toEqual(
        expect.arrayContaining([made.nativeId, other.nativeId]),
      )
      expect(await pullAll(source, made.nativeId)).toMatchObject({ items: [], failed: [], complete: true })
    },
  },
  {
    id: 'create-calendar-refused',
    title: 'where calendars cannot be created that is said',
    needs: (traits) => !traits.createCalendar,
    async check({ source }) {
      expect(await codeOf(source.createCalendar(METADATA, 'key-1', NEVER_ABORTED))).toBe('not-supported')
    },
  },
  {
    id: 'delete-calendar',
    title: 'a deleted calendar is listed no more, and the others are',
    needs: (traits) => traits.createCalendar && traits.deleteCalendar,
    async check({ source, calendar }) {
      const made = await source.createCalendar(METADATA, 'key-1', NEVER_ABORTED)
      await source.deleteCalendar(made.nativeId, NEVER_ABORTED)
      const listed = (await source.calendars(NEVER_ABORTED)).map(({ nativeId }) => nativeId)
      expect(listed).toContain(calendar)
      expect(listed).not.toContain(made.nativeId)
      expect(await codeOf(pullAll(source, made.nativeId))).toBe('calendar-not-found')
    },
  },
  {
    id: 'delete-calendar-refused',
    title: 'where a calendar cannot be deleted that is said',
    needs: (traits) => !traits.deleteCalendar,
    async check({ source, calendar }) {
      const code = await codeOf(source.deleteCalendar(calendar, NEVER_ABORTED))
      expect(['not-supported', 'calendar-read-only']).toContain(code)
      await calendarOf(source, calendar)
    },
  },
  {
    id: 'no-such-calendar',
    title: 'a calendar that never was is not found',
    async check({ source, calendar }) {
      const never = `${calendar}-that-never-was`
      expect(await codeOf(pullAll(source, never))).toBe('calendar-not-found')
      expect(await codeOf(source.changeCalendar(never, { name: 'Name' }, NEVER_ABORTED))).not.toBe('no error')
    },
  },
]

async function calendarOf(source: Source, nativeId: NativeId): Promise<NativeCalendar> {
  const calendars = await source.calendars(NEVER_ABORTED)
  const calendar = calendars.find((candidate) => candidate.nativeId === nativeId)
  if (!calendar) throw new Error(`${nativeId} is not listed`)
  return calendar
}
