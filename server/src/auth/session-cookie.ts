import { parse, serialize } from 'hono/utils/cookie'

/** How the session of a browser travels. */
export class SessionCookie {
  readonly #name: string

  /** Several hubs on one machine share its cookies, which know no ports: each hub has a name of its own. */
  constructor(hubId: string) {
    this.#name = `chroniton-${hubId.replaceAll(/[^0-9A-Za-z]/g, '').slice(0, 8)}`
  }

  read(header: string | undefined, secure: boolean): string | undefined {
    const name = this.#nameFor(secure)
    return header === undefined ? undefined : parse(header, name)[name]
  }

  /** Without an age: the browser forgets it when it closes, the hub when it expires. */
  set(token: string, secure: boolean): string {
    return this.#print(token, secure, {})
  }

  clear(secure: boolean): string {
    return this.#print('', secure, { maxAge: 0 })
  }

  /** Over TLS the browser itself sees to it that no other host and no plain connection has set the cookie. */
  #nameFor(secure: boolean): string {
    return secure ? `__Host-${this.#name}` : this.#name
  }

  #print(value: string, secure: boolean, more: { maxAge?: number }): string {
    return serialize(this.#nameFor(secure), value, { path: '/', httpOnly: true, sameSite: 'Strict', secure, ...more })
  }
}
