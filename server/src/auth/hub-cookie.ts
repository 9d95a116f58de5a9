import { parse, serialize } from 'hono/utils/cookie'

export interface CookieKind {
  name: string
  sameSite: 'Strict' | 'Lax'
  /** In seconds; null: the browser forgets it when it closes. */
  maxAge: number | null
}

/** A cookie of this hub, which no script of a page can read. */
export class HubCookie {
  readonly #name: string
  readonly #kind: CookieKind

  /** Several hubs on one machine share its cookies, which know no ports: each hub has names of its own. */
  constructor(hubId: string, kind: CookieKind) {
    this.#name = `chroniton-${kind.name}-${hubId.replaceAll(/[^0-9A-Za-z]/g, '').slice(0, 8)}`
    this.#kind = kind
  }

  read(header: string | undefined, secure: boolean): string | undefined {
    const name = this.#nameFor(secure)
    return header === undefined ? undefined : parse(header, name)[name]
  }

  set(value: string, secure: boolean): string {
    return this.#print(value, secure, this.#kind.maxAge)
  }

  clear(secure: boolean): string {
    return this.#print('', secure, 0)
  }

  /** Over TLS the browser itself sees to it that no other host and no plain connection has set the cookie. */
  #nameFor(secure: boolean): string {
    return secure ? `__Host-${this.#name}` : this.#name
  }

  #print(value: string, secure: boolean, maxAge: number | null): string {
    const { sameSite } = this.#kind
    const age = maxAge === null ? {} : { maxAge }
    return serialize(this.#nameFor(secure), value, { path: '/', httpOnly: true, sameSite, secure, ...age })
  }
}
