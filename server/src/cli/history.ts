import { CodedError } from '@chroniton/shared/contract/errors'
import type { ChangeId, EventId, Position } from '@chroniton/shared/contract/ids'
import type { ChangeView } from '@chroniton/shared/contract/views'
import type { Command } from 'commander'
import { atMost } from './limits.ts'
import { table } from './output.ts'
import { pages, withHub } from './session.ts'
import { when } from './times.ts'

export function historyCommands(program: Command): void {
  program
    .command('history [event]')
    .description('who changed what and when, newest first; of one event or of all')
    .option('--limit <count>', 'so many at most', atMost, 50)
    .action(
      withHub(async ({ calls, print }, event: string | undefined, { limit }: { limit: number }) => {
        const eventId = (event ?? null) as EventId | null
        print(
          await pages(limit, (cursor, count) => calls.admin.history.query({ eventId, cursor, limit: count })),
          changeTable,
        )
      }),
    )

  program
    .command('undo [change]')
    .description('undo one change, or everything that one entry of the log did')
    .option('--entry <position>', 'the entry whose changes are undone', atMost)
    .action(
      withHub(async ({ decide }, change: string | undefined, { entry }: { entry?: number }) => {
        if ((change === undefined) === (entry === undefined)) {
          throw new CodedError('invalid-input', 'name either a change or, with --entry, an entry of the log')
        }
        if (change !== undefined) await decide({ kind: 'undo', changeId: change as ChangeId }, `undid ${change}`)
        else await decide({ kind: 'undo-entry', position: entry as Position }, `undid what entry ${entry} did`)
      }),
    )
}

export function changeTable(changes: ChangeView[]): string {
  return table(changes, [
    ['change', ({ id }) => id],
    ['at', ({ at }) => when(at)],
    ['entry', ({ position }) => position],
    ['by', ({ by }) => by.name],
    ['what', ({ what, undone }) => (undone ? `${what} (undone)` : what)],
    ['event', ({ title }) => title],
    ['fields', ({ what, patch }) => (what === 'changed' ? Object.keys(patch).join(', ') : '')],
  ])
}
