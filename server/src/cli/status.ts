import { watchHub } from '@chroniton/shared/client/live'
import { ERRORS } from '@chroniton/shared/contract/errors'
import type { AgentView, CalendarView, ChangeView, Overview, ProblemView } from '@chroniton/shared/contract/views'
import type { Command } from 'commander'
import { agentTable } from './agents.ts'
import { fields, processOutput, table } from './output.ts'
import { addressOf, reporting, withHub, type GlobalOptions } from './session.ts'
import { when } from './times.ts'

export function statusCommands(program: Command): void {
  program
    .command('status')
    .description('the hub at a glance')
    .action(
      withHub(async ({ calls, print }) => {
        print(await calls.admin.overview.query(), statusText)
      }),
    )

  program
    .command('watch')
    .description('print changes of events as they happen, until Ctrl-C')
    .action(
      withHub(async ({ calls, out, printLine }) => {
        await new Promise<void>((resolve, reject) => {
          const watch = watchHub(calls, {
            onMessage: (message) => {
              if (message.kind === 'snapshot') {
                out.message('watching; Ctrl-C ends')
                return
              }
              for (const change of message.changes.toReversed()) printLine(change, changeLine)
            },
            onError: reject,
          })
          process.once('SIGINT', () => {
            watch.stop()
            resolve()
          })
        })
      }),
    )

  program
    .command('link')
    .description('the address of the admin page, with its key')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      await reporting(options.json === true, async () => {
        const { hubUrl, key } = addressOf(options, process.env)
        const link = `${hubUrl.replace('127.0.0.1', 'localhost').replace(/\/$/, '')}/#key=${key}`
        processOutput.data(options.json === true ? JSON.stringify({ link }) : link)
      })
    })
}

function changeLine({ at, by, what, title, patch }: ChangeView): string {
  const fieldNames = what === 'changed' ? ` (${Object.keys(patch).join(', ')})` : ''
  return `${when(at)}  ${by.name}  ${what}  ${title}${fieldNames}`
}

function statusText({ hub, agents, calendars, eventCount, queueLength, conflicts, holds, problems }: Overview): string {
  const online = agents.filter((agent) => agent.online).length
  const waiting = holds.reduce((sum, hold) => sum + hold.events.length, 0)
  const parts = [
    fields([
      ['hub', `${hub.version}, running since ${when(hub.startedAt)}`],
      ['log', `entry ${hub.foldedPosition}`],
      ['agents', `${online} of ${agents.length} online`],
      ['calendars', calendars.length],
      ['events', eventCount],
      ['queue', queueLength],
      ['open conflicts', conflicts.length],
      ['held deletions', waiting],
      ['problems', problems.length],
    ]),
  ]
  if (agents.length > 0) parts.push(agentTable(agents))
  if (problems.length > 0) parts.push(problemsText(problems, agents, calendars))
  return parts.join('\n\n')
}

/** What was met where, and once for all of the same kind what to do about it. */
function problemsText(problems: ProblemView[], agents: AgentView[], calendars: CalendarView[]): string {
  const calendarOf = (problem: ProblemView) => calendars.find(({ id }) => id === problem.calendarId)
  const sourceOf = (problem: ProblemView) => {
    const wanted = problem.sourceId ?? calendarOf(problem)?.sourceId
    const agent = agents.find(({ id }) => id === problem.agentId)
    return agent?.status?.sources.find(({ sourceId }) => sourceId === wanted)?.name ?? wanted
  }
  const list = table(problems, [
    ['since', ({ since }) => when(since)],
    ['agent', ({ agentId }) => agentId],
    ['source', sourceOf],
    ['calendar', (problem) => calendarOf(problem)?.metadata.name ?? problem.calendarId],
    ['item', ({ itemId }) => itemId],
    ['problem', ({ code, detail }) => `${code}: ${detail}`],
  ])
  const codes = [...new Set(problems.map(({ code }) => code))]
  const remedies = codes.map((code): [string, string] => [code, `${ERRORS[code].title}. ${ERRORS[code].remedy}`])
  return `${list}\n\n${fields(remedies)}`
}
