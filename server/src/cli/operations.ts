import { AlertKind, type NotificationSettings, type OperationsView } from '@chroniton/shared/contract/operations'
import { InvalidArgumentError, type Command } from 'commander'
import { withHub } from './session.ts'

const KINDS = AlertKind.options.join(', ')

interface NotifyOptions {
  webhook?: string | false
  email?: string[] | false
  kinds?: AlertKind[]
}

/** Whom the hub tells that something is wrong, and how long it keeps what it knows. */
export function operationsCommands(program: Command): void {
  const operations = program.command('operations').description('who is told of alerts, and how long things are kept')

  operations
    .command('show', { isDefault: true })
    .description('how it is set')
    .action(
      withHub(async ({ calls, print }) => {
        print(await calls.operations.settings.query(), operationsText)
      }),
    )

  operations
    .command('notify')
    .description('choose whom the hub tells of alerts')
    .option('--webhook <url>', 'gets a POST with the alert as JSON')
    .option('--no-webhook', 'no webhook')
    .option('--email <addresses>', 'get a mail, separated by commas', list)
    .option('--no-email', 'no mail')
    .option('--kinds <kinds>', `which alerts, separated by commas: ${KINDS}`, alertKinds)
    .action(
      withHub(async ({ calls, print }, options: NotifyOptions) => {
        const { notifications: before } = await calls.operations.settings.query()
        const notifications = changed(before, options)
        print(await calls.operations.change.mutate({ notifications }), operationsText)
      }),
    )

  operations
    .command('test')
    .description('tell everybody who would be told that this is a test')
    .action(
      withHub(async ({ calls, print }) => {
        const result = await calls.operations.testNotification.mutate()
        print(result, ({ told, failed }) =>
          [
            ...told.map((to) => `told: ${to}`),
            ...failed.map(({ to, why }) => `failed: ${to}: ${why}`),
            ...(told.length + failed.length === 0 ? ['Nobody is to be told: see "chroniton operations notify".'] : []),
          ].join('\n'),
        )
        if (result.failed.length > 0) process.exitCode = 1
      }),
    )

  operations
    .command('keep <log-days> [history-days]')
    .description('how many days the log is kept, and the history of events (for ever when left out)')
    .action(
      withHub(async ({ calls, print }, logDays: string, historyDays: string | undefined) => {
        const retention = { logDays: days(logDays), historyDays: historyDays === undefined ? null : days(historyDays) }
        print(await calls.operations.change.mutate({ retention }), operationsText)
      }),
    )
}

function changed(before: NotificationSettings, { webhook, email, kinds }: NotifyOptions): NotificationSettings {
  return {
    kinds: kinds ?? before.kinds,
    // Commander says true for "--no-..." options that were not given.
    webhookUrl: typeof webhook === 'string' ? webhook : webhook === false ? null : before.webhookUrl,
    email: Array.isArray(email) ? { to: email } : email === false ? null : before.email,
  }
}

function operationsText({ notifications, canMail, retention, auditLogging }: OperationsView): string {
  const { kinds, webhookUrl, email } = notifications
  const told = [webhookUrl, ...(email?.to ?? [])].filter((to) => to !== null)
  return [
    `told of alerts: ${told.join(', ') || 'nobody'}`,
    `kinds: ${kinds.join(', ') || 'none'}`,
    `mail server: ${canMail ? 'yes' : 'none (SMTP_URL)'}`,
    `log kept: ${retention.logDays} days`,
    `history kept: ${retention.historyDays === null ? 'for ever' : `${retention.historyDays} days`}`,
    `audit log: ${auditLogging ? 'on' : 'off'}`,
  ].join('\n')
}

function list(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

function alertKinds(text: string): AlertKind[] {
  return list(text).map((kind) => {
    const parsed = AlertKind.safeParse(kind)
    if (!parsed.success) throw new InvalidArgumentError(`one of ${KINDS}`)
    return parsed.data
  })
}

function days(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('a number of days')
}
