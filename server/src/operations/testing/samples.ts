import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { AlertView } from '@chroniton/shared/contract/operations'
import type { Channel, Notice } from '../notice.ts'

export function sampleAlert(changes: Partial<AlertView> = {}): AlertView {
  return {
    id: 'agent-silent:laptop',
    kind: 'agent-silent',
    severity: 'warning',
    agentId: 'laptop' as AgentId,
    calendarId: null,
    title: 'Laptop has not been heard of',
    detail: 'Check that its machine is on and reaches the hub.',
    since: '2026-03-01T11:00:00.000Z' as Instant,
    ...changes,
  }
}

/** Keeps what is sent over it, unless it is broken. */
export class TestChannel implements Channel {
  readonly to = 'somebody'
  readonly sent: Notice[] = []
  broken = false

  async send(notice: Notice): Promise<void> {
    if (this.broken) throw new Error('the line is dead')
    this.sent.push(notice)
  }

  get told(): string[] {
    return this.sent.map(({ what, alert }) => `${what} ${alert.id}`)
  }
}
