import { sleep, type Machine } from '../ports.ts'

const LOOK_EVERY_MS = 15_000
const ASLEEP_MS = 60_000

/** Calls back when the clock has jumped over the time between two looks: the machine was asleep. */
export async function watchForWake(
  { clock, timers }: Pick<Machine, 'clock' | 'timers'>,
  onWake: () => void,
  signal: AbortSignal,
): Promise<void> {
  let last = clock.now()
  while (!signal.aborted) {
    try {
      await sleep(timers, LOOK_EVERY_MS, signal)
    } catch {
      return
    }
    const now = clock.now()
    if (now - last > LOOK_EVERY_MS + ASLEEP_MS) onWake()
    last = now
  }
}
