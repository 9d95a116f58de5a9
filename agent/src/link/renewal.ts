import type { Machine } from '../ports.ts'
import { coded } from '../sync/coded.ts'

/** What failed is not tried with every status that the hub answers. */
const RETRY_MS = 10 * 60 * 1000

/** Has the credential replaced when the hub asks for it: one at a time. */
export class Renewal {
  readonly #renew: () => Promise<void>
  readonly #machine: Pick<Machine, 'clock' | 'logger'>
  #running = false
  #notBefore = -Infinity

  constructor(renew: () => Promise<void>, machine: Pick<Machine, 'clock' | 'logger'>) {
    this.#renew = renew
    this.#machine = machine
  }

  asked(): void {
    if (this.#running || this.#machine.clock.now() < this.#notBefore) return
    this.#running = true
    void this.#run()
  }

  async #run(): Promise<void> {
    const { clock, logger } = this.#machine
    try {
      await this.#renew()
      logger.info({}, 'the credential was replaced')
    } catch (error) {
      const { code, detail } = coded(error)
      this.#notBefore = clock.now() + RETRY_MS
      logger.error({ code, detail }, 'the hub asks for a new credential, but it could not be replaced')
    } finally {
      this.#running = false
    }
  }
}
