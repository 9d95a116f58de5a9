import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../servers/port.ts'
import { AGENT, CHRONITON, Daemon, HUB, runToEnd, until } from './processes.ts'

/** A hub and its agents as separate processes, in a folder that goes when the test ends. */
export class Network {
  readonly root = mkdtempSync(join(tmpdir(), 'chroniton-e2e-'))
  readonly storage = join(this.root, 'hub')
  readonly hub: Daemon
  readonly url: string
  readonly #env: Record<string, string>
  readonly #agents: Daemon[] = []

  private constructor(port: number, variables: Record<string, string>) {
    this.url = `http://localhost:${port}`
    this.#env = {
      API_PORT: String(port),
      STORAGE_PATH: this.storage,
      LOG_LEVEL: 'warn',
      CHRONITON_HUB: this.url,
      ...variables,
    }
    this.hub = new Daemon([HUB], this.#env)
  }

  /** `variables`: of the hub, besides what every one of these has. */
  static async start(variables: Record<string, string> = {}): Promise<Network> {
    const network = new Network(await freePort(), variables)
    await network.startHub()
    return network
  }

  async startHub(): Promise<void> {
    this.hub.start()
    await until('the hub is up', async () => (await fetch(`${this.url}/health`)).ok)
  }

  chroniton(...args: string[]): Promise<string> {
    return runToEnd([CHRONITON, ...args], this.#env)
  }

  async json<Answer>(...args: string[]): Promise<Answer> {
    return JSON.parse(await this.chroniton(...args, '--json')) as Answer
  }

  /** Enrols an agent and starts it; a folder of its own holds its configuration and journal. */
  async addAgent(name: string, sources: object[]): Promise<Daemon> {
    const folder = join(this.root, name)
    mkdirSync(folder, { recursive: true })
    const config = join(folder, 'agent.json')
    writeFileSync(config, JSON.stringify({ sync_interval_minutes: 0.02, calendar_sources: sources }))
    const { token } = await this.json<{ token: string }>('agents', 'token', name)
    await runToEnd([AGENT, 'enroll', this.url, token, '--config', config])
    const agent = new Daemon([AGENT, 'run', '--config', config])
    agent.start()
    this.#agents.push(agent)
    return agent
  }

  /** Resolves when no command waits for any agent. */
  async atRest(): Promise<void> {
    await until('the queue is empty', async () => {
      const { queueLength } = await this.json<{ queueLength: number }>('status')
      return queueLength === 0
    })
  }

  async end(): Promise<void> {
    await Promise.all([this.hub, ...this.#agents].map((daemon) => daemon.end()))
    rmSync(this.root, { recursive: true, force: true })
  }
}

export function singleEvent(uid: string, title: string, start = '20270301T090000'): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//e2e//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20260101T000000Z',
    `DTSTART;TZID=Europe/Zurich:${start}`,
    'DURATION:PT30M',
    `SUMMARY:${title}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}

/** A vdir collection with so many events. */
export function makeCalendarFolder(path: string, name: string, count: number): void {
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'displayname'), name)
  for (let index = 0; index < count; index++) {
    writeFileSync(join(path, `${index}.ics`), singleEvent(`${name}-${index}@e2e`, `${name} ${index}`))
  }
}

/** The UIDs in a folder of `.ics` files, one for each file, sorted. */
export function uidsIn(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ics'))
    .map((file) => /^UID:(.*?)\r?$/m.exec(readFileSync(join(path, file), 'utf8'))?.[1] ?? `no UID in ${file}`)
    .toSorted()
}
