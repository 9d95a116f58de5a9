import type { Decision } from '@chroniton/shared/contract/decision'
import type { Instant, Position } from '@chroniton/shared/contract/ids'
import type { Gate } from '../auth/gate.ts'
import type { State } from '../engine/state.ts'
import type { ChangeLog } from '../log/change-log.ts'
import type { Delivery } from '../outbox/delivery.ts'
import type { Clock } from './clock.ts'
import type { EventSpans } from './event-spans.ts'
import type { LiveFeed } from './live/live-feed.ts'
import type { Presence } from './presence.ts'
import type { Owners } from './report-items.ts'
import type { Sightings } from './sightings.ts'
import type { Sources } from './views/sources.ts'

/** What the use cases work with. */
export interface HubParts {
  hub: { id: string; version: string; startedAt: Instant }
  log: ChangeLog
  state: State
  delivery: Delivery
  /** Resolves when every entry up to the position is folded. */
  reached: (position: Position) => Promise<void>
  /** Resolves when the entry is folded, with what could not be done as asked. */
  notesOf: (position: Position) => Promise<string[]>
  /** Throws CodedError for a decision about something that is not there. */
  check: (state: State, decision: Decision) => void
  gate: Gate
  presence: Presence
  sightings: Sightings
  owners: Owners
  sources: Sources
  spans: EventSpans
  live: LiveFeed
  clock: Clock
}
