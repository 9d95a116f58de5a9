import { z } from 'zod'
import type { CalendarEvent, PatchObject } from '../calendar/event.ts'

/** The most one event may take as JSON, in characters; adapters report a larger one as `item-too-large`. */
export const MAX_EVENT_CHARACTERS = 512 * 1024

const LOCAL_DATE_TIME = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/
const DURATION = /^P(?=[\dT])(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/

const localDateTime = z.string().regex(LOCAL_DATE_TIME, 'expected a local date-time like 2026-01-31T09:00:00')
const keyed = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value)
const set = keyed(z.literal(true))

export const PatchObjectSchema: z.ZodType<PatchObject> = z.record(z.string(), z.json())

/**
 * What the rim checks of an event: the shape of everything the engine, the codecs and the views rely on. Properties
 * that are not named here pass through untouched.
 */
export const EventSchema: z.ZodType<CalendarEvent> = z.looseObject({
  '@type': z.literal('Event'),
  uid: z.string().min(1).max(1024),
  title: z.string().optional(),
  description: z.string().optional(),
  start: localDateTime,
  timeZone: z.string().min(1).max(255).nullish(),
  duration: z.string().regex(DURATION, 'expected a duration like PT1H30M').optional(),
  showWithoutTime: z.boolean().optional(),
  recurrenceRules: z.array(z.looseObject({ frequency: z.string() })).optional(),
  excludedRecurrenceRules: z.array(z.looseObject({ frequency: z.string() })).optional(),
  recurrenceOverrides: z.record(localDateTime, PatchObjectSchema).optional(),
  status: z.enum(['confirmed', 'tentative', 'cancelled']).optional(),
  freeBusyStatus: z.enum(['free', 'busy']).optional(),
  privacy: z.enum(['public', 'private', 'secret']).optional(),
  keywords: set.optional(),
  categories: set.optional(),
  color: z.string().max(64).optional(),
  locations: keyed(z.looseObject({})).optional(),
  virtualLocations: keyed(z.looseObject({ uri: z.string() })).optional(),
  links: keyed(z.looseObject({ href: z.string() })).optional(),
  participants: keyed(z.looseObject({})).optional(),
  alerts: keyed(z.looseObject({ trigger: z.looseObject({ '@type': z.string() }) })).optional(),
  sequence: z.int().nonnegative().optional(),
  created: z.string().optional(),
  updated: z.string().optional(),
}) as unknown as z.ZodType<CalendarEvent>
