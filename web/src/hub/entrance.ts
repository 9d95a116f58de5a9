import type { SignInWays } from '@chroniton/shared/contract/access'
import { connectHub } from './connection.ts'
import type { SignedIn } from './hub-context.tsx'
import { openSession, signOut } from './session.ts'

export type EntranceState =
  | { step: 'opening' }
  /** Tried again by itself. */
  | { step: 'unreachable' }
  | { step: 'signed-out'; ways: SignInWays; keyRefused: boolean }
  | { step: 'signed-in'; signedIn: SignedIn }

const RETRY_MS = 2000

/** Finds out who is there and lets them in; asks again when the hub no longer knows them. */
export class Entrance {
  readonly #hubUrl: string
  readonly #forgetKey: () => void
  readonly #listeners = new Set<() => void>()
  #key: string | null
  #state: EntranceState = { step: 'opening' }
  /** An answer that comes after a later question counts for nothing. */
  #question = 0

  constructor(hubUrl: string, key: string | null, forgetKey: () => void) {
    this.#hubUrl = hubUrl
    this.#key = key
    this.#forgetKey = forgetKey
  }

  readonly current = (): EntranceState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async open(): Promise<void> {
    const question = ++this.#question
    try {
      const session = await openSession(this.#key)
      if (question !== this.#question) return
      if (session.state === 'signed-out') {
        this.#become({ step: 'signed-out', ways: session.ways, keyRefused: session.keyRefused })
      } else if (!session.me.permissions.includes('read')) {
        // A key that may only administer, say, has nothing to look at here.
        this.#become({ step: 'signed-out', ways: session.me.signIn, keyRefused: session.key !== null })
      } else {
        this.#become({ step: 'signed-in', signedIn: this.#letIn(session) })
      }
    } catch {
      if (question !== this.#question) return
      this.#become({ step: 'unreachable' })
      setTimeout(() => {
        if (question === this.#question) void this.open()
      }, RETRY_MS)
    }
  }

  /** Forgets the key: from here on the cookie alone says who this is. */
  enterByCookie(): void {
    this.#forgetKey()
    this.#key = null
    void this.open()
  }

  #letIn({ me, key }: Extract<Awaited<ReturnType<typeof openSession>>, { state: 'signed-in' }>): SignedIn {
    const connection = connectHub(this.#hubUrl, key)
    connection.live.subscribe(() => {
      if (connection.live.current().state === 'refused') void this.open()
    })
    const enterByCookie = () => this.enterByCookie()
    return { connection, me, key, enterByCookie, signOut: () => void signOut().then(enterByCookie, enterByCookie) }
  }

  #become(next: EntranceState): void {
    if (this.#state.step === 'signed-in') this.#state.signedIn.connection.close()
    this.#state = next
    for (const listener of this.#listeners) listener()
  }
}
