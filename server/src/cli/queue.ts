import type { CommandId } from '@chroniton/shared/contract/ids'
import type { QueueRow } from '@chroniton/shared/contract/views'
import type { Command } from 'commander'
import { find } from './find.ts'
import { atMost } from './limits.ts'
import { table } from './output.ts'
import { pages, withHub } from './session.ts'
import { when } from './times.ts'

export function queueCommands(program: Command): void {
  const queue = program.command('queue').description('what waits to be written to calendars')

  queue
    .command('list', { isDefault: true })
    .description('commands in the order in which they go out')
    .option('--agent <agent>', 'of this agent')
    .option('--limit <count>', 'so many at most', atMost, 100)
    .action(
      withHub(async ({ calls, print }, { agent, limit }: { agent?: string; limit: number }) => {
        const agentId =
          agent === undefined ? null : find('agent', agent, await calls.admin.agents.query(), ({ name }) => name).id
        print(
          await pages(limit, (cursor, count) => calls.admin.queue.query({ agentId, cursor, limit: count })),
          queueTable,
        )
      }),
    )

  queue
    .command('retry <command>')
    .description('try a command again that was refused')
    .action(
      withHub(async ({ decide }, commandId: CommandId) => {
        await decide({ kind: 'command-retry', commandId }, `${commandId} is tried again`)
      }),
    )

  queue
    .command('discard <command>')
    .description('give up a command that was refused')
    .action(
      withHub(async ({ decide }, commandId: CommandId) => {
        await decide({ kind: 'command-discard', commandId }, `gave up ${commandId}`)
      }),
    )
}

export function queueTable(rows: QueueRow[]): string {
  return table(rows, [
    ['command', ({ commandId }) => commandId],
    ['agent', ({ agentId }) => agentId],
    ['what', ({ kind }) => kind],
    ['about', ({ title }) => title],
    ['queued', ({ queuedAt }) => when(queuedAt)],
    ['state', ({ state }) => state],
    ['reason', ({ problem }) => (problem === null ? '' : `${problem.code}: ${problem.detail}`)],
  ])
}
