import { PERMISSION_FOR } from '@chroniton/shared/contract/permission'
import type { Deed } from './audit.ts'

/**
 * How much is written down.
 *
 * - `info`: everything.
 * - `warning`: what failed or was refused, and what changes who may do what or where data flows.
 * - `error`: what failed or was refused.
 */
export const AUDIT_LEVELS = ['info', 'warning', 'error'] as const
export type AuditLevel = (typeof AUDIT_LEVELS)[number]

const DAILY = new Set([
  'sign-in',
  'sign-out',
  'audit-read',
  ...Object.entries(PERMISSION_FOR).flatMap(([kind, permission]) => (permission === 'operate' ? [kind] : [])),
])

export function isKept(level: AuditLevel, { action, ok }: Pick<Deed, 'action' | 'ok'>): boolean {
  if (!ok || level === 'info') return true
  return level === 'warning' && !DAILY.has(action)
}
