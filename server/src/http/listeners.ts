import type { Server } from 'node:http'
import { listen } from './server.ts'

/** What stands for every address of the machine cannot be taken beside one of them. */
const EVERY_ADDRESS = new Set(['0.0.0.0', '::', '[::]'])

/** The servers through which the hub is reached: one, and where more of the network may reach it later, another. */
export class Listeners {
  readonly #make: () => Server
  readonly #all: Server[] = []
  #host = ''
  #port = 0
  #closed: Promise<void> | null = null

  /** `make`: a server that listens nowhere yet, and answers like every other. */
  constructor(make: () => Server) {
    this.#make = make
  }

  get servers(): readonly Server[] {
    return this.#all
  }

  get port(): number {
    return this.#port
  }

  /** Errors: `invalid-configuration`. */
  async start(host: string, port: number): Promise<void> {
    this.#port = (await this.#listen(host, port)).port
    this.#host = host
  }

  /**
   * Listens at this address as well, under the same port. Nobody who is connected notices. Where it cannot, it goes on
   * as before. Errors: `invalid-configuration`.
   */
  async widen(host: string): Promise<void> {
    if (this.#closed !== null) return
    const before = this.#host
    const covers = EVERY_ADDRESS.has(host)
    if (covers) for (const server of this.#all) server.close()
    try {
      await this.#listen(host, this.#port)
      this.#host = host
    } catch (error) {
      if (covers) await this.#listen(before, this.#port)
      throw error
    }
  }

  /** Lets nobody in any more; resolves when the last connection has ended. Idle ones end at once. */
  close(): Promise<void> {
    return (this.#closed ??= Promise.all(this.#all.map(closing)).then(() => undefined))
  }

  /** Ends what has not ended by itself. */
  cut(): void {
    for (const server of this.#all) server.closeAllConnections()
  }

  async #listen(host: string, port: number): Promise<{ port: number }> {
    const server = this.#make()
    const address = await listen(server, host, port)
    this.#all.push(server)
    if (this.#closed !== null) server.close()
    return address
  }
}

/** One that listens no more, because another covers its address, may still have connections. */
function closing(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    if (server.listening) server.close(() => resolve())
    else server.getConnections((_error, count) => (count === 0 ? resolve() : void server.once('close', resolve)))
  })
  server.closeIdleConnections()
  return closed
}
