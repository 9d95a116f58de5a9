import type { Instant } from '@chroniton/shared/contract/ids'
import { Permission, PERMISSIONS_OF, Role } from '@chroniton/shared/contract/permission'
import { errors, jwtVerify } from 'jose'
import { z } from 'zod'

export interface TokenHolder {
  name: string
  permissions: readonly Permission[]
  until: Instant
}

/** What a token says of its holder, who has one of the two. */
const Claims = z.object({
  sub: z.string().min(1).max(200),
  exp: z.number(),
  role: Role.optional(),
  permissions: z.array(Permission).optional(),
})

/** Three parts of base64url with dots between them. */
export function looksLikeToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)
}

/** Tokens that whoever holds the secret has signed (HS256). */
export class BearerTokens {
  readonly #key: Uint8Array
  readonly #now: () => Instant

  constructor(secret: string, now: () => Instant) {
    this.#key = new TextEncoder().encode(secret)
    this.#now = now
  }

  /** Who holds it, or in words why it does not count. */
  async verify(token: string): Promise<TokenHolder | string> {
    const currentDate = new Date(this.#now())
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        requiredClaims: ['sub', 'exp'],
        currentDate,
      })
      const claims = Claims.safeParse(payload)
      if (!claims.success)
        return 'the token’s claims are not understood: it needs "sub", "exp", and a "role" or "permissions"'
      const { sub, exp, role, permissions } = claims.data
      const granted = permissions ?? (role === undefined ? [] : PERMISSIONS_OF[role])
      if (granted.length === 0) return 'the token gives no permission: it needs a "role" or "permissions"'
      return { name: sub, permissions: granted, until: new Date(exp * 1000).toISOString() as Instant }
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'the token has expired'
      if (error instanceof errors.JOSEError)
        return 'the token is not one that this hub’s JWT_SECRET has signed, or lacks "sub" or "exp"'
      throw error
    }
  }
}
