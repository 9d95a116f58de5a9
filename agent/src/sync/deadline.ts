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
  return new Promise((resolve, reject) => {
    const giveUp = (reason: Error) => {
      end()
      reject(reason)
      limited.abort(reason)
    }
    const start = () =>
      timers.after(milliseconds, () =>
        giveUp(new CodedError('source-unreachable', `no answer within ${Math.round(milliseconds / 1000)} s`)),
      )
    let timer = start()
    const alive = () => {
      timer[Symbol.dispose]()
      if (!limited.signal.aborted) timer = start()
    }
    const aborted = () => giveUp(signal.reason as Error)
    const followers = followersOf(signal)
    followers.add(aborted)
    const end = () => {
      timer[Symbol.dispose]()
      followers.delete(aborted)
    }
    const work = async () => {
      try {
        resolve(await act(limited.signal, alive))
      } catch (error) {
        reject(error)
      } finally {
        end()
      }
    }
    void work()
  })
}

const followed = new WeakMap<AbortSignal, Set<() => void>>()

/** Called when the signal aborts. It has one listener for all of them, as it compares each new one with every other. */
function followersOf(signal: AbortSignal): Set<() => void> {
  const known = followed.get(signal)
  if (known) return known
  const followers = new Set<() => void>()
  followed.set(signal, followers)
  signal.addEventListener('abort', () => {
    for (const follow of followers) follow()
  })
  return followers
}
