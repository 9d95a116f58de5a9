import { CodedError } from '@chroniton/shared/contract/errors'
import type { Timers } from '../ports.ts'

/**
 * Gives up on a provider that neither answers nor fails. `alive` starts the time anew, for work that comes in steps.
 * What was given up on may still happen: whoever repeats it must find out.
 */
export async function withDeadline<Result>(
  timers: Timers,
  milliseconds: number,
  signal: AbortSignal,
  act: (signal: AbortSignal, alive: () => void) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted()
  const limited = new AbortController()
  const aborted = () => limited.abort(signal.reason)
  signal.addEventListener('abort', aborted, { once: true })
  const start = () =>
    timers.after(milliseconds, () => {
      limited.abort(new CodedError('source-unreachable', `no answer within ${Math.round(milliseconds / 1000)} s`))
    })
  let timer = start()
  const alive = () => {
    timer[Symbol.dispose]()
    timer = start()
  }
  try {
    return await Promise.race([
      act(limited.signal, alive),
      new Promise<never>((_, reject) => {
        limited.signal.addEventListener('abort', () => reject(limited.signal.reason as Error), { once: true })
      }),
    ])
  } finally {
    timer[Symbol.dispose]()
    signal.removeEventListener('abort', aborted)
  }
}
