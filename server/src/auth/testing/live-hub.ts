import { openHubLink, type HubLink } from '@chroniton/shared/client/link'
import type { Credentials } from '@chroniton/shared/client/credentials'
import { socketClass } from '@chroniton/shared/client/socket'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../config/config.ts'
import { makeLogger } from '../../observe/logger.ts'
import { type RunningHub, startHub } from '../../start-hub.ts'
import { Browser } from './browser.ts'

export const PASSWORD = 'correct horse battery'

/** A hub on a free loopback port, with its storage in a temporary folder. */
export class LiveHub {
  readonly hub: RunningHub
  readonly #storage: string
  readonly #links: HubLink[] = []

  constructor(hub: RunningHub, storage: string) {
    this.hub = hub
    this.#storage = storage
  }

  static async start(environment: Record<string, string> = {}): Promise<LiveHub> {
    const storage = mkdtempSync(join(tmpdir(), 'access-'))
    const config = readConfig({
      STORAGE_PATH: storage,
      API_PORT: '0',
      RATE_LIMIT_REQUESTS_PER_MINUTE: '0',
      ...environment,
    })
    return new LiveHub(await startHub(config, makeLogger({ level: 'silent', pretty: false })), storage)
  }

  get url(): string {
    return this.hub.url
  }

  get adminKey(): string {
    return /#key=(.*)/.exec(this.hub.adminLink)?.[1] ?? ''
  }

  link(credentials: Credentials): HubLink {
    const link = openHubLink({ hubUrl: this.url, credentials: () => credentials, socketClass: socketClass() })
    this.#links.push(link)
    return link
  }

  /** Closes with the hub. */
  keep(link: HubLink): HubLink {
    this.#links.push(link)
    return link
  }

  get admin(): HubLink['calls'] {
    return this.link({ key: this.adminKey }).calls
  }

  /** A browser in which the first owner has just set the hub up. */
  async owner(name = 'Ann'): Promise<Browser> {
    const browser = new Browser(this.url)
    await browser.post('/auth/setup', { name, password: PASSWORD }, { authorization: `Bearer ${this.adminKey}` })
    return browser
  }

  async enrol(agentName: string): Promise<{ agentId: string; secret: string }> {
    const { token } = await this.admin.admin.createJoinToken.mutate({ agentName })
    const request = { token, protocolVersion: PROTOCOL_VERSION, hostname: 'test' }
    const { agentId, agentSecret } = await this.link(null).calls.agent.enroll.mutate(request)
    return { agentId, secret: agentSecret }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.close()))
    await this.hub.stop()
    rmSync(this.#storage, { recursive: true, force: true })
  }
}
