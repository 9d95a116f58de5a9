import { Worker } from 'node:worker_threads'
import { CodedError } from '../../contract/errors.ts'
import { parseCalendar, type Origin, type ParsedCalendar, type ParsedEvent } from './parse.ts'
import type { ParseAnswer, ParseRequest } from './parse-worker.ts'

export interface UntrustedOptions {
  origin?: Origin
  /** Milliseconds that reading may take before it is given up. */
  limitMs?: number
  signal?: AbortSignal
}

const DEFAULT_LIMIT_MS = 30_000

/** Below these a text is read faster than a thread is asked, whatever it says. */
const SMALL_CHARACTERS = 64 * 1024
const FEW_RULES = 10

/**
 * `parseCalendar` for text from anywhere: a text that is large, or has rules that are costly to check, is read in
 * another thread, so that the caller goes on meanwhile and a text made to take for ever is given up
 * (`item-too-large`). Needs Node.
 */
export async function parseUntrusted(text: string, options: UntrustedOptions = {}): Promise<ParsedCalendar> {
  const { origin = 'item', limitMs = DEFAULT_LIMIT_MS, signal } = options
  signal?.throwIfAborted()
  if (isSmall(text)) return parseCalendar(text, origin)
  const release = await pool.take(signal)
  try {
    signal?.throwIfAborted()
    return await parseInWorker({ text, origin }, limitMs, signal)
  } finally {
    release()
  }
}

/** Rules of other calendars than the Gregorian cost seconds to check. */
function isSmall(text: string): boolean {
  if (text.length > SMALL_CHARACTERS || /RSCALE/i.test(text)) return false
  return (text.match(/RULE[:;]/gi)?.length ?? 0) <= FEW_RULES
}

/** A few texts at a time; the others wait in line. */
class Pool {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(size: number) {
    this.#free = size
  }

  async take(signal: AbortSignal | undefined): Promise<() => void> {
    if (this.#free > 0) this.#free--
    else await this.#turn(signal)
    return () => {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next()
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1)
        reject(signal!.reason as Error)
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#waiting.push(turn)
    })
  }
}

const pool = new Pool(2)

/** Threads that have nothing to do; they do not keep the process alive. */
const idle: Worker[] = []

function parseInWorker(
  request: ParseRequest,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<ParsedCalendar> {
  const worker = idle.pop() ?? startWorker()
  worker.ref()
  const limit = AbortSignal.timeout(limitMs)
  return new Promise<ParsedCalendar>((resolve, reject) => {
    const events: ParsedEvent[] = []
    const settle = (): void => {
      // By name: Worker has listeners of its own, which removing all would take.
      for (const name of ['message', 'error', 'exit']) worker.removeAllListeners(name)
      for (const end of [limit, signal]) end?.removeEventListener('abort', onAbort)
    }
    const onFailure = (error: Error): void => {
      settle()
      void worker.terminate()
      reject(error)
    }
    const onAbort = (): void =>
      onFailure(
        signal?.aborted === true
          ? (signal.reason as Error)
          : new CodedError('item-too-large', `reading the calendar takes longer than ${limitMs / 1000} seconds`),
      )
    worker.on('message', (answer: ParseAnswer) => {
      if (answer.kind === 'events') {
        events.push(...answer.events)
        return
      }
      settle()
      worker.unref()
      idle.push(worker)
      if (answer.kind === 'done') resolve({ events, ...answer.calendar })
      else reject(new CodedError(answer.code, answer.detail))
    })
    worker.on('error', onFailure)
    worker.on('exit', () => onFailure(new CodedError('internal', 'the thread that reads calendars ended')))
    for (const end of [limit, signal]) end?.addEventListener('abort', onAbort, { once: true })
    worker.postMessage(request, [])
  })
}

function startWorker(): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: 1024 }
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./parse-worker.js', import.meta.url), { resourceLimits })
  }
  // The sources, as the tests run them, are TypeScript, which a thread of Node 20 reads only with a loader.
  const entry = new URL('./parse-worker.ts', import.meta.url).href
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(entry)}) })`
  return new Worker(start, { eval: true, resourceLimits })
}
