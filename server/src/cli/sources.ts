import type { HubCalls } from '@chroniton/shared/client/link'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { SourceCheck, SourceKind, SourceView } from '@chroniton/shared/contract/source'
import type { Command } from 'commander'
import { find } from './find.ts'
import { table } from './output.ts'
import { withHub } from './session.ts'
import { fieldsFrom, settingsOf, type SourceOptions, withSourceOptions } from './source-fields.ts'

export function sourceCommands(program: Command): void {
  const sources = program.command('sources').description('the calendar accounts that the hub’s own agent reads')

  sources
    .command('list', { isDefault: true })
    .description('every source of the hub’s own agent')
    .action(withHub(async ({ calls, print }) => print(await calls.sources.list.query(), sourceTable)))

  sources
    .command('kinds')
    .description('the kinds there are, and the fields of each')
    .action(withHub(async ({ calls, print }) => print(await calls.sources.kinds.query(), kindTable)))

  withSourceOptions(sources.command('check <kind-or-source>'))
    .description('really sign in and list the calendars: of a source that is there, or of a kind with the fields given')
    .action(
      withHub(async ({ calls, print }, wanted: string, options: SourceOptions) => {
        const stored = (await calls.sources.list.query()).find(isCalled(wanted)) ?? null
        const kind = await kindOf(calls, stored?.kind ?? wanted)
        const given = await fieldsFrom(kind, options, stored)
        const fields = { ...stored?.fields, ...given }
        const source = { kind: kind.id, name: stored?.name ?? kind.label, fields }
        const check = await calls.sources.check.mutate({ source, sourceId: stored?.sourceId ?? null })
        print(check, checkText)
        if (!check.ok) process.exitCode = 1
      }),
    )

  withSourceOptions(sources.command('add <kind> <name>'))
    .description('have the hub’s own agent read a source; secrets are asked for')
    .action(
      withHub(async ({ calls, print }, kindId: string, name: string, options: SourceOptions) => {
        const kind = await kindOf(calls, kindId)
        const fields = await fieldsFrom(kind, options, null)
        print(
          await calls.sources.add.mutate({ kind: kind.id, name, fields, ...settingsOf(options) }),
          ({ sourceId }) => `added ${name} (${sourceId})`,
        )
      }),
    )

  withSourceOptions(sources.command('change <source>'))
    .description('change what is given; the rest stays, secrets too')
    .option('--name <name>', 'what it is called')
    .option('--enable', 'read it again')
    .option('--disable', 'leave it alone; nothing is deleted')
    .action(
      withHub(async ({ calls, print }, wanted: string, options: SourceOptions & Switches) => {
        const stored = await sourceOf(calls, wanted)
        const fields = await fieldsFrom(await kindOf(calls, stored.kind), options, stored)
        const source = {
          ...settingsOf(options),
          ...(options.name === undefined ? {} : { name: options.name }),
          ...(options.enable || options.disable ? { enabled: options.enable === true } : {}),
          ...(Object.keys(fields).length === 0 ? {} : { fields }),
        }
        if (Object.keys(source).length === 0) throw new CodedError('invalid-input', 'say what is to change')
        print(await calls.sources.change.mutate({ sourceId: stored.sourceId, source }), ({ name }) => `changed ${name}`)
      }),
    )

  sources
    .command('remove <source>')
    .description('read it no more; its calendars are gone from the hub, and nothing in them is deleted')
    .action(
      withHub(async ({ calls, out }, wanted: string) => {
        const { sourceId, name } = await sourceOf(calls, wanted)
        await calls.sources.remove.mutate(sourceId)
        out.message(`removed ${name}`)
      }),
    )
}

interface Switches {
  name?: string
  enable?: true
  disable?: true
}

export function secretCommands(program: Command): void {
  const secrets = program.command('secrets').description('how the hub keeps the secrets of its own sources')
  secrets
    .command('rotate')
    .description('encrypt the keys of all stored secrets with a new master key')
    .action(
      withHub(async ({ calls, print }) => {
        print(
          await calls.sources.rotateKey.mutate(),
          ({ keyId, secrets: count }) => `the master key is ${keyId} now; secrets under it: ${count}`,
        )
      }),
    )
}

const isCalled = (wanted: string) => (source: SourceView) =>
  source.sourceId === wanted || source.name.toLowerCase() === wanted.toLowerCase()

async function sourceOf(calls: HubCalls, wanted: string): Promise<SourceView> {
  const sources = (await calls.sources.list.query()).map((source) => ({ ...source, id: source.sourceId }))
  return find('source', wanted, sources, ({ name }) => name)
}

async function kindOf(calls: HubCalls, wanted: string): Promise<SourceKind> {
  return find('kind of source', wanted, await calls.sources.kinds.query(), ({ label }) => label)
}

function sourceTable(sources: SourceView[]): string {
  return table(sources, [
    ['id', ({ sourceId }) => sourceId],
    ['name', ({ name }) => name],
    ['kind', ({ kind }) => kind],
    ['account', ({ fields }) => [fields['username'], fields['url'] ?? fields['path']].filter(Boolean).join(' at ')],
    ['secrets', ({ secrets }) => secrets.join(', ')],
    ['direction', ({ direction }) => direction],
    ['state', ({ enabled }) => (enabled ? 'on' : 'off')],
  ])
}

function kindTable(kinds: SourceKind[]): string {
  return table(kinds, [
    ['kind', ({ id }) => id],
    ['label', ({ label }) => label],
    ['writable', ({ writable }) => (writable ? 'yes' : 'no')],
    ['fields', ({ fields }) => fields.map(describeField).join(', ')],
  ])
}

function describeField({ name, required, secret }: SourceKind['fields'][number]): string {
  const notes = [secret ? 'secret' : '', required ? '' : 'optional'].filter((note) => note !== '')
  return notes.length === 0 ? name : `${name} (${notes.join(', ')})`
}

function checkText(check: SourceCheck): string {
  if (!check.ok) return `${check.code}: ${check.detail}`
  const calendars = table(check.calendars, [
    ['calendar', ({ name }) => name],
    ['writable', ({ writable }) => (writable ? 'yes' : 'no')],
    ['id', ({ nativeId }) => nativeId],
  ])
  return `signed in as ${check.account}\n${calendars}`
}
