import type { Endpoint } from './endpoint.ts'
import { agentEndpoints } from './endpoints/agents.ts'
import { calendarEndpoints } from './endpoints/calendars.ts'
import { conflictEndpoints } from './endpoints/conflicts.ts'
import { eventEndpoints } from './endpoints/events.ts'
import { healthEndpoints } from './endpoints/health.ts'
import { missingEndpoints } from './endpoints/missing.ts'
import { pollingEndpoints } from './endpoints/polling.ts'
import { pushEndpoints } from './endpoints/push.ts'
import { queueEndpoints } from './endpoints/queues.ts'
import { settingsEndpoints } from './endpoints/settings.ts'
import { sourceEndpoints } from './endpoints/sources.ts'
import { syncEndpoints } from './endpoints/sync.ts'
import type { RestParts } from './parts.ts'

/** Every path there is; a path without parameters stands before one that could be mistaken for it. */
export function allEndpoints(parts: RestParts): Endpoint[] {
  return [
    ...agentEndpoints(parts),
    ...pollingEndpoints(parts),
    ...pushEndpoints(parts),
    ...calendarEndpoints(parts),
    ...eventEndpoints(parts),
    ...syncEndpoints(parts),
    ...queueEndpoints(parts),
    ...conflictEndpoints(parts),
    ...settingsEndpoints(parts),
    ...sourceEndpoints(parts),
    ...missingEndpoints(),
    ...healthEndpoints(parts),
  ]
}
