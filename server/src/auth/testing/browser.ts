import { openHubLink, type HubLink } from '@chroniton/shared/client/link'
import { PAGE_HEADER } from '@chroniton/shared/contract/page'
import WebSocket from 'ws'

export interface Answer {
  status: number
  headers: Headers
  body: unknown
}

/** As much of a browser as signing in needs: it keeps cookies and says whose page asks. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #hubUrl: string

  constructor(hubUrl: string) {
    this.#hubUrl = hubUrl
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Follows no redirect. */
  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#fetch(path, { headers: { 'sec-fetch-site': 'same-origin', ...headers } })
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const page = { origin: this.#hubUrl, [PAGE_HEADER]: '1', 'content-type': 'application/json' }
    return this.#fetch(path, { method: 'POST', body: JSON.stringify(body), headers: { ...page, ...headers } })
  }

  /** The page's socket; `closed` hears why the hub closes it. */
  link(options: { origin?: string; closed?: (why: string) => void } = {}): HubLink {
    const headers = { cookie: this.cookie, origin: options.origin ?? this.#hubUrl }
    class PageSocket extends WebSocket {
      constructor(url: string | URL) {
        super(url, { headers })
        this.on('close', (_code, reason) => options.closed?.(reason.toString()))
      }
    }
    return openHubLink({ hubUrl: this.#hubUrl, credentials: () => null, socketClass: PageSocket, random: () => 0 })
  }

  async #fetch(path: string, init: RequestInit): Promise<Answer> {
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(this.cookie === '' ? {} : { cookie: this.cookie }),
    }
    const answer = await fetch(new URL(path, this.#hubUrl), { ...init, headers, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) this.#keep(line)
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const [name = '', value = ''] = pair.split('=')
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}
