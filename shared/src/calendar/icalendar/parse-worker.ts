import { parentPort } from 'node:worker_threads'
import { CodedError, type ErrorCode } from '../../contract/errors.ts'
import { parseCalendar, type Origin, type ParsedCalendar, type ParsedEvent } from './parse.ts'

/** What a worker is asked: one text at a time. */
export interface ParseRequest {
  text: string
  origin: Origin
}

/** Events come in parts, each taken over by the receiver in a turn of its own; the rest of the calendar ends them. */
export type ParseAnswer =
  | { kind: 'events'; events: ParsedEvent[] }
  | { kind: 'done'; calendar: Omit<ParsedCalendar, 'events'> }
  | { kind: 'failed'; code: ErrorCode; detail: string }

const EVENTS_AT_ONCE = 200

/** Runs in a thread of its own, started by `parseUntrusted`. */
parentPort?.on('message', ({ text, origin }: ParseRequest) => {
  const answer = (message: ParseAnswer): void => parentPort!.postMessage(message, [])
  try {
    const { events, ...calendar } = parseCalendar(text, origin)
    for (let from = 0; from < events.length; from += EVENTS_AT_ONCE) {
      answer({ kind: 'events', events: events.slice(from, from + EVENTS_AT_ONCE) })
    }
    answer({ kind: 'done', calendar })
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    answer({ kind: 'failed', code: error.code, detail: error.detail })
  }
})
