import type { Decision } from '@chroniton/shared/contract/decision'
import type { Permission } from '@chroniton/shared/contract/permission'

/**
 * Who may do what, in one table.
 *
 * - a permission: a person or a key that has it.
 * - `person`: whoever is signed in, whatever they may do.
 * - `agent`: an agent, about itself.
 * - `agent-or-read`, `agent-or-operate`: the agent that the path names, or a person or a key that has the permission.
 * - `anybody`.
 */
export type Rule = Permission | 'person' | 'agent' | 'agent-or-read' | 'agent-or-operate' | 'anybody'

/** Every procedure of the socket. */
export const PROCEDURES: Record<string, Rule> = {
  'agent.enroll': 'anybody',
  'agent.check': 'agent',
  'agent.hello': 'agent',
  'agent.report': 'agent',
  'agent.status': 'agent',
  'agent.renewCredential': 'agent',
  'agent.confirmCredential': 'agent',
  'agent.commands': 'agent',

  'admin.overview': 'read',
  'admin.agents': 'read',
  'admin.createJoinToken': 'configure',
  'admin.calendars': 'read',
  'admin.routes': 'read',
  'admin.events': 'read',
  'admin.occurrences': 'read',
  'admin.event': 'read',
  'admin.conflicts': 'read',
  'admin.conflict': 'read',
  'admin.holds': 'read',
  'admin.problems': 'read',
  'admin.queue': 'read',
  'admin.history': 'read',
  // What each decision needs stands below.
  'admin.decide': 'person',
  'admin.live': 'read',

  'access.me': 'person',
  'access.changePassword': 'person',
  'access.people': 'administer',
  'access.addPerson': 'administer',
  'access.changePerson': 'administer',
  'access.removePerson': 'administer',
  'access.endSessions': 'administer',
  'access.passwordLink': 'administer',
  'access.apiKeys': 'administer',
  'access.createApiKey': 'administer',
  'access.revokeApiKey': 'administer',
  'access.revokeAgent': 'configure',
  'access.renewAgent': 'configure',
  'access.audit': 'administer',

  'sources.kinds': 'configure',
  'sources.list': 'read',
  'sources.check': 'configure',
  'sources.add': 'configure',
  'sources.change': 'configure',
  'sources.remove': 'configure',
  'sources.rotateKey': 'administer',

  'operations.settings': 'read',
  'operations.change': 'configure',
  'operations.testNotification': 'configure',
}

/** Every decision. */
export const DECISIONS: Record<Decision['kind'], Permission> = {
  'settings-change': 'configure',
  'agent-add': 'configure',
  'agent-remove': 'configure',
  'agent-forget': 'configure',
  'agent-configure': 'configure',
  'calendar-change': 'operate',
  'calendar-create': 'configure',
  'calendar-delete': 'configure',
  'list-again': 'operate',
  'route-add': 'configure',
  'route-change': 'configure',
  'route-remove': 'configure',
  'event-change': 'operate',
  'event-create': 'operate',
  'event-delete': 'operate',
  'conflict-resolve': 'operate',
  'hold-release': 'operate',
  'hold-discard': 'operate',
  'command-retry': 'operate',
  'command-discard': 'operate',
  undo: 'operate',
  'undo-entry': 'operate',
}

/** Every path over HTTP but the page's own, and `/api/...`, which is the same once more. */
export const PATHS: Record<string, Rule> = {
  'GET /health': 'anybody',
  'GET /ready': 'anybody',
  'GET /sync/health': 'anybody',
  // Whoever is on this machine; from elsewhere it needs `read` or the token for metrics.
  'GET /metrics': 'anybody',
  'GET /openapi.json': 'anybody',
  'GET /docs': 'anybody',
  'GET /docs/page.js': 'anybody',
  'GET /docs/page.css': 'anybody',

  'GET /auth/session': 'person',
  'POST /auth/sign-in': 'anybody',
  'POST /auth/sign-out': 'anybody',
  // The admin key, and nobody else: what that means is tested where the path is.
  'POST /auth/setup': 'anybody',
  'POST /auth/password': 'anybody',

  'GET /sync/agents': 'read',
  'POST /sync/agents': 'agent-or-operate',
  'POST /sync/agents/register': 'agent-or-operate',
  'GET /sync/agents/status': 'read',
  'POST /sync/agents/cleanup': 'configure',
  'GET /sync/agents/:id/status': 'agent-or-read',
  'GET /sync/agents/:id/history': 'read',
  'DELETE /sync/agents/:id': 'configure',
  'POST /sync/agents/:id/heartbeat': 'agent-or-operate',
  'POST /sync/import/:agent_id': 'agent-or-operate',
  'GET /sync/agents/:id/pending-updates': 'agent-or-operate',
  'POST /sync/agents/:id/updates/:update_id/processed': 'agent-or-operate',
  'POST /sync/agents/:id/receive-updates': 'operate',

  'POST /sync/push/calendar-metadata': 'operate',
  'POST /sync/push/sync-config': 'configure',
  'GET /calendars': 'read',
  'PUT /calendars/:calendar_id': 'operate',
  'POST /calendars': 'configure',
  'DELETE /calendars/:calendar_id': 'configure',

  'GET /events': 'read',
  'GET /sync/events': 'read',
  'GET /sync/events/fullcalendar': 'read',
  'DELETE /sync/events/:agent_id': 'configure',
  'POST /sync/run': 'operate',
  'POST /sync/run/:source_id': 'operate',
  'POST /sync/test/end-to-end': 'operate',
  'GET /sync/stats': 'read',
  'GET /sync/activity/recent': 'read',
  'GET /sync/queues/status': 'read',
  'GET /sync/queues/stats': 'read',
  'POST /sync/queues/cleanup': 'configure',
  'GET /sync/conflicts/recent': 'read',
  'POST /sync/conflicts/:id/resolve': 'operate',

  'GET /sync/config': 'read',
  'POST /sync/config/destination': 'configure',
  'POST /sync/config/destination/google': 'configure',
  'POST /sync/config/destination/caldav': 'configure',
  'GET /sync/config/google/auth-url': 'configure',
  'POST /sync/config/google/exchange-code': 'configure',
  'POST /sync/config/google/calendars': 'configure',
  'POST /sync/config/caldav/test-connection': 'configure',
  'POST /sync/config/caldav/calendars': 'configure',
  'GET /auth/google': 'configure',
  'GET /auth/google/callback': 'configure',
  'GET /auth/microsoft': 'configure',
  'GET /auth/microsoft/callback': 'configure',
  'POST /auth/exchange': 'configure',
  'GET /auth/exchange/validate': 'configure',
  'GET /sync/sources': 'read',
  'POST /sync/sources': 'configure',
  'PUT /sync/sources/:id': 'configure',
  'DELETE /sync/sources/:id': 'configure',
}
