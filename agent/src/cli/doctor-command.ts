import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { CodedError } from '@chroniton/shared/contract/errors'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import { certificates } from '../config/certificates.ts'
import { loadConfig, type LoadedConfig } from '../config/load-config.ts'
import { accountOf, type SourceConfig } from '../config/source-config.ts'
import { askHub } from '../link/ask-hub.ts'
import { systemMachine } from '../machine.ts'
import type { Machine } from '../ports.ts'
import type { NativeCalendar, Source } from '../providers/provider.ts'
import { openSource } from '../providers/registry.ts'
import { withDeadline } from '../sync/deadline.ts'
import { SILENT } from './logger.ts'
import { explain, print } from './output.ts'

const LIMIT_MS = 30_000
/** Enough to see that reading works, without fetching a whole large calendar. */
const ITEMS_TO_READ = 20

/** Says for each source, step by step, what works, what does not, and what to do about it. */
export async function doctorCommand({ config: path }: { config: string }): Promise<void> {
  const config = await loadConfig(path)
  const machine = systemMachine(SILENT)
  for (const notice of config.notices) print(`note: ${notice}`)
  let healthy = await examineHub(config)
  if (config.sources.length === 0) print(`no source: name your calendars under "calendar_sources" in ${config.path}`)
  for (const source of config.sources) {
    print()
    print(`${source.name}  ${accountOf(source)}`)
    if (source.enabled) healthy = (await examineSource(source, machine)) && healthy
    else print('  -  switched off in the configuration')
  }
  if (!healthy) process.exitCode = 1
}

type Step = (what: string, act: () => Promise<string | void>) => Promise<boolean>

const step: Step = async (what, act) => {
  try {
    const found = await act()
    print(`  ok  ${what}${found ? `: ${found}` : ''}`)
    return true
  } catch (error) {
    const [title, ...rest] = explain(error)
    print(`  NO  ${what}: ${title}`)
    for (const line of rest) print(`      ${line.trim()}`)
    return false
  }
}

async function examineHub({ hub }: LoadedConfig): Promise<boolean> {
  print(`Hub  ${hub?.url ?? ''}`)
  return step('can be reached and takes this agent', async () => {
    if (!hub) throw new CodedError('unauthenticated', 'the agent is not enrolled')
    const { url, agentId, secret, caPath } = hub
    const version = { protocolVersion: PROTOCOL_VERSION }
    const credentials = { agentId, secret: await secret.reveal() }
    await askHub(url, credentials, await certificates(caPath), ({ agent }) => agent.check.query(version))
    return `enrolled as ${agentId}`
  })
}

async function examineSource(config: SourceConfig, machine: Machine): Promise<boolean> {
  if (config.type === 'unavailable') {
    return step('can be read by this version', () => Promise.reject(new CodedError(config.code, config.reason)))
  }
  const url = addressOf(config)
  if (url) {
    if (!(await step('its name resolves', () => resolveName(url.hostname)))) return false
    if (!(await step('its server can be reached', () => reach(url)))) return false
  }
  let source: Source | null = null
  let calendars: NativeCalendar[] = []
  try {
    const signsIn = await step('signs in and lists its calendars', async () => {
      source = await openSource(config, machine)
      calendars = await limited(machine, (signal) => source!.calendars(signal))
      return calendars.length === 0 ? 'it shows none' : calendars.map(({ metadata }) => metadata.name).join(', ')
    })
    if (!signsIn) return false
    let healthy = true
    for (const calendar of calendars) {
      const { name } = calendar.metadata
      healthy = (await step(`"${name}" can be read`, () => readSome(source!, calendar, machine))) && healthy
      if (calendar.abilities.writeEvents) print(`  ok  "${name}" can be written`)
      else print(`  -   "${name}" is read only: events flow from it, never to it`)
    }
    return healthy
  } finally {
    await (source as Source | null)?.close()
  }
}

async function readSome(source: Source, { nativeId }: NativeCalendar, machine: Machine): Promise<string> {
  return limited(machine, async (signal) => {
    let items = 0
    let unreadable = 0
    for await (const step of source.changes(nativeId, null, { version: () => undefined }, signal)) {
      if (step.kind === 'item') items++
      if (step.kind === 'failed') unreadable++
      if (items + unreadable >= ITEMS_TO_READ) break
    }
    const hint = unreadable > 0 ? `, ${unreadable} unreadable ("chroniton-agent pull" says which)` : ''
    return items + unreadable >= ITEMS_TO_READ ? `the first ${items} events${hint}` : `${items} events${hint}`
  })
}

function limited<Result>(machine: Machine, act: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  return withDeadline(machine.timers, LIMIT_MS, new AbortController().signal, act)
}

function addressOf(config: SourceConfig): URL | null {
  if (config.type === 'caldav') return new URL(config.url)
  if (config.type === 'ics' && config.from.kind === 'feed') {
    return new URL(config.from.url.replace(/^webcals?:/i, 'https:'))
  }
  return null
}

async function resolveName(hostname: string): Promise<string> {
  try {
    return (await lookup(hostname.replaceAll(/^\[|\]$/g, ''))).address
  } catch (error) {
    throw new CodedError('source-unreachable', `${hostname}: ${(error as Error).message}`, { cause: error })
  }
}

function reach(url: URL): Promise<string> {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port, timeout: LIMIT_MS })
    const failed = (why: string) => {
      socket.destroy()
      reject(new CodedError('source-unreachable', `${url.hostname}:${port}: ${why}`))
    }
    socket.once('connect', () => {
      socket.destroy()
      resolve(`${url.hostname}:${port}`)
    })
    socket.once('timeout', () => failed('no answer'))
    socket.once('error', (error) => failed(error.message))
  })
}
