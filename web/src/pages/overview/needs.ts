import type { AlertView } from '@chroniton/shared/contract/operations'
import type { AgentView, Overview } from '@chroniton/shared/contract/views'

/** Something that waits for a person. */
export type Need =
  | { kind: 'alert'; alert: AlertView; severity: 'warning' | 'critical' }
  | { kind: 'parked'; count: number; severity: 'warning' }
  | { kind: 'trouble'; agent: AgentView; severity: 'critical' }

/** The gravest first. */
export function needsOf({ alerts, queue, agents }: Overview): Need[] {
  const parked = queue.filter(({ state }) => state === 'parked').length
  const isTold = alerts.some(({ kind }) => kind === 'queue-stuck')
  const needs: Need[] = [
    ...alerts.map((alert) => ({ kind: 'alert' as const, alert, severity: alert.severity })),
    ...agents
      .filter(({ trouble }) => trouble !== null)
      .map((agent) => ({ kind: 'trouble' as const, agent, severity: 'critical' as const })),
    ...(parked > 0 && !isTold ? [{ kind: 'parked' as const, count: parked, severity: 'warning' as const }] : []),
  ]
  return needs.toSorted((a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'))
}
