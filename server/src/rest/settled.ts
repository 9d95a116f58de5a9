import type { RestParts } from './parts.ts'

/** Asks now, and again whenever entries were folded, until the answer is not null; null when the time is over. */
export function until<Answer>(
  { hub, after }: Pick<RestParts, 'hub' | 'after'>,
  ask: () => Promise<Answer | null>,
  milliseconds: number,
  signal: AbortSignal,
): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    let asking = false
    let again = true
    const end = (settle: () => void) => {
      again = false
      stopListening()
      cancel()
      signal.removeEventListener('abort', giveUp)
      settle()
    }
    const giveUp = () => end(() => resolve(null))
    const look = async () => {
      again = true
      if (asking) return
      asking = true
      while (again) {
        again = false
        const answer = await ask()
        if (answer !== null) return end(() => resolve(answer))
      }
      asking = false
    }
    const lookSafely = () => void look().catch((error: unknown) => end(() => reject(error)))
    const stopListening = hub.onFolded(lookSafely)
    const cancel = after(milliseconds, giveUp)
    signal.addEventListener('abort', giveUp, { once: true })
    lookSafely()
  })
}
