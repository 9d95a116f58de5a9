import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { Health } from '../http/health.ts'
import type { HubService } from '../hub/hub.ts'

/** What the endpoints work with. */
export interface RestParts {
  hub: HubService
  version: string
  /** Whose clocks naive times are, in and out. */
  zone: TimeZoneId
  /** The settings as they stand, without any secret. */
  settings: () => Record<string, string>
  health: () => Promise<Health>
  /** Of agents. */
  credentials: {
    isValid(agentId: AgentId, secret: string): boolean
    isEnrolled(agentId: AgentId): boolean
  }
  /** How long it is kept what older agents were told. */
  retentionDays: number
  now: () => number
  /** Runs it once after so many milliseconds, unless the returned function is called before. */
  after: (milliseconds: number, run: () => void) => () => void
  newId: () => string
}
