import { z } from 'zod'
import type { Decision } from './decision.ts'

/**
 * What somebody may do in the hub.
 *
 * - `read`: look at everything but people, keys and the audit log.
 * - `operate`: decide about events, conflicts, held deletions, commands, and the names and colours of calendars.
 * - `configure`: agents, sources, calendars made and deleted, routes, settings.
 * - `administer`: people, API keys, the audit log, backups.
 */
export const Permission = z.enum(['read', 'operate', 'configure', 'administer'])
export type Permission = z.infer<typeof Permission>

export const Role = z.enum(['owner', 'operator', 'viewer'])
export type Role = z.infer<typeof Role>

export const PERMISSIONS_OF: Record<Role, readonly Permission[]> = {
  owner: ['read', 'operate', 'configure', 'administer'],
  operator: ['read', 'operate', 'configure'],
  viewer: ['read'],
}

/** What a person needs to make a decision of this kind. */
export const PERMISSION_FOR: Record<Decision['kind'], Permission> = {
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
