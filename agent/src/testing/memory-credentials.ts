import { CodedError } from '@chroniton/shared/contract/errors'

export const SECRET = 'agent-secret'

/** An agent's credentials as the hub keeps them, with moments at which somebody may die. */
export class MemoryCredentials {
  /** Those that count, with whether the agent has come with them. */
  readonly known = new Map<string, boolean>([[SECRET, true]])
  /** Throws to lose the request (`before`) or the answer (`after`); may wait. */
  weather: (call: 'renew' | 'confirm', moment: 'before' | 'after') => void | Promise<void> = () => {}
  readonly #sockets = new Map<string, Set<() => void>>()
  #made = 0

  /** Calls back when the credential ends. Returns what is to be called when the socket has closed by itself. */
  opened(secret: string, close: () => void): () => void {
    const sockets = this.#sockets.get(secret) ?? new Set()
    this.#sockets.set(secret, sockets.add(close))
    return () => void sockets.delete(close)
  }

  async renew(present: string): Promise<string> {
    await this.weather('renew', 'before')
    this.#mustCount(present)
    for (const [secret, confirmed] of this.known) if (!confirmed && secret !== present) this.known.delete(secret)
    const secret = `${SECRET}-${++this.#made}`
    this.known.set(secret, false)
    await this.weather('renew', 'after')
    return secret
  }

  async confirm(present: string): Promise<void> {
    await this.weather('confirm', 'before')
    this.#mustCount(present)
    if (this.known.get(present) === false) {
      this.known.clear()
      this.known.set(present, true)
      for (const [secret, sockets] of this.#sockets) if (secret !== present) for (const close of sockets) close()
    }
    await this.weather('confirm', 'after')
  }

  #mustCount(secret: string): void {
    if (!this.known.has(secret)) throw new CodedError('unauthenticated', 'the credential has ended')
  }
}
