import type { AgentView } from '@chroniton/shared/contract/views'

/** How long the oldest command for this agent has waited, in milliseconds; null where none waits. */
export function lagOf({ waitingSince }: AgentView, now: number): number | null {
  return waitingSince === null ? null : Math.max(0, now - Date.parse(waitingSince))
}
