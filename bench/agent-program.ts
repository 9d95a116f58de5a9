import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HubProgram } from './hub-program.ts'
import { type Program, startProgram } from './program.ts'
import { projectPath } from './scratch.ts'

/** The agent as it is installed: its configuration and its journal lie in the folder. */
export class AgentInstallation {
  readonly name: string
  readonly #config: string

  constructor(folder: string, name: string) {
    mkdirSync(folder, { recursive: true })
    this.name = name
    this.#config = join(folder, 'agent.json')
  }

  /** The calendars of one CalDAV account, by name. They are looked at when the hub asks, not by the clock. */
  configure(url: string, calendars: string[]): void {
    const sources = calendars.map((name) => ({ type: 'caldav', id: name, name, url, calendars: [name] }))
    writeFileSync(this.#config, JSON.stringify({ sync_interval_minutes: 1440, calendar_sources: sources }))
  }

  async enroll({ calls, url }: HubProgram): Promise<void> {
    const { token } = await calls.admin.createJoinToken.mutate({ agentName: this.name })
    await startProgram(process.execPath, [AGENT, 'enroll', url, token, '--config', this.#config]).finished()
  }

  start(): Program {
    return startProgram(process.execPath, [AGENT, 'run', '--config', this.#config, '--log-level', 'error'])
  }
}

const AGENT = projectPath('agent/bin/chroniton-agent.mjs')
