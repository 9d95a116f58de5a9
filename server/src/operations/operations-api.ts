import { CodedError } from '@chroniton/shared/contract/errors'
import type { OperationsApi } from '@chroniton/shared/contract/hub'
import type { AlertView, OperationsView } from '@chroniton/shared/contract/operations'
import { type Audit, doer } from '../audit/audit.ts'
import type { Clock } from '../hub/clock.ts'
import { type ChannelsOf, reasonOf } from './notice.ts'
import type { OperationsSettings } from './settings-store.ts'

export interface OperationsApiParts {
  settings: OperationsSettings
  channelsOf: ChannelsOf
  canMail: boolean
  auditLogging: boolean
  audit: Audit
  /** What is kept for less long than before goes. */
  onRetentionChanged: () => void
  linkTo: (alert: AlertView) => string | null
  clock: Clock
}

/** How the hub is looked after. */
export function operationsApi(parts: OperationsApiParts): OperationsApi {
  const { audit, canMail, auditLogging, clock, settings } = parts
  const view = (): OperationsView => ({
    notifications: settings.notifications,
    canMail,
    retention: settings.retention,
    auditLogging,
  })
  return {
    settings: async () => view(),

    async change(session, change) {
      if ((change.notifications?.email ?? null) !== null && !canMail) {
        throw new CodedError('invalid-input', 'this hub has no mail server: set SMTP_URL and MAIL_FROM')
      }
      const { logDays, historyDays } = change.retention ?? { logDays: 0, historyDays: null }
      if (historyDays !== null && historyDays < logDays) {
        throw new CodedError('invalid-input', 'history is kept at least as long as the log it comes from')
      }
      settings.change(change)
      audit.record({
        ...doer(session),
        action: 'operations-change',
        object: null,
        ok: true,
        // A webhook's address may be its secret.
        detail: `changed ${Object.keys(change).join(' and ') || 'nothing'}`,
      })
      if (change.retention !== undefined) parts.onRetentionChanged()
      return view()
    },

    async testNotification(session) {
      const now = clock.now()
      const alert: AlertView = {
        id: 'test',
        kind: 'storage-failing',
        severity: 'warning',
        agentId: null,
        calendarId: null,
        title: 'a notification arrives',
        detail: `${session.name} asked for it. Nothing is wrong.`,
        since: now,
      }
      const channels = parts.channelsOf(settings.notifications)
      const results = await Promise.allSettled(
        channels.map((channel) => channel.send({ what: 'test', alert, link: parts.linkTo(alert) })),
      )
      const told = channels.filter((_, index) => results[index]?.status === 'fulfilled').map(({ to }) => to)
      const failed = channels.flatMap(({ to }, index) => {
        const result = results[index]
        return result?.status === 'rejected' ? [{ to, why: reasonOf(result.reason) }] : []
      })
      return { told, failed }
    },
  }
}
