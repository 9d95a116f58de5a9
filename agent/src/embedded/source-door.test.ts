import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'
import { SourceId } from '@chroniton/shared/contract/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startScripted } from '../../../tests/servers/scripted.ts'
import { SILENT } from '../cli/logger.ts'
import { addressPolicy } from '../http/address-policy.ts'
import { systemMachine } from '../machine.ts'
import type { FolderPolicy } from './folder-policy.ts'
import type { KeptSource } from './kept-source.ts'
import { EmbeddedDoor } from './source-door.ts'

const NEVER = new AbortController().signal
const FEED = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t', 'X-WR-CALNAME:Holidays', 'END:VCALENDAR', ''].join(
  '\r\n',
)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'door-'))
  for (const name of ['storage', 'open', 'closed']) mkdirSync(join(folder, name))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const door = (within: FolderPolicy['within'] = null, addresses: string[] = []) =>
  new EmbeddedDoor({
    source: { ...systemMachine(SILENT), addresses: addressPolicy(addresses) },
    folders: { within, except: join(folder, 'storage') },
  })

function kept(kind: string, fields: KeptSource['fields'], secrets: Record<string, string> = {}): KeptSource {
  const common = {
    enabled: true,
    syncIntervalMinutes: null,
    direction: 'bidirectional' as const,
    calendars: ['Nothing'],
  }
  return { sourceId: SourceId.parse('s'), kind, name: 'S', fields, ...common, secret: (name) => secrets[name] ?? null }
}

describe('folders', () => {
  const refused = async (within: FolderPolicy['within'], path: string) => {
    try {
      await door(within).identify(kept('vdir', { path }))
    } catch (error) {
      return (error as CodedError).detail
    }
    return null
  }

  it('may be those that are allowed, whatever symbolic links lead to', async () => {
    const open = [join(folder, 'open')]
    symlinkSync(join(folder, 'closed'), join(folder, 'open', 'link'))
    symlinkSync(join(folder, 'open'), join(folder, 'also-open'))
    expect(await refused(open, join(folder, 'open'))).toBeNull()
    expect(await refused(open, join(folder, 'open', 'not', 'there', 'yet'))).toBeNull()
    expect(await refused(open, join(folder, 'also-open', 'work'))).toBeNull()
    for (const path of ['closed', 'open/link', 'open/../closed', 'open-too', 'open/link/deeper']) {
      expect(await refused(open, join(folder, path)), path).toContain('the hub may not use this folder')
    }
    expect(await refused([], join(folder, 'open'))).toContain('SOURCE_FOLDERS')
    expect(await refused(open, 'open')).toContain('absolute path')
  })

  it('is never the hub’s own storage', async () => {
    symlinkSync(join(folder, 'storage'), join(folder, 'open', 'storage'))
    for (const path of ['storage', 'storage/calendars', 'open/storage']) {
      expect(await refused(null, join(folder, path)), path).toContain('own storage')
    }
    expect(await refused(null, join(folder, 'open'))).toBeNull()
  })

  it('are judged again when they are opened', async () => {
    const path = join(folder, 'open', 'later')
    const config = door([join(folder, 'open')]).config(kept('vdir', { path }))
    symlinkSync(join(folder, 'closed'), path)
    await expect(door([join(folder, 'open')]).open(config)).rejects.toMatchObject({ code: 'invalid-input' })
  })
})

describe('a check', () => {
  it('really reads, and shows every calendar there is', async () => {
    const path = join(folder, 'open', 'holidays.ics')
    writeFileSync(path, FEED)
    expect(await door().check(kept('ics-file', { path }), NEVER)).toEqual({
      ok: true,
      account: path,
      calendars: [{ nativeId: 'feed', name: 'Holidays', color: null, writable: false }],
    })
  })

  it('answers with what went wrong', async () => {
    const server = await startScripted(() => ({ status: 401 }))
    try {
      const url = `${server.url}secret-4711.ics`
      const allowed = await door(null, ['private']).check(kept('ics', {}, { url }), NEVER)
      expect(allowed).toMatchObject({ ok: false, code: 'source-needs-sign-in' })
      const refused = await door().check(kept('ics', {}, { url }), NEVER)
      expect(refused).toMatchObject({ ok: false, code: 'source-address-refused' })
      expect(JSON.stringify([allowed, refused])).not.toContain('4711')
    } finally {
      await server.stop()
    }
  })

  it('ends with its signal', async () => {
    const server = await startScripted(() => ({ hang: true }))
    try {
      const controller = new AbortController()
      const check = door(null, ['private']).check(kept('ics', {}, { url: server.url }), controller.signal)
      controller.abort(new Error('the person went away'))
      await expect(check).rejects.toThrow('the person went away')
    } finally {
      await server.stop()
    }
  })
})

describe('the configuration of a source', () => {
  it('is the same object as long as the source is', () => {
    const one = door()
    const source = kept('vdir', { path: '/a' })
    expect(one.config(source)).toBe(one.config(source))
    expect(one.config({ ...source })).not.toBe(one.config(source))
  })

  it('that cannot be read says why, and the others run on', () => {
    const locked = {
      ...kept('ics', {}),
      secret: () => {
        throw new CodedError('secret-unreadable', 'no master key')
      },
    }
    expect(door().config(locked)).toMatchObject({
      type: 'unavailable',
      wanted: 'ics',
      code: 'secret-unreadable',
      reason: 'no master key',
    })
    expect(door().config(kept('gopher', {}))).toMatchObject({ type: 'unavailable', code: 'invalid-configuration' })
  })
})
