import type { Instant } from '@chroniton/shared/contract/ids'
import type { AlertView, NotificationSettings } from '@chroniton/shared/contract/operations'
import type { Clock } from '../hub/clock.ts'
import type { Logger } from '../observe/logger.ts'
import { type Channel, type ChannelsOf, type Notice, reasonOf } from './notice.ts'
import type { ToldAlerts } from './told-alerts.ts'

export const CHECK_MS = 15_000
/** What is over by then is told to nobody. */
const SETTLE_MS = 60_000
const AGAIN_MS = 24 * 60 * 60 * 1000
const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 30 * 60_000

export interface AlertWatchParts {
  alerts: () => AlertView[]
  /** The alerts are not what they were. */
  onChange: () => void
  settings: () => NotificationSettings
  channelsOf: ChannelsOf
  told: ToldAlerts
  linkTo: (alert: AlertView) => string | null
  clock: Clock
  logger: Pick<Logger, 'warn'>
}

/**
 * Looks at what waits for a person, and tells: once when it has lasted a minute, again after a day, and when it is
 * over. What did not get through is sent again with growing pauses.
 */
export class AlertWatch {
  readonly #parts: AlertWatchParts
  readonly #firstSeen = new Map<string, number>()
  #last = ''
  #cancel = () => {}
  #pauseMs = 0
  #silentUntil = 0
  #sending = false
  #stopped = false

  constructor(parts: AlertWatchParts) {
    this.#parts = parts
  }

  start(): void {
    if (this.#stopped) return
    this.#cancel = this.#parts.clock.after(CHECK_MS, () => {
      void this.check().finally(() => this.start())
    })
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  /** Looks once. Never rejects. */
  async check(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    try {
      const alerts = this.#parts.alerts()
      const now = Date.parse(this.#parts.clock.now())
      this.#notice(alerts, now)
      if (now >= this.#silentUntil) await this.#tell(alerts, now)
    } catch (error) {
      this.#parts.logger.warn({ error }, 'the alerts cannot be told')
    } finally {
      this.#sending = false
    }
  }

  #notice(alerts: AlertView[], now: number): void {
    const ids = new Set(alerts.map(({ id }) => id))
    for (const id of this.#firstSeen.keys()) if (!ids.has(id)) this.#firstSeen.delete(id)
    for (const id of ids) if (!this.#firstSeen.has(id)) this.#firstSeen.set(id, now)
    const json = JSON.stringify(alerts)
    if (json !== this.#last) this.#parts.onChange()
    this.#last = json
  }

  async #tell(alerts: AlertView[], now: number): Promise<void> {
    const settings = this.#parts.settings()
    const channels = this.#parts.channelsOf(settings)
    if (channels.length === 0) return
    const told = new Map(this.#parts.told.all().map((row) => [row.alert.id, row]))
    for (const alert of alerts.filter(({ kind }) => settings.kinds.includes(kind))) {
      const before = told.get(alert.id)
      const due =
        before === undefined
          ? now - (this.#firstSeen.get(alert.id) ?? now) >= SETTLE_MS
          : now - Date.parse(before.toldAt) >= AGAIN_MS
      if (!due) continue
      if (!(await this.#send(channels, { what: before === undefined ? 'alert' : 'still', alert }, now))) return
      this.#parts.told.put({ alert, toldAt: new Date(now).toISOString() as Instant })
    }
    for (const { alert } of told.values()) {
      if (alerts.some(({ id }) => id === alert.id)) continue
      if (!(await this.#send(channels, { what: 'all-clear', alert }, now))) return
      this.#parts.told.delete(alert.id)
    }
  }

  /** Whether it reached anybody: a second way that is broken does not repeat the first for ever. */
  async #send(channels: Channel[], notice: Omit<Notice, 'link'>, now: number): Promise<boolean> {
    const link = this.#parts.linkTo(notice.alert)
    const results = await Promise.allSettled(channels.map((channel) => channel.send({ ...notice, link })))
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled') continue
      const to = channels[index]?.to
      const why = reasonOf(result.reason)
      this.#parts.logger.warn({ to, alert: notice.alert.id, why }, 'a notification did not get through')
    }
    const reached = results.some(({ status }) => status === 'fulfilled')
    this.#pauseMs = reached ? 0 : Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 || FIRST_PAUSE_MS)
    this.#silentUntil = now + this.#pauseMs
    return reached
  }
}
