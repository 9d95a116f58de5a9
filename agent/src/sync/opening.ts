import type { Logger, Timers } from '../ports.ts'
import type { NativeId, Source } from '../providers/provider.ts'
import { ReadBack } from './read-back.ts'

export interface OpenedSource {
  source: Source
  readBack: ReadBack
}

export interface OpeningDeps {
  open(): Promise<Source>
  machine: { timers: Timers; logger: Logger }
  /** Something may have changed: in this calendar, or anywhere. */
  onHint(calendar: NativeId | null): void
}

/** The source as long as it is open; opened when it is first needed, and anew after it was closed. */
export class Opening {
  readonly #deps: OpeningDeps
  #opened: (OpenedSource & { watch: Disposable | undefined }) | null = null

  constructor(deps: OpeningDeps) {
    this.#deps = deps
  }

  get present(): OpenedSource | null {
    return this.#opened
  }

  async open(signal: AbortSignal): Promise<OpenedSource> {
    if (this.#opened) return this.#opened
    const { open, machine, onHint } = this.#deps
    const source = await open()
    const readBack = new ReadBack(source, machine.timers, signal)
    this.#opened = { source, readBack, watch: source.watch?.(onHint) }
    return this.#opened
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = null
    opened?.watch?.[Symbol.dispose]()
    try {
      await opened?.source.close()
    } catch (error) {
      this.#deps.machine.logger.warn({ error }, 'a source did not close cleanly')
    }
  }
}
