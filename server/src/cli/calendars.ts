import type { HubCalls } from '@chroniton/shared/client/link'
import type { CalendarChanges } from '@chroniton/shared/contract/calendar'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { SourceId } from '@chroniton/shared/contract/ids'
import type { AgentView, CalendarView } from '@chroniton/shared/contract/views'
import type { Command } from 'commander'
import { find } from './find.ts'
import { table } from './output.ts'
import { withHub, type CommandSession } from './session.ts'

export function calendarCommands(program: Command): void {
  const calendars = program
    .command('calendars')
    .description('the calendars that agents can reach; named by id, name or agent/name')

  calendars
    .command('list', { isDefault: true })
    .description('every calendar')
    .action(
      withHub(async ({ calls, print }) => {
        print(await calls.admin.calendars.query(), calendarTable)
      }),
    )

  calendars
    .command('rename <calendar> <name>')
    .description('give a calendar a new name, where it lives and where it leads to')
    .action(withHub((session, wanted: string, name: string) => change(session, wanted, { name }, 'renamed')))

  calendars
    .command('recolour <calendar> <color>')
    .alias('recolor')
    .description('give a calendar a new colour, like #1a2b3c; "none" takes it away')
    .action(
      withHub((session, wanted: string, color: string) =>
        change(session, wanted, { color: color === 'none' ? null : color.toLowerCase() }, 'recoloured'),
      ),
    )

  calendars
    .command('describe <calendar> <text>')
    .description('give a calendar a new description; an empty one takes it away')
    .action(
      withHub((session, wanted: string, text: string) =>
        change(session, wanted, { description: text === '' ? null : text }, 'described'),
      ),
    )

  calendars
    .command('create <agent> <source> <name>')
    .description('make a calendar in an account that an agent reaches; the source by its name or id there')
    .option('--color <color>', 'like #1a2b3c')
    .option('--description <text>')
    .action(
      withHub(
        async (
          { calls, decide },
          agentName: string,
          source: string,
          name: string,
          { color, description }: { color?: string; description?: string },
        ) => {
          const agent = find('agent', agentName, await calls.admin.agents.query(), (view) => view.name)
          const metadata = { name, color: color?.toLowerCase() ?? null, description: description ?? null }
          const sourceId = sourceOf(agent, source)
          await decide({ kind: 'calendar-create', agentId: agent.id, sourceId, metadata }, `asked for "${name}"`)
        },
      ),
    )

  calendars
    .command('delete <calendar>')
    .description('delete a calendar where it lives, with everything in it')
    .option('--yes', 'really')
    .action(
      withHub(async ({ calls, decide }, wanted: string, { yes }: { yes?: boolean }) => {
        const calendar = await findCalendar(calls, wanted)
        if (yes !== true) {
          const events = `${calendar.events} ${calendar.events === 1 ? 'event' : 'events'}`
          throw new CodedError('invalid-input', `"${calendar.metadata.name}" holds ${events}; say --yes to delete it`)
        }
        await decide(
          { kind: 'calendar-delete', calendarId: calendar.id },
          `asked to delete "${calendar.metadata.name}"`,
        )
      }),
    )

  calendars
    .command('sync [calendar]')
    .description('list a calendar again, or all of them')
    .option('--full', 'report every item again, not only what has changed')
    .action(
      withHub(async ({ calls, decide }, wanted: string | undefined, { full = false }: { full?: boolean }) => {
        if (wanted !== undefined) {
          const { id, agentId, metadata } = await findCalendar(calls, wanted)
          await decide({ kind: 'list-again', agentId, calendarId: id, full }, `asked to list "${metadata.name}"`)
          return
        }
        for (const { id, name } of await calls.admin.agents.query()) {
          await decide({ kind: 'list-again', agentId: id, calendarId: null, full }, `asked ${name} to list everything`)
        }
      }),
    )
}

async function change(session: CommandSession, wanted: string, changes: CalendarChanges, done: string): Promise<void> {
  const calendar = await findCalendar(session.calls, wanted)
  await session.decide(
    { kind: 'calendar-change', calendarId: calendar.id, changes },
    `${done} "${calendar.metadata.name}"`,
  )
}

/** An agent that is away has told nothing of its sources: then it is taken for an id. */
function sourceOf({ status }: AgentView, wanted: string): SourceId {
  if (status === null) return wanted as SourceId
  const sources = status.sources.map(({ sourceId, name }) => ({ id: sourceId, name }))
  return find('source', wanted, sources, ({ name }) => name).id
}

export async function findCalendar(calls: HubCalls, wanted: string): Promise<CalendarView> {
  const nameOf = ({ metadata }: CalendarView) => metadata.name
  // A calendar and its mirror have the same name.
  const fullNameOf = (calendar: CalendarView) => `${calendar.agentId}/${nameOf(calendar)}`
  return find('calendar', wanted, await calls.admin.calendars.query(), nameOf, fullNameOf)
}

export function calendarTable(calendars: CalendarView[]): string {
  return table(calendars, [
    ['id', ({ id }) => id],
    ['name', ({ metadata }) => metadata.name],
    ['agent', ({ agentId }) => agentId],
    ['account', ({ account }) => account],
    ['colour', ({ metadata }) => metadata.color],
    ['events', ({ events }) => events],
    ['state', stateOf],
  ])
}

function stateOf({ gone, problem, pendingMetadata, isDestination }: CalendarView): string {
  if (gone) return 'gone'
  if (problem !== null) return problem.code
  if (pendingMetadata !== null) return `changing ${Object.keys(pendingMetadata).join(', ')}`
  return isDestination ? 'destination' : 'ok'
}
