import Database from 'better-sqlite3'
import { ERRORS } from '@chroniton/shared/contract/errors'
import { AgentId } from '@chroniton/shared/contract/ids'
import type { ItemFailed } from '@chroniton/shared/contract/observation'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { loadConfig } from '../config/load-config.ts'
import { accountOf, type SourceConfig } from '../config/source-config.ts'
import { shownCalendar } from '../journal/calendar-table.ts'
import { journalOn, type Journal } from '../journal/journal.ts'
import { migrate } from '../journal/schema.ts'
import { systemMachine } from '../machine.ts'
import type { Machine } from '../ports.ts'
import { openSource } from '../providers/registry.ts'
import { pull } from '../sync/pull.ts'
import { reconcileCalendars } from '../sync/reconcile-calendars.ts'
import { explain, print, table } from './output.ts'
import { makeLogger } from './logger.ts'

/** Reads everything once and shows what it found. Nothing is reported, and what a running agent knows is not touched. */
export async function pullCommand({ config: path, logLevel }: { config: string; logLevel: string }): Promise<void> {
  const config = await loadConfig(path)
  const machine = systemMachine(makeLogger(logLevel))
  let failed = false
  for (const source of config.sources.filter(({ enabled }) => enabled)) {
    print(`${source.name}  ${accountOf(source)}`)
    try {
      for (const line of await pullOnce(source, machine)) print(line)
    } catch (error) {
      failed = true
      for (const line of explain(error)) print(`  ${line}`)
    }
    print()
  }
  if (failed) process.exitCode = 1
}

async function pullOnce(config: SourceConfig, machine: Machine): Promise<string[]> {
  const source = await openSource(config, machine)
  const { signal } = new AbortController()
  const database = new Database(':memory:')
  migrate(database)
  const journal = journalOn(database, () => void database.close())
  try {
    if (config.type === 'unavailable') return []
    const identity = { sourceId: config.id, name: config.name, provider: config.type, account: accountOf(config) }
    reconcileCalendars(journal, AgentId.parse('here'), identity, await source.calendars(signal))
    const rows: string[][] = []
    const problems: string[] = []
    for (const calendar of journal.calendars.ofSource(config.id)) {
      takeReports(journal)
      const shown = shownCalendar(calendar)!
      const { name } = shown.metadata
      try {
        const deps = { journal, source, machine, onProgress() {}, onStep() {} }
        const { seen, failed } = await pull(calendar, deps, signal)
        rows.push([`  ${name}`, `${seen} events`, failed > 0 ? `${failed} unreadable` : '', access(shown)])
        for (const item of takeReports(journal))
          if (item.kind === 'item-failed') problems.push(...problemLines(name, item))
      } catch (error) {
        problems.push(`  ${name}: ${explain(error).join('\n  ')}`)
      }
    }
    return [...table(rows), ...problems]
  } finally {
    await source.close()
    journal.close()
  }
}

function access({ abilities }: { abilities: { writeEvents: boolean } }): string {
  return abilities.writeEvents ? 'can be written' : 'read only'
}

function problemLines(calendar: string, { itemId, code, detail }: ItemFailed): string[] {
  const { title, remedy } = ERRORS[code]
  return [`  ${calendar}: ${itemId}: ${title} (${code})`, `    ${detail}`, `    What to do: ${remedy}`]
}

function takeReports({ spool }: Journal): ReportItem[] {
  const items: ReportItem[] = []
  const limits = { items: 1000, characters: 16 * 1024 * 1024 }
  for (let batch = spool.batch(1, limits, () => 'batch'); batch; batch = spool.batch(1, limits, () => 'batch')) {
    items.push(...(JSON.parse(batch.items) as ReportItem[]))
    spool.settle()
  }
  return items
}
