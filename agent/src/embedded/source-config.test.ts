import { CodedError } from '@chroniton/shared/contract/errors'
import { SourceId } from '@chroniton/shared/contract/ids'
import { describe, expect, it } from 'vitest'
import { SOURCE_KINDS } from '../providers/kinds.ts'
import type { KeptSource } from './kept-source.ts'
import { configOf, sourceIdOf } from './source-config.ts'

const FILLED: Record<string, { fields: KeptSource['fields']; secrets?: Record<string, string> }> = {
  icloud: { fields: { username: 'ada@icloud.com' }, secrets: { password: 'aaaa-bbbb' } },
  nextcloud: { fields: { url: 'https://cloud.example.com', username: 'ada' }, secrets: { password: 'x' } },
  fastmail: { fields: { username: 'ada@fastmail.com' }, secrets: { password: 'x' } },
  sogo: { fields: { url: 'https://mail.example.com/', username: 'ada@example.com' }, secrets: { password: 'x' } },
  caldav: { fields: { url: 'https://dav.example.com/', username: 'ada' }, secrets: { password: 'x' } },
  ics: { fields: {}, secrets: { url: 'webcal://example.com/private-4711.ics' } },
  'ics-file': { fields: { path: '/srv/holidays.ics' } },
  vdir: { fields: { path: '/srv/calendars' } },
}

function source(kind: string, changes: Partial<KeptSource> & { secrets?: Record<string, string> } = {}): KeptSource {
  const { fields = {}, secrets = {} } = FILLED[kind] ?? {}
  const all = { ...secrets, ...changes.secrets }
  return {
    sourceId: SourceId.parse('source-1'),
    kind,
    name: 'Ada',
    fields,
    enabled: true,
    syncIntervalMinutes: null,
    direction: 'bidirectional',
    calendars: [],
    secret: (name) => all[name] ?? null,
    ...changes,
  }
}

const refusal = (given: KeptSource) => {
  try {
    configOf(given)
  } catch (error) {
    return error instanceof CodedError ? `${error.code}: ${error.detail}` : error
  }
  return null
}

describe('every kind', () => {
  it.each(SOURCE_KINDS.map((kind) => [kind.id, kind] as const))(
    '%s makes the configuration of its provider',
    (id, kind) => {
      expect(configOf(source(id)).type).toBe(kind.provider)
    },
  )

  it.each(SOURCE_KINDS.map((kind) => [kind.id, kind] as const))('%s names each field that it needs', (id, kind) => {
    const { fields, secrets = {} } = FILLED[id]!
    for (const { name, required } of kind.fields.filter((field) => field.required)) {
      expect(required).toBe(true)
      const without = {
        fields: { ...fields, [name]: ' ' },
        secret: (one: string) => (one === name ? '' : (secrets[one] ?? null)),
      }
      const given = kind.fields.find((field) => field.name === name)!.secret ? { ...without, fields } : without
      expect(refusal(source(id, given))).toContain(`invalid-input: ${name}:`)
    }
  })

  it('is unlike every other by its id', () => {
    expect(new Set(SOURCE_KINDS.map(({ id }) => id)).size).toBe(SOURCE_KINDS.length)
  })
})

describe('addresses', () => {
  it.each([
    ['icloud', undefined, 'https://caldav.icloud.com'],
    ['fastmail', undefined, 'https://caldav.fastmail.com'],
    ['nextcloud', 'https://cloud.example.com', 'https://cloud.example.com/remote.php/dav/'],
    ['nextcloud', 'https://example.com/cloud', 'https://example.com/cloud/remote.php/dav/'],
    [
      'nextcloud',
      'https://example.com/remote.php/dav/calendars/ada/',
      'https://example.com/remote.php/dav/calendars/ada/',
    ],
    ['sogo', 'https://mail.example.com', 'https://mail.example.com/SOGo/dav/'],
    ['sogo', 'https://mail.example.com/SOGo/dav/ada/', 'https://mail.example.com/SOGo/dav/ada/'],
    ['caldav', ' https://dav.example.com/ada/#top ', 'https://dav.example.com/ada/'],
  ])('%s at %s is %s', (kind, url, expected) => {
    const fields = { ...FILLED[kind]!.fields, ...(url === undefined ? {} : { url }) }
    expect(configOf(source(kind, { fields }))).toMatchObject({ url: expected })
  })

  it.each(['dav.example.com', 'ftp://dav.example.com/', 'file:///etc/passwd', 'webcal://dav.example.com'])(
    '%s is none for CalDAV',
    (url) =>
      expect(refusal(source('caldav', { fields: { url, username: 'ada' } }))).toContain('url: expected an address'),
  )

  it('with a password in them are refused without repeating it', () => {
    const fields = { url: 'https://ada:hunter2@dav.example.com/', username: 'ada' }
    expect(refusal(source('caldav', { fields }))).toMatch(/^invalid-input: url: enter user name and password/)
    expect(refusal(source('caldav', { fields }))).not.toContain('hunter2')
  })
})

it('refuses a kind and a field that nobody knows', () => {
  expect(refusal(source('gopher'))).toContain('kind: there is no kind of source "gopher"')
  expect(refusal(source('vdir', { fields: { path: '/a', mode: 'rw' } }))).toContain('mode: a source of this kind')
})

it('allows as much as the direction says', () => {
  expect(configOf(source('caldav', { direction: 'read_only' }))).toMatchObject({
    allowEventUpdates: false,
    allowMetadataUpdates: false,
    isWriteOnly: false,
  })
  expect(configOf(source('caldav', { direction: 'write_only' }))).toMatchObject({
    allowEventUpdates: true,
    isWriteOnly: true,
  })
  expect(configOf(source('caldav'))).toMatchObject({ allowEventUpdates: true, isWriteOnly: false })
})

it('opens a password only when it is asked for, and then each time', async () => {
  let opened = 0
  const secret = (name: string) => (name === 'password' ? `x${opened++}` : null)
  const config = configOf(source('caldav', { secret }))
  const before = opened
  if (config.type !== 'caldav') throw new Error('no CalDAV')
  expect([await config.password!.reveal(), await config.password!.reveal()]).toEqual([`x${before}`, `x${before + 1}`])
})

describe('the id of an account', () => {
  const idOf = (given: KeptSource) => sourceIdOf(configOf(given))

  it('is the same whatever the source is called and may do', () => {
    const changed = {
      sourceId: SourceId.parse('other'),
      name: 'Other',
      direction: 'read_only' as const,
      calendars: ['a'],
    }
    expect(idOf(source('caldav', changed))).toBe(idOf(source('caldav')))
    const slash = { fields: { url: 'https://dav.example.com', username: 'ada' } }
    expect(idOf(source('caldav', slash))).toBe(idOf(source('caldav')))
  })

  it('is another one for another account', () => {
    const ids = [
      ...SOURCE_KINDS.map(({ id }) => idOf(source(id))),
      idOf(source('caldav', { fields: { url: 'https://dav.example.com/', username: 'bob' } })),
      idOf(source('ics', { secrets: { url: 'https://example.com/other.ics' } })),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('shows nothing of a secret address', () => {
    expect(idOf(source('ics'))).toMatch(/^ics-[0-9a-f]{16}$/)
  })
})
