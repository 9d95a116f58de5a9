import { setTimeout } from 'node:timers/promises'
import { timed } from './clock.ts'
import type { HubProgram } from './hub-program.ts'

/** A person at the admin, who asks again so many milliseconds after each answer. */
export class OtherRequests {
  readonly #waits: number[] = []
  readonly #asked: Promise<void>
  #ends = false

  constructor({ calls }: HubProgram, pause = 0) {
    this.#asked = (async () => {
      do {
        this.#waits.push(await timed(() => calls.admin.calendars.query()))
        if (pause > 0) await setTimeout(pause)
      } while (!this.#ends)
    })()
  }

  async end(): Promise<number[]> {
    this.#ends = true
    await this.#asked
    return this.#waits
  }
}
