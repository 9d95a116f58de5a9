import { z } from 'zod'
import { CalendarId, SourceId } from './ids.ts'

/** A colour as `#rrggbb`, lower case. Adapters convert from and to what their provider speaks. */
export const Color = z.string().regex(/^#[0-9a-f]{6}$/, 'expected a colour like #1a2b3c')

/** What a person sees of a calendar and may change. `null`: the provider shows none. */
export const CalendarMetadata = z.object({
  name: z.string().min(1).max(1000),
  color: Color.nullable(),
  description: z.string().max(10_000).nullable(),
})
export type CalendarMetadata = z.infer<typeof CalendarMetadata>

export const CalendarChanges = CalendarMetadata.partial()
export type CalendarChanges = z.infer<typeof CalendarChanges>

export const Provider = z.enum([
  'caldav',
  'ics',
  'vdir',
  'google',
  'microsoft',
  'exchange',
  'outlook',
  'outlook-mac',
  'macos-calendar',
])
export type Provider = z.infer<typeof Provider>

/** What the provider lets us do with this calendar. The hub sends no command that is not allowed here. */
export const CalendarAbilities = z.object({
  writeEvents: z.boolean(),
  changeName: z.boolean(),
  changeColor: z.boolean(),
  changeDescription: z.boolean(),
  deleteCalendar: z.boolean(),
  /** False: its owner wants no event to flow from here. */
  readEvents: z.boolean().optional(),
})
export type CalendarAbilities = z.infer<typeof CalendarAbilities>

/** A calendar as its agent sees it. */
export const SeenCalendar = z.object({
  calendarId: CalendarId,
  sourceId: SourceId,
  provider: Provider,
  /** What tells the account apart for a person: a user name, a host, a folder. Never a secret. */
  account: z.string().max(1000),
  metadata: CalendarMetadata,
  timeZone: z.string().max(255).nullable(),
  abilities: CalendarAbilities,
})
export type SeenCalendar = z.infer<typeof SeenCalendar>
