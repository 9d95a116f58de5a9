import type { RouteChanges } from '@chroniton/shared/contract/route'
import type { RouteView } from '@chroniton/shared/contract/views'
import { Option, type Command } from 'commander'
import { findCalendar } from './calendars.ts'
import { find } from './find.ts'
import { table } from './output.ts'
import { withHub } from './session.ts'

interface RouteOptions {
  direction?: 'forward' | 'both'
  newEvents?: 'stay' | 'labelled' | 'all'
  mode?: 'mirror' | 'busy'
  label?: 'keyword' | 'color' | 'none'
  followMetadata?: boolean
  strategy?: 'latest_wins' | 'source_wins' | 'destination_wins' | 'manual' | 'hub'
}

export function routeCommands(program: Command): void {
  const routes = program.command('routes').description('how events flow from one calendar to another')

  routes
    .command('list', { isDefault: true })
    .description('every route')
    .action(
      withHub(async ({ calls, print }) => {
        print(await calls.admin.routes.query(), routeTable)
      }),
    )

  withRouteOptions(routes.command('add <from> <to>'))
    .description('let the events of one calendar flow into another')
    .action(
      withHub(async ({ calls, decide }, fromName: string, toName: string, options: RouteOptions) => {
        const [from, to] = [await findCalendar(calls, fromName), await findCalendar(calls, toName)]
        const route = {
          from: from.id,
          to: to.id,
          direction: 'both' as const,
          newEvents: 'labelled' as const,
          mode: 'mirror' as const,
          label: 'keyword' as const,
          followMetadata: false,
          strategy: null,
          ...changesOf(options),
        }
        await decide({ kind: 'route-add', route }, `events of "${from.metadata.name}" flow to "${to.metadata.name}"`)
      }),
    )

  withRouteOptions(routes.command('change <route>'))
    .description('change how a route works')
    .action(
      withHub(async ({ calls, decide }, wanted: string, options: RouteOptions) => {
        const route = find('route', wanted, await calls.admin.routes.query())
        await decide({ kind: 'route-change', routeId: route.id, changes: changesOf(options) }, `changed ${route.id}`)
      }),
    )

  routes
    .command('remove <route>')
    .description('end a route')
    .addOption(copiesOption())
    .action(
      withHub(async ({ calls, decide }, wanted: string, { copies }: { copies: 'keep' | 'delete' }) => {
        const route = find('route', wanted, await calls.admin.routes.query())
        await decide({ kind: 'route-remove', routeId: route.id, copies }, `removed ${route.id}`)
      }),
    )
}

function copiesOption(): Option {
  return new Option('--copies <what>', 'what becomes of the copies it made')
    .choices(['keep', 'delete'])
    .makeOptionMandatory()
}

function withRouteOptions(command: Command): Command {
  return command
    .addOption(new Option('--direction <direction>', 'whether edits flow back').choices(['forward', 'both']))
    .addOption(
      new Option('--new-events <which>', 'which events made at the end of the route also go to its beginning').choices([
        'stay',
        'labelled',
        'all',
      ]),
    )
    .addOption(new Option('--mode <mode>', 'whole events, or free/busy only').choices(['mirror', 'busy']))
    .addOption(new Option('--label <label>', 'how a copy tells its origin').choices(['keyword', 'color', 'none']))
    .option('--follow-metadata', 'name, colour and description follow each other')
    .option('--no-follow-metadata')
    .addOption(
      new Option('--strategy <strategy>', 'who is right when both sides changed the same thing').choices([
        'latest_wins',
        'source_wins',
        'destination_wins',
        'manual',
        'hub',
      ]),
    )
}

function changesOf({ strategy, ...changes }: RouteOptions): RouteChanges {
  return { ...changes, ...(strategy === undefined ? {} : { strategy: strategy === 'hub' ? null : strategy }) }
}

function routeTable(routes: RouteView[]): string {
  return table(routes, [
    ['id', ({ id }) => id],
    ['from', ({ fromName }) => fromName],
    ['to', ({ toName }) => toName],
    ['direction', ({ direction }) => direction],
    ['new events', ({ newEvents }) => newEvents],
    ['mode', ({ mode }) => mode],
    ['label', ({ label }) => label],
    ['metadata', ({ followMetadata }) => (followMetadata ? 'follows' : 'stays')],
    ['strategy', ({ strategy }) => strategy ?? 'as the hub'],
  ])
}
