import { CodedError } from '@chroniton/shared/contract/errors'
import { Role } from '@chroniton/shared/contract/permission'
import type { Configuration, IDToken } from 'openid-client'
import { z } from 'zod'
import type { Vouched } from '../people/sign-in.ts'

export interface OpenIdConnectSettings {
  issuer: string
  clientId: string
  clientSecret: string | null
  /** Null: where the hub itself is reached, and `/auth/oidc/callback`. */
  redirectUri: string | null
  /** The name on the button. */
  button: string
  /** The claim that names a person's role; null: people keep the role that an owner gave them. */
  roleClaim: string | null
  /** Of whoever the provider vouches for and nobody has added; null: nobody else is let in. */
  defaultRole: Role | null
}

/** What must be the same when the browser comes back. */
export const SignInFlow = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
})
export type SignInFlow = z.infer<typeof SignInFlow>

/** A provider is asked for its addresses once; what it answered then is good for so long. */
const KNOWN_MS = 60 * 60 * 1000
const SCOPE = 'openid email profile'

/** Sign-in at another place: the code flow with PKCE, state and nonce. */
export class OpenIdConnect {
  readonly #settings: OpenIdConnectSettings
  readonly #now: () => number
  #known: { at: number; configuration: Promise<Configuration> } | null = null

  constructor(settings: OpenIdConnectSettings, now: () => number) {
    this.#settings = settings
    this.#now = now
  }

  /** Where the browser is sent. `hubUrl`: where it reaches the hub. Errors: `sign-in-failed`. */
  async begin(hubUrl: string): Promise<{ url: string; flow: SignInFlow }> {
    const client = await library()
    const configuration = await this.#configuration()
    const redirectUri = this.#settings.redirectUri ?? `${hubUrl}/auth/oidc/callback`
    const flow = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
      redirectUri,
    }
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: SCOPE,
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, flow }
  }

  /** Whom the provider vouches for. `search`: what it added to the address. Errors: `sign-in-failed`. */
  async finish(flow: SignInFlow, search: string): Promise<Vouched> {
    const client = await library()
    const configuration = await this.#configuration()
    const address = new URL(flow.redirectUri)
    address.search = search
    try {
      const tokens = await client.authorizationCodeGrant(configuration, address, {
        expectedState: flow.state,
        expectedNonce: flow.nonce,
        pkceCodeVerifier: flow.verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new Error('the provider sent no identity')
      return this.#vouched(claims)
    } catch (error) {
      throw failed(error)
    }
  }

  #vouched(claims: IDToken): Vouched {
    const { roleClaim, defaultRole } = this.#settings
    const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 200) : null)
    return {
      issuer: claims.iss,
      subject: claims.sub,
      // Whoever could enter any address at the provider would otherwise be taken for its owner.
      email: claims['email_verified'] === true ? text(claims['email']) : null,
      name: text(claims['name']),
      role: (roleClaim === null ? null : roleIn(claims[roleClaim])) ?? defaultRole,
      isRoleBinding: roleClaim !== null,
    }
  }

  async #configuration(): Promise<Configuration> {
    if (this.#known === null || this.#known.at + KNOWN_MS < this.#now()) {
      this.#known = { at: this.#now(), configuration: this.#discover() }
    }
    const { configuration } = this.#known
    try {
      return await configuration
    } catch (error) {
      this.#known = null
      throw failed(error)
    }
  }

  async #discover(): Promise<Configuration> {
    const client = await library()
    const { issuer, clientId, clientSecret } = this.#settings
    // By itself the library trusts the line to the provider for what an identity says, and checks no signature.
    const execute = [client.enableNonRepudiationChecks]
    // Only a provider on this machine may be without TLS: the configuration sees to that.
    if (issuer.startsWith('http:')) execute.push(client.allowInsecureRequests)
    const authentication = clientSecret === null ? client.None() : client.ClientSecretPost(clientSecret)
    return client.discovery(new URL(issuer), clientId, undefined, authentication, { execute })
  }
}

/** It costs time and memory that a hub without a provider need not spend. */
const library = () => import('openid-client')

/** The highest role that a claim names, as text or in a list: `owner`, or `chroniton-owner` among other groups. */
export function roleIn(claim: unknown): Role | null {
  const names = (Array.isArray(claim) ? claim : [claim]).filter((name) => typeof name === 'string')
  const roles = new Set(names.map((name) => name.toLowerCase().replace(/^\/?chroniton[-_:]/, '')))
  return Role.options.find((role) => roles.has(role)) ?? null
}

function failed(error: unknown): CodedError {
  if (error instanceof CodedError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new CodedError('sign-in-failed', reason, { cause: error })
}
