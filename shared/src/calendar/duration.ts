/**
 * A span of time (RFC 8984, 1.4.6 and 1.4.7). Days are nominal: added to wall time, one may last 23 or 25 hours.
 * Seconds are exact. So `P1D` and `PT24H` are two things, but `P1W` and `P7D` are one.
 */
export interface Span {
  sign: 1 | -1
  days: number
  /** To the millisecond. */
  seconds: number
}

const SPAN = /^([+-]?)P(?:(\d{1,7})W)?(?:(\d{1,7})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10}(?:\.\d+)?)S)?)?$/

/** `null` for text that is no duration, or one with numbers beyond any calendar. */
export function parseSpan(text: string): Span | null {
  const match = SPAN.exec(text)
  if (match === null || text.endsWith('P') || text.endsWith('T')) return null
  const [, sign, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
  return {
    sign: sign === '-' ? -1 : 1,
    days: Number(weeks) * 7 + Number(days),
    seconds: Number(hours) * 3600 + Number(minutes) * 60 + Math.round(Number(seconds) * 1000) / 1000,
  }
}

/** The one way a span is written: days, hours, minutes and seconds, each only where it is not zero. */
export function printSpan({ sign, days, seconds }: Span): string {
  if (days === 0 && seconds === 0) return 'PT0S'
  const whole = Math.floor(seconds)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = (whole % 60) + (seconds - whole)
  let text = sign === -1 ? '-P' : 'P'
  if (days > 0) text += `${days}D`
  if (seconds > 0) text += 'T'
  if (hours > 0) text += `${hours}H`
  if (minutes > 0) text += `${minutes}M`
  if (rest > 0) text += `${Number(rest.toFixed(3))}S`
  return text
}

/** The canonical text; what cannot be read stays as it is. */
export function canonicalSpan(text: string): string {
  const span = parseSpan(text)
  return span === null ? text : printSpan(span)
}
