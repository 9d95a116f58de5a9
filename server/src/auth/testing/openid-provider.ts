import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose'
import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const CLIENT = { id: 'chroniton', secret: 'provider’s secret' }

interface Authorization {
  redirectUri: string
  challenge: string
  nonce: string
}

/**
 * An OpenID Connect provider that refuses what a real one refuses: another client, another redirect address, a code
 * that was used, a verifier that does not fit. Whoever comes is `claims`, without being asked for a password.
 */
export class OpenIdProvider {
  claims: Record<string, unknown> = {}
  /** What stands in the identity in place of the right values. */
  forged: Record<string, unknown> = {}
  /** Signs by a key that it does not publish. */
  signsWrongly = false
  redirectUri = ''
  #issuer = ''
  readonly #codes = new Map<string, Authorization>()
  readonly #server: Server
  readonly #key: CryptoKey
  readonly #otherKey: CryptoKey
  readonly #published: JWK

  constructor(key: CryptoKey, otherKey: CryptoKey, published: JWK) {
    this.#key = key
    this.#otherKey = otherKey
    this.#published = published
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(): Promise<OpenIdProvider> {
    const [pair, other] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')])
    const published = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }
    const provider = new OpenIdProvider(pair.privateKey, other.privateKey, published)
    await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve))
    provider.#issuer = `http://127.0.0.1:${(provider.#server.address() as AddressInfo).port}`
    return provider
  }

  get issuer(): string {
    return this.#issuer
  }

  /** Whoever comes is Ann again, and nothing is forged. */
  forget(): void {
    this.claims = { sub: '42', email: 'ann@example.com', email_verified: true, name: 'Ann' }
    this.forged = {}
    this.signsWrongly = false
  }

  /** What the browser gets when the person has signed in there: the way back. */
  async authorize(url: string): Promise<string> {
    const answer = await fetch(url, { redirect: 'manual' })
    const back = answer.headers.get('location')
    if (back === null) throw new Error(`the provider refused: ${await answer.text()}`)
    return back
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.#issuer)
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return void json(200, {
          issuer: this.#issuer,
          authorization_endpoint: `${this.#issuer}/authorize`,
          token_endpoint: `${this.#issuer}/token`,
          jwks_uri: `${this.#issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['ES256'],
        })
      case '/keys':
        return void json(200, { keys: [this.#published] })
      case '/authorize':
        return this.#authorize(url.searchParams, response)
      case '/token': {
        let body = ''
        for await (const part of request) body += String(part)
        const identity = await this.#redeem(new URLSearchParams(body))
        return void (identity === null ? json(400, { error: 'invalid_grant' }) : json(200, identity))
      }
      default:
        return void json(404, {})
    }
  }

  #authorize(asked: URLSearchParams, response: ServerResponse): void {
    const redirectUri = asked.get('redirect_uri') ?? ''
    const faults = [
      asked.get('client_id') === CLIENT.id ? null : 'another client',
      redirectUri === this.redirectUri ? null : `redirect_uri ${redirectUri}`,
      asked.get('response_type') === 'code' ? null : 'response_type',
      asked.get('scope')?.split(' ').includes('openid') ? null : 'scope',
      asked.get('code_challenge_method') === 'S256' ? null : 'no PKCE',
      asked.get('state') && asked.get('nonce') ? null : 'no state or nonce',
    ].filter((fault) => fault !== null)
    if (faults.length > 0) return void response.writeHead(400).end(faults.join(', '))
    const code = randomUUID()
    const [challenge, nonce] = [asked.get('code_challenge') ?? '', asked.get('nonce') ?? '']
    this.#codes.set(code, { redirectUri, challenge, nonce })
    const back = new URL(redirectUri)
    back.search = new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString()
    response.writeHead(302, { location: back.href }).end()
  }

  async #redeem(given: URLSearchParams): Promise<Record<string, unknown> | null> {
    const code = given.get('code') ?? ''
    const authorization = this.#codes.get(code)
    this.#codes.delete(code)
    const challenge = createHash('sha256')
      .update(given.get('code_verifier') ?? '')
      .digest('base64url')
    if (authorization === undefined || authorization.challenge !== challenge) return null
    if (given.get('redirect_uri') !== authorization.redirectUri) return null
    if (given.get('client_id') !== CLIENT.id || given.get('client_secret') !== CLIENT.secret) return null
    const now = Math.floor(Date.now() / 1000)
    const standard = { iss: this.#issuer, aud: CLIENT.id, iat: now, exp: now + 300, nonce: authorization.nonce }
    const token = await new SignJWT({ ...standard, ...this.claims, ...this.forged })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .sign(this.signsWrongly ? this.#otherKey : this.#key)
    return { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: token }
  }
}
