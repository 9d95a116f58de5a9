import { z } from 'zod'
import type { AgentId, CalendarId, Instant } from './ids.ts'

/** How the hub itself is doing, and whom it tells. */

export const AlertKind = z.enum([
  'agent-silent',
  'queue-stuck',
  'sign-in-needed',
  'conflicts-waiting',
  'deletions-held',
  'storage-failing',
])
export type AlertKind = z.infer<typeof AlertKind>

/** Something that stays until a person (or time) has put it right. */
export interface AlertView {
  /** The same for as long as it lasts. */
  id: string
  kind: AlertKind
  severity: 'warning' | 'critical'
  agentId: AgentId | null
  calendarId: CalendarId | null
  title: string
  detail: string
  since: Instant
}

export const NotificationSettings = z.object({
  /** Which alerts are told. */
  kinds: z.array(AlertKind),
  /** Gets a POST with the alert as JSON. */
  webhookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable(),
  email: z.object({ to: z.array(z.email()).min(1).max(20) }).nullable(),
})
export type NotificationSettings = z.infer<typeof NotificationSettings>

export interface OperationsView {
  notifications: NotificationSettings
  /** A mail server is configured, so that `email` can work. */
  canMail: boolean
  /** Where changed here, else as the environment says. */
  retention: { logDays: number; historyDays: number | null }
  auditLogging: boolean
}

export const OperationsChange = z.object({
  notifications: NotificationSettings.optional(),
  retention: z
    .object({ logDays: z.int().min(1).max(36_500), historyDays: z.int().min(1).max(36_500).nullable() })
    .optional(),
})
export type OperationsChange = z.infer<typeof OperationsChange>
