import type { Connection } from '@chroniton/shared/contract/hub'
import type { Proof } from './authenticate.ts'

/** The sockets that are open now, and by what each was opened: when that ends, they close. In memory alone. */
export class OpenDoors {
  readonly #proofs = new Map<Connection, Proof>()
  readonly #onUsed: (proof: Proof) => void

  /** `onUsed`: somebody has asked something over a socket. */
  constructor(onUsed: (proof: Proof) => void = () => undefined) {
    this.#onUsed = onUsed
  }

  opened(connection: Connection, proof: Proof): void {
    this.#proofs.set(connection, proof)
  }

  used(connection: Connection): void {
    const proof = this.#proofs.get(connection)
    if (proof !== undefined) this.#onUsed(proof)
  }

  closed(connection: Connection): void {
    this.#proofs.delete(connection)
  }

  proofOf(connection: Connection): Proof | null {
    return this.#proofs.get(connection) ?? null
  }

  /** Closes those that were opened by one of these. Whoever may still enter comes back and is looked at anew. */
  close(kind: Proof['kind'], ids: Iterable<string>, why: string): void {
    const ended = new Set(ids)
    this.closeUnless((proof) => proof.kind !== kind || !ended.has(proof.id), why)
  }

  closeUnless(isGood: (proof: Proof) => boolean, why: string): void {
    for (const [connection, proof] of this.#proofs) {
      if (isGood(proof)) continue
      this.#proofs.delete(connection)
      connection.close(why)
    }
  }
}
