import type { CalendarEvent, LocalDateTime, PatchObject, RecurrenceRule } from './event.ts'
import { isExcluded } from './instance.ts'
import { normalise } from './normalise.ts'

const TIME = ['start', 'timeZone', 'duration', 'showWithoutTime'] as const

/** Every member of a rule is named: an unknown one could carry text. */
const RULE_MEMBERS = [
  'frequency',
  'interval',
  'rscale',
  'skip',
  'firstDayOfWeek',
  'byDay',
  'byMonthDay',
  'byMonth',
  'byYearDay',
  'byWeekNo',
  'byHour',
  'byMinute',
  'bySecond',
  'bySetPosition',
  'count',
  'until',
] as const

/**
 * What a busy copy shows: when the time is taken, and nothing else. What is kept is listed, so that a property nobody
 * has thought of stays behind. A cancelled event takes no time.
 */
export function busyMask(event: CalendarEvent, uid: string): CalendarEvent {
  const masked: CalendarEvent = { '@type': 'Event', uid, title: 'Busy', start: event.start }
  for (const property of TIME) if (event[property] !== undefined) Object.assign(masked, { [property]: event[property] })
  if (takesNoTime(event.freeBusyStatus, event.status)) masked.freeBusyStatus = 'free'
  if (event.recurrenceRules) masked.recurrenceRules = event.recurrenceRules.map(maskRule)
  if (event.excludedRecurrenceRules) masked.excludedRecurrenceRules = event.excludedRecurrenceRules.map(maskRule)
  if (event.recurrenceOverrides) {
    const overrides: Record<LocalDateTime, PatchObject> = {}
    for (const [recurrenceId, override] of Object.entries(event.recurrenceOverrides)) {
      overrides[recurrenceId] = maskOverride(event, override)
    }
    masked.recurrenceOverrides = overrides
  }
  return normalise(masked)
}

function takesNoTime(freeBusyStatus: unknown, status: unknown): boolean {
  return freeBusyStatus === 'free' || status === 'cancelled'
}

function maskRule(rule: RecurrenceRule): RecurrenceRule {
  const masked: Record<string, unknown> = {}
  for (const member of RULE_MEMBERS) if (rule[member] !== undefined) masked[member] = rule[member]
  if (rule.byDay) masked['byDay'] = rule.byDay.map(({ day, nthOfPeriod }) => ({ day, nthOfPeriod }))
  return masked as unknown as RecurrenceRule
}

function maskOverride(event: CalendarEvent, override: PatchObject): PatchObject {
  if (isExcluded(override)) return { excluded: true }
  const masked: PatchObject = {}
  for (const property of TIME) if (override[property] !== undefined) masked[property] = override[property]
  const status = 'status' in override ? override['status'] : event.status
  const freeBusyStatus = 'freeBusyStatus' in override ? override['freeBusyStatus'] : event.freeBusyStatus
  masked['freeBusyStatus'] = takesNoTime(freeBusyStatus, status) ? 'free' : 'busy'
  return masked
}
