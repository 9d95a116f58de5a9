import { EncryptJWT, jwtDecrypt } from 'jose'
import { randomBytes } from 'node:crypto'
import { SignInFlow } from './openid-connect.ts'

/** In seconds: how long a person may take at the provider. */
export const FLOW_SECONDS = 600

/** A sign-in that has begun, in the browser's own keeping: sealed, so that the hub need not remember it. */
export class FlowSeal {
  readonly #key: Uint8Array
  readonly #now: () => Date

  /** The key lives as long as the process: whoever is at the provider while the hub starts anew begins again. */
  constructor(now: () => Date, random: (bytes: number) => Uint8Array = randomBytes) {
    this.#key = random(32)
    this.#now = now
  }

  seal(flow: SignInFlow): Promise<string> {
    const now = Math.floor(this.#now().getTime() / 1000)
    return new EncryptJWT({ flow })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setExpirationTime(now + FLOW_SECONDS)
      .encrypt(this.#key)
  }

  /** Null for one that this process has not sealed, or that is too old. */
  async open(sealed: string): Promise<SignInFlow | null> {
    try {
      const { payload } = await jwtDecrypt(sealed, this.#key, { currentDate: this.#now() })
      return SignInFlow.parse(payload['flow'])
    } catch {
      return null
    }
  }
}
