import type { ApiKeyView } from '@chroniton/shared/contract/access'
import type { Instant } from '@chroniton/shared/contract/ids'
import { Permission } from '@chroniton/shared/contract/permission'
import { InvalidArgumentError, type Command } from 'commander'
import { find } from './find.ts'
import { table } from './output.ts'
import { withHub } from './session.ts'
import { when } from './times.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export function keyCommands(program: Command): void {
  const keys = program.command('keys').description('API keys, with which scripts talk to the hub')

  keys
    .command('list', { isDefault: true })
    .description('every key, without the key itself')
    .action(
      withHub(async ({ calls, print }) => {
        print(await calls.access.apiKeys.query(), keyTable)
      }),
    )

  keys
    .command('create <name>')
    .description('make a key, and print it this once')
    .option('--permissions <list>', `what it may do: any of ${Permission.options.join(', ')}`, permissions, ['read'])
    .option('--expires <days>', 'after how many days it ends by itself', days)
    .action(
      withHub(async ({ calls, print, out }, name: string, options: { permissions: Permission[]; expires?: number }) => {
        const { expires } = options
        const expiresAt =
          expires === undefined ? null : (new Date(Date.now() + expires * DAY_MS).toISOString() as Instant)
        const request = { name, permissions: options.permissions, expiresAt }
        print(await calls.access.createApiKey.mutate(request), ({ key }) => key)
        out.message('it is shown this once; send it as "Authorization: Bearer <key>" or "X-API-Key: <key>"')
      }),
    )

  keys
    .command('revoke <key>')
    .description('end a key at once')
    .action(
      withHub(async ({ calls, out }, wanted: string) => {
        const { id, name } = find('key', wanted, await calls.access.apiKeys.query(), (key) => key.name)
        await calls.access.revokeApiKey.mutate(id)
        out.message(`revoked the key ${name}`)
      }),
    )
}

function keyTable(keys: ApiKeyView[]): string {
  return table(keys, [
    ['id', ({ id }) => id],
    ['name', ({ name }) => name],
    ['permissions', (key) => key.permissions.join(', ')],
    ['made by', ({ createdBy }) => createdBy],
    ['made', ({ createdAt }) => when(createdAt)],
    ['ends', ({ expiresAt }) => when(expiresAt)],
    ['last used', ({ lastUsedAt }) => when(lastUsedAt)],
  ])
}

function permissions(text: string): Permission[] {
  const parsed = Permission.array()
    .min(1)
    .safeParse(text.split(',').map((name) => name.trim()))
  if (!parsed.success) throw new InvalidArgumentError(`expected any of ${Permission.options.join(', ')}, with commas`)
  return parsed.data
}

function days(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 36_500)
    throw new InvalidArgumentError('expected a number of days')
  return value
}
