/** What the machine gives the agent. Arguments everywhere, so that tests and the simulation can be the machine. */

export interface Clock {
  /** Milliseconds since 1970. May jump, forwards after a laptop slept and backwards when it is set. */
  now(): number
}

export interface Timers {
  /** Calls back once; disposing it first prevents that. */
  after(milliseconds: number, callback: () => void): Disposable
  /** Calls back once what is running and what has already arrived is dealt with. */
  soon(callback: () => void): void
}

export interface Random {
  /** In [0, 1). */
  fraction(): number
  /** 128 random bits as hex. */
  id(): string
}

export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface Machine {
  clock: Clock
  timers: Timers
  random: Random
  logger: Logger
}

/** Rejects with the signal's reason when it aborts first. */
export function sleep(timers: Timers, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const aborted = () => {
      timer[Symbol.dispose]()
      reject(signal.reason)
    }
    const timer = timers.after(milliseconds, () => {
      signal.removeEventListener('abort', aborted)
      resolve()
    })
    signal.addEventListener('abort', aborted, { once: true })
  })
}
