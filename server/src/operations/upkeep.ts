import type { OperationsApi } from '@chroniton/shared/contract/hub'
import type { Instant } from '@chroniton/shared/contract/ids'
import type { AlertView } from '@chroniton/shared/contract/operations'
import type { Audit } from '../audit/audit.ts'
import type { Clock } from '../hub/clock.ts'
import type { EmbeddedLog } from '../log/embedded.ts'
import type { Logger } from '../observe/logger.ts'
import type { Database } from '../store/database.ts'
import { AlertWatch } from './alert-watch.ts'
import { channels } from './channels.ts'
import type { MailServer } from './mail.ts'
import { operationsApi } from './operations-api.ts'
import { RetentionJob } from './retention.ts'
import { OperationsSettings } from './settings-store.ts'
import { StorageWatch } from './storage-watch.ts'
import { ToldAlerts } from './told-alerts.ts'
import { type Post, postOver } from './webhook.ts'

export interface UpkeepOptions {
  mailServer: MailServer | null
  webhookSecret: string | null
  post: Post
  /** Until a person changes it. */
  logDays: number
  /** Under which address people reach the hub. */
  publicUrl: string | null
  auditLogging: boolean
  logger: Pick<Logger, 'info' | 'warn' | 'error'>
}

const STANDARD: UpkeepOptions = {
  mailServer: null,
  webhookSecret: null,
  post: postOver(null),
  logDays: 90,
  publicUrl: null,
  auditLogging: false,
  logger: { info() {}, warn() {}, error() {} },
}

export interface UpkeepParts {
  database: Database
  embedded: Pick<EmbeddedLog, 'log' | 'folder'>
  clock: Clock
  audit: Audit
  /** What polling agents were told and have settled before the instant; how many there were. */
  forgetUpdates: (before: Instant) => number
  alerts: () => AlertView[]
  onAlertsChanged: () => void
}

/** What the hub does for itself: it watches its storage, tells people what waits for them, and forgets what is old. */
export class Upkeep {
  readonly api: OperationsApi
  readonly #alerts: AlertWatch
  readonly #retention: RetentionJob
  readonly #storage: StorageWatch

  constructor(parts: UpkeepParts, given: Partial<UpkeepOptions> = {}) {
    const { database, clock } = parts
    const options = { ...STANDARD, ...given }
    const { logger, mailServer, webhookSecret, post, publicUrl } = options
    const settings = new OperationsSettings(database, { logDays: options.logDays, historyDays: null })
    const now = () => Math.floor(Date.parse(clock.now()) / 1000)
    const channelsOf = channels({ mailServer, webhookSecret, post, now })
    const linkTo = () => publicUrl
    this.#storage = new StorageWatch({ database, clock, logger })
    this.#retention = new RetentionJob({
      embedded: parts.embedded,
      database,
      forgetUpdates: parts.forgetUpdates,
      retention: () => settings.retention,
      clock,
      logger,
    })
    this.#alerts = new AlertWatch({
      alerts: parts.alerts,
      onChange: parts.onAlertsChanged,
      settings: () => settings.notifications,
      channelsOf,
      told: new ToldAlerts(database),
      linkTo,
      clock,
      logger,
    })
    this.api = operationsApi({
      settings,
      channelsOf,
      canMail: mailServer !== null,
      auditLogging: options.auditLogging,
      audit: parts.audit,
      onRetentionChanged: () => void this.#retention.run(),
      linkTo,
      clock,
    })
  }

  start(): void {
    this.#alerts.start()
    void this.#retention.run()
  }

  /** Resolves when nothing of it works on the storage any more. */
  async stop(): Promise<void> {
    this.#storage.stop()
    this.#alerts.stop()
    await this.#retention.stop()
  }
}
