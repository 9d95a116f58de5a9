import type { PersonSession } from '@chroniton/shared/contract/hub'
import type { HubService } from '../hub/hub.ts'

/**
 * Asks again whenever something has happened in the hub, until the answer is not null; null when the time is over.
 * Reads along with the live feed, so it costs nothing while nothing happens.
 */
export async function until<Answer>(
  hub: HubService,
  person: PersonSession,
  ask: () => Promise<Answer | null>,
  milliseconds: number,
  signal: AbortSignal,
): Promise<Answer | null> {
  const first = await ask()
  if (first !== null) return first
  const time = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)])
  try {
    for await (const _message of hub.admin.live(person, null, time)) {
      const answer = await ask()
      if (answer !== null) return answer
    }
  } catch (error) {
    if (!time.aborted) throw error
  }
  return ask()
}
