import type { MailServer } from '../operations/mail.ts'
import type { Values } from './variables.ts'

export interface OperationsConfig {
  mailServer: MailServer | null
  webhookSecret: string | null
  metricsToken: string | null
}

export function operationsConfig({ SMTP_URL, MAIL_FROM, WEBHOOK_SECRET, METRICS_TOKEN }: Values): OperationsConfig {
  return {
    mailServer: SMTP_URL === null || MAIL_FROM === null ? null : { url: SMTP_URL, from: MAIL_FROM },
    webhookSecret: WEBHOOK_SECRET,
    metricsToken: METRICS_TOKEN,
  }
}

export function operationsFaults({ SMTP_URL, MAIL_FROM, METRICS_TOKEN }: Partial<Values>): string[] {
  const faults: string[] = []
  if (typeof SMTP_URL === 'string' && MAIL_FROM === null) faults.push('SMTP_URL needs MAIL_FROM')
  if (SMTP_URL === null && typeof MAIL_FROM === 'string') faults.push('MAIL_FROM needs SMTP_URL')
  if (typeof METRICS_TOKEN === 'string' && METRICS_TOKEN.length < 16) {
    faults.push('METRICS_TOKEN needs at least 16 characters')
  }
  return faults
}
