import { loadConfig } from '../config/load-config.ts'
import { accountOf, type SourceConfig } from '../config/source-config.ts'
import { shownCalendar } from '../journal/calendar-table.ts'
import { readJournal, type Journal } from '../journal/journal.ts'
import { print, table } from './output.ts'

/** What the journal tells, also while the agent runs and when the hub is away. */
export async function statusCommand({ config: path }: { config: string }): Promise<void> {
  const config = await loadConfig(path)
  print(config.hub ? `Agent   ${config.name} (${config.hub.agentId}) at ${config.hub.url}` : 'Agent   not enrolled')
  const journal = readJournal(config.journalPath)
  if (!journal) {
    print(`Journal ${config.journalPath}: none yet; the agent has not run`)
    return
  }
  try {
    const { hubId, acknowledged } = journal.hub.get()
    const commands = journal.commands.all()
    const delayed = commands.filter(({ code }) => code !== null)
    print(`Journal ${config.journalPath}`)
    print(`Hub     ${hubId === null ? 'never reached' : `${acknowledged} batches acknowledged`}`)
    print(`Waiting ${journal.spool.waiting()} reports, ${commands.length} commands (${delayed.length} tried in vain)`)
    for (const source of config.sources) {
      print()
      for (const line of sourceLines(journal, source)) print(line)
    }
    for (const { commandId, code, attempts, retryAt } of delayed) {
      print(`Command ${commandId}: ${code}, ${attempts} attempts, again at ${instant(retryAt)}`)
    }
  } finally {
    journal.close()
  }
}

function sourceLines(journal: Journal, source: SourceConfig): string[] {
  const failure = journal.failures.get(source.id, null)
  const state = source.type === 'unavailable' ? source.reason : source.enabled ? (failure ?? 'ok') : 'switched off'
  const calendars = journal.calendars.ofSource(source.id).filter(({ gone }) => !gone)
  return [
    `${source.name}  ${accountOf(source)}  ${state}`,
    ...table(
      calendars.map((calendar) => [
        `  ${shownCalendar(calendar)?.metadata.name ?? calendar.nativeId}`,
        `${journal.items.count(calendar.number)} items`,
        `listed ${instant(calendar.listedAt)}`,
        journal.failures.get(source.id, calendar.calendarId) ?? '',
      ]),
    ),
  ]
}

function instant(milliseconds: number | null): string {
  return milliseconds === null ? 'never' : new Date(milliseconds).toISOString()
}
