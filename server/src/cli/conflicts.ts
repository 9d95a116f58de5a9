import { CodedError } from '@chroniton/shared/contract/errors'
import type { JsonValue } from '@chroniton/shared/calendar/event'
import type { ConflictId } from '@chroniton/shared/contract/ids'
import type { ConflictSide, ConflictView } from '@chroniton/shared/contract/views'
import { Argument, Option, type Command } from 'commander'
import { atMost } from './limits.ts'
import { fields, table } from './output.ts'
import { pages, withHub } from './session.ts'
import { when } from './times.ts'

type Choice = 'current' | 'other' | 'latest' | 'value'

export function conflictCommands(program: Command): void {
  const conflicts = program.command('conflicts').description('where two sides changed the same thing')

  conflicts
    .command('list', { isDefault: true })
    .description('conflicts, newest first')
    .addOption(new Option('--state <state>').choices(['open', 'decided', 'all']).default('open'))
    .option('--limit <count>', 'so many at most', atMost, 100)
    .action(
      withHub(async ({ calls, print }, { state, limit }: { state: 'open' | 'decided' | 'all'; limit: number }) => {
        print(
          await pages(limit, (cursor, count) => calls.admin.conflicts.query({ state, cursor, limit: count })),
          conflictTable,
        )
      }),
    )

  conflicts
    .command('show <conflict>')
    .description('both sides, and what was there before')
    .action(
      withHub(async ({ calls, print }, conflictId: ConflictId) => {
        print(await calls.admin.conflict.query(conflictId), conflictText)
      }),
    )

  conflicts
    .command('resolve <conflict>')
    .description('decide which side stands')
    .addArgument(
      new Argument('<choice>', 'what stands, the other side, the later of the two, or --value').choices([
        'current',
        'other',
        'latest',
        'value',
      ]),
    )
    .option('--value <json>', 'with "value": one of your own')
    .action(
      withHub(async ({ decide }, conflictId: ConflictId, choice: Choice, { value }: { value?: string }) => {
        const resolution = choice === 'value' ? { choose: choice, value: ownValue(value) } : { choose: choice }
        await decide({ kind: 'conflict-resolve', conflictId, resolution }, `resolved ${conflictId}`)
      }),
    )
}

function ownValue(text: string | undefined): JsonValue {
  try {
    return JSON.parse(text ?? '') as JsonValue
  } catch (error) {
    throw new CodedError('invalid-input', '--value: expected JSON, for example \'"Room 7"\'', { cause: error })
  }
}

function conflictTable(conflicts: ConflictView[]): string {
  return table(conflicts, [
    ['id', ({ id }) => id],
    ['at', ({ at }) => when(at)],
    ['event', ({ title }) => title],
    ['path', ({ path }) => (path === '' ? '(deletion)' : path)],
    ['stands', ({ current }) => sideText(current)],
    ['against', ({ other }) => sideText(other)],
    ['state', ({ state, strategy, decidedBy }) => (state === 'open' ? 'open' : `${decidedBy ?? ''} (${strategy})`)],
  ])
}

function sideText({ name, value, deleted }: ConflictSide): string {
  const text = deleted ? 'deleted' : JSON.stringify(value)
  return `${name}: ${text.length > 40 ? `${text.slice(0, 39)}…` : text}`
}

function conflictText({ id, title, path, base, current, other, strategy, at, state, decidedBy }: ConflictView): string {
  return fields([
    ['id', id],
    ['event', title],
    ['path', path === '' ? '(deletion)' : path],
    ['at', when(at)],
    ['state', state === 'open' ? 'open' : `decided by ${decidedBy ?? ''} (${strategy})`],
    ['before', JSON.stringify(base)],
    ['stands', `${current.name}, ${when(current.at)}: ${current.deleted ? 'deleted' : JSON.stringify(current.value)}`],
    ['against', `${other.name}, ${when(other.at)}: ${other.deleted ? 'deleted' : JSON.stringify(other.value)}`],
  ])
}
