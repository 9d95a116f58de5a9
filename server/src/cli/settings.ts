import { CodedError } from '@chroniton/shared/contract/errors'
import { HubSettings } from '@chroniton/shared/contract/route'
import type { HubCalls } from '@chroniton/shared/client/link'
import type { SourceId } from '@chroniton/shared/contract/ids'
import type { Command } from 'commander'
import { findCalendar } from './calendars.ts'
import { fields } from './output.ts'
import { withHub } from './session.ts'

type Changes = Partial<HubSettings>
type Setter = (value: string, calls: HubCalls, settings: HubSettings) => Changes | Promise<Changes>

const number = (value: string): number => (value.trim() === '' ? NaN : Number(value))

/** What can be set, and what may be said. */
const SETTERS: Record<string, { allowed: string; set: Setter }> = {
  destination: {
    allowed: 'a calendar, "none", or "source:<id>" for one calendar per source in that account',
    set: async (value, calls, { destination }) => {
      if (value === 'none') return { destination: null }
      if (value.startsWith('source:')) {
        return { destination: { layout: 'calendar-per-source', sourceId: value.slice('source:'.length) as SourceId } }
      }
      const layout = destination?.layout === 'color' ? 'color' : 'keyword'
      return { destination: { layout, calendarId: (await findCalendar(calls, value)).id } }
    },
  },
  layout: {
    allowed: 'keyword or color: how the destination shows where events come from',
    set: (value, _calls, { destination }) => {
      if (destination === null || destination.layout === 'calendar-per-source') {
        throw new CodedError('invalid-input', 'layout: choose a calendar as the destination first')
      }
      return { destination: { ...destination, layout: value as 'keyword' | 'color' } }
    },
  },
  strategy: {
    allowed: 'latest_wins, source_wins, destination_wins or manual',
    set: (value) => ({ strategy: value as HubSettings['strategy'] }),
  },
  'edit-against-delete': {
    allowed: 'edit_wins or delete_wins',
    set: (value) => ({ editAgainstDelete: value as HubSettings['editAgainstDelete'] }),
  },
  'new-calendars': {
    allowed: 'route (to the destination, by themselves) or wait',
    set: (value) => ({ newCalendars: value as HubSettings['newCalendars'] }),
  },
  'guard-minutes': {
    allowed: 'the time within which deletions are counted together, in minutes',
    set: (value, _calls, { deletionGuard }) => ({ deletionGuard: { ...deletionGuard, windowMinutes: number(value) } }),
  },
  'guard-count': {
    allowed: 'how many deletions in one calendar pass unasked',
    set: (value, _calls, { deletionGuard }) => ({ deletionGuard: { ...deletionGuard, count: number(value) } }),
  },
  'guard-share': {
    allowed: 'which share of a calendar may be deleted unasked, from 0 to 1',
    set: (value, _calls, { deletionGuard }) => ({ deletionGuard: { ...deletionGuard, share: number(value) } }),
  },
}

export function settingCommands(program: Command): void {
  const settings = program.command('settings').description('how the hub decides')

  settings
    .command('show', { isDefault: true })
    .description('every setting')
    .action(
      withHub(async ({ calls, print }) => {
        print((await calls.admin.overview.query()).settings, settingsText)
      }),
    )

  const names = Object.entries(SETTERS).map(([name, { allowed }]) => `  ${name}: ${allowed}`)
  settings
    .command('set <name> <value>')
    .description('change a setting')
    .addHelpText('after', `\nNames and values:\n${names.join('\n')}`)
    .action(
      withHub(async ({ calls, decide }, name: string, value: string) => {
        const setter = SETTERS[name]
        if (setter === undefined) {
          throw new CodedError(
            'invalid-input',
            `there is no setting "${name}"; there are ${Object.keys(SETTERS).join(', ')}`,
          )
        }
        const changes = await setter.set(value, calls, (await calls.admin.overview.query()).settings)
        if (!HubSettings.partial().safeParse(changes).success) {
          throw new CodedError('invalid-input', `${name} is "${value}"; allowed is ${setter.allowed}`)
        }
        await decide({ kind: 'settings-change', changes }, `set ${name}`)
      }),
    )
}

export function settingsText({ destination, deletionGuard, ...settings }: HubSettings): string {
  return fields([
    [
      'destination',
      destination === null ? 'none' : 'calendarId' in destination ? destination.calendarId : destination.sourceId,
    ],
    ['layout', destination?.layout],
    ['strategy', settings.strategy],
    ['edit-against-delete', settings.editAgainstDelete],
    ['new-calendars', settings.newCalendars],
    ['guard-minutes', deletionGuard.windowMinutes],
    ['guard-count', deletionGuard.count],
    ['guard-share', deletionGuard.share],
  ])
}
