import type { Decision } from '@chroniton/shared/contract/decision'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { PersonSession } from '@chroniton/shared/contract/hub'
import type { DecisionResult } from '@chroniton/shared/contract/views'
import { type Audit, doer } from '../audit/audit.ts'

/** Decides, and writes down who did, and what came of it. */
export async function audited(
  audit: Audit,
  session: PersonSession,
  decision: Decision,
  decide: () => Promise<DecisionResult>,
): Promise<DecisionResult> {
  const deed = { ...doer(session), action: decision.kind, object: objectOf(decision), payload: decision }
  try {
    const result = await decide()
    audit.record({ ...deed, ok: true, detail: `entry ${result.position}` })
    return result
  } catch (error) {
    const detail = error instanceof CodedError ? `${error.code}: ${error.detail}` : 'it failed'
    audit.record({ ...deed, ok: false, detail })
    throw error
  }
}

/** What it is about. */
function objectOf(decision: Decision): string | null {
  switch (decision.kind) {
    case 'settings-change':
      return null
    case 'agent-add':
    case 'agent-remove':
    case 'agent-forget':
    case 'agent-configure':
    case 'calendar-create':
      return decision.agentId
    case 'list-again':
      return decision.calendarId ?? decision.agentId
    case 'calendar-change':
    case 'calendar-delete':
    case 'event-create':
      return decision.calendarId
    case 'route-add':
      return `${decision.route.from} to ${decision.route.to}`
    case 'route-change':
    case 'route-remove':
      return decision.routeId
    case 'event-change':
    case 'event-delete':
      return decision.eventId
    case 'conflict-resolve':
      return decision.conflictId
    case 'hold-release':
    case 'hold-discard':
      return decision.holdId
    case 'command-retry':
    case 'command-discard':
      return decision.commandId
    case 'undo':
      return decision.changeId
    case 'undo-entry':
      return `entry ${decision.position}`
  }
}
