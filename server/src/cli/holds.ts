import type { HoldView } from '@chroniton/shared/contract/views'
import type { Command } from 'commander'
import { find } from './find.ts'
import { table } from './output.ts'
import { withHub } from './session.ts'
import { when } from './times.ts'

export function holdCommands(program: Command): void {
  const holds = program.command('holds').description('deletions in bulk that wait for a person')

  holds
    .command('list', { isDefault: true })
    .description('every hold')
    .action(
      withHub(async ({ calls, print }) => {
        print(await calls.admin.holds.query(), holdTable)
      }),
    )

  holds
    .command('release <hold>')
    .description('let the deletions happen')
    .action(
      withHub(async ({ calls, decide }, wanted: string) => {
        const { id, events } = find('hold', wanted, await calls.admin.holds.query())
        await decide({ kind: 'hold-release', holdId: id }, `${events.length} events are deleted`)
      }),
    )

  holds
    .command('discard <hold>')
    .description('put the events back where they vanished')
    .action(
      withHub(async ({ calls, decide }, wanted: string) => {
        const { id, events } = find('hold', wanted, await calls.admin.holds.query())
        await decide({ kind: 'hold-discard', holdId: id }, `${events.length} events are put back`)
      }),
    )
}

function holdTable(holds: HoldView[]): string {
  return table(holds, [
    ['id', ({ id }) => id],
    ['calendar', ({ calendarName }) => calendarName],
    ['since', ({ at }) => when(at)],
    ['events', ({ events }) => events.length],
    [
      'for example',
      ({ events }) =>
        events
          .slice(0, 3)
          .map(({ title }) => title)
          .join(', '),
    ],
  ])
}
