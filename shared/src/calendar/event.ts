/**
 * The canonical event: a JSCalendar Event (RFC 8984, section 5.1) under the standard's own names.
 *
 * A recurring series with all its exceptions is one event; exceptions are PatchObjects under `recurrenceOverrides`.
 * Maps (`participants`, `alerts`, `locations`, ...) are keyed by an id and merge by key.
 * What is not modelled here survives under the IETF draft's iCalendar properties or a vendor-prefixed key.
 */

/** Local date-time without zone, `YYYY-MM-DDTHH:mm:ss` (RFC 8984, 1.4.4). */
export type LocalDateTime = string
/** UTC instant, `YYYY-MM-DDTHH:mm:ssZ`, fractional seconds allowed (RFC 8984, 1.4.3). */
export type UTCDateTime = string
/** ISO 8601 duration of non-negative length, for example `PT1H` or `P1D` (RFC 8984, 1.4.5). */
export type Duration = string
/** IANA time zone name, for example `Europe/Zurich`. */
export type TimeZoneId = string

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }

/**
 * A set of changes (RFC 8984, 1.4.9): keys are JSON pointers without the leading slash, values replace what is
 * there, `null` removes it. No key may be a prefix of another.
 */
export type PatchObject = { [pointer: string]: JsonValue }

export type DayOfWeek = 'mo' | 'tu' | 'we' | 'th' | 'fr' | 'sa' | 'su'

export interface NDay {
  day: DayOfWeek
  nthOfPeriod?: number
}

export interface RecurrenceRule {
  frequency: 'yearly' | 'monthly' | 'weekly' | 'daily' | 'hourly' | 'minutely' | 'secondly'
  interval?: number
  rscale?: string
  skip?: 'omit' | 'backward' | 'forward'
  firstDayOfWeek?: DayOfWeek
  byDay?: NDay[]
  byMonthDay?: number[]
  byMonth?: string[]
  byYearDay?: number[]
  byWeekNo?: number[]
  byHour?: number[]
  byMinute?: number[]
  bySecond?: number[]
  bySetPosition?: number[]
  count?: number
  until?: LocalDateTime
}

export interface Location {
  name?: string
  description?: string
  locationTypes?: Record<string, true>
  relativeTo?: 'start' | 'end'
  timeZone?: TimeZoneId
  coordinates?: string
  links?: Record<string, Link>
  [extension: string]: unknown
}

export interface VirtualLocation {
  uri: string
  name?: string
  description?: string
  features?: Record<string, true>
  [extension: string]: unknown
}

export interface Link {
  href: string
  contentType?: string
  size?: number
  rel?: string
  title?: string
  display?: string
  [extension: string]: unknown
}

export interface Participant {
  name?: string
  email?: string
  description?: string
  sendTo?: Record<string, string>
  kind?: string
  roles?: Record<string, true>
  participationStatus?: string
  participationComment?: string
  expectReply?: boolean
  [extension: string]: unknown
}

export interface OffsetTrigger {
  '@type': 'OffsetTrigger'
  /** Signed duration relative to the start or end, for example `-PT15M`. */
  offset: string
  relativeTo?: 'start' | 'end'
}

export interface AbsoluteTrigger {
  '@type': 'AbsoluteTrigger'
  when: UTCDateTime
}

export interface Alert {
  trigger: OffsetTrigger | AbsoluteTrigger | { '@type': string; [extension: string]: unknown }
  /** 'display', 'email', or a vendor's own. */
  action?: string
  acknowledged?: UTCDateTime
  relatedTo?: Record<string, { relation?: Record<string, true> }>
  [extension: string]: unknown
}

export interface CalendarEvent {
  '@type': 'Event'
  uid: string

  title?: string
  description?: string
  descriptionContentType?: string
  showWithoutTime?: boolean
  locations?: Record<string, Location>
  virtualLocations?: Record<string, VirtualLocation>
  links?: Record<string, Link>
  locale?: string
  keywords?: Record<string, true>
  categories?: Record<string, true>
  color?: string
  relatedTo?: Record<string, { relation?: Record<string, true> }>

  /** Wall time at which the event begins; midnight for an all-day event. */
  start: LocalDateTime
  /** Absent or `null`: floating time (and every all-day event). */
  timeZone?: TimeZoneId | null
  /** Absent: zero length. */
  duration?: Duration

  recurrenceRules?: RecurrenceRule[]
  excludedRecurrenceRules?: RecurrenceRule[]
  /** Keyed by recurrence id: the local start the occurrence has by rule, in the event's own zone. */
  recurrenceOverrides?: Record<LocalDateTime, PatchObject>

  status?: 'confirmed' | 'tentative' | 'cancelled'
  freeBusyStatus?: 'free' | 'busy'
  privacy?: 'public' | 'private' | 'secret'
  priority?: number
  replyTo?: Record<string, string>
  participants?: Record<string, Participant>
  useDefaultAlerts?: boolean
  alerts?: Record<string, Alert>

  /** Bookkeeping: carried along, but no part of what makes two events equal. */
  prodId?: string
  created?: UTCDateTime
  updated?: UTCDateTime
  sequence?: number

  [extension: string]: unknown
}
