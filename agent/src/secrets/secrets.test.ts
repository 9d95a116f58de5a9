import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'
import { decrypt, encrypt, isEncrypted } from './encrypted.ts'
import { fileKeyStore } from './file-key-store.ts'
import { givenKeyStore } from './given-key-store.ts'
import { Keyring } from './keyring.ts'
import type { KeyStore } from './key-store.ts'
import { Redacted } from './redacted.ts'
import { type Run, SYSTEM_STORES, systemKeyStore } from './system-key-store.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'secrets-'))))
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const makeKey = () => SecretKey.make(randomBytes)

describe('what is encrypted', () => {
  const key = makeKey()

  it('opens with its key alone', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const encrypted = encrypt(value, key, randomBytes)
        expect(isEncrypted(JSON.parse(JSON.stringify(encrypted)))).toBe(true)
        expect(JSON.stringify(decrypt(encrypted, key))).toBe(JSON.stringify(value))
        expect(decrypt(encrypted, makeKey())).toBeUndefined()
      }),
    )
  })

  it('does not open altered, cut short, or under another key’s name', () => {
    const encrypted = encrypt({ password: 'sesame' }, key, randomBytes)
    const bytes = Buffer.from(encrypted.data.slice(2), 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const altered = Buffer.from(bytes)
      altered[at]! ^= 1
      expect(decrypt({ ...encrypted, data: `1.${altered.toString('base64url')}` }, key)).toBeUndefined()
      expect(decrypt({ ...encrypted, data: `1.${bytes.subarray(0, at).toString('base64url')}` }, key)).toBeUndefined()
    }
    expect(decrypt({ ...encrypted, key_id: 'other' }, key)).toBeUndefined()
    expect(decrypt({ ...encrypted, data: encrypted.data.slice(2) }, key)).toBeUndefined()
  })

  it('does not show its key', () => {
    const shown = [String(key), JSON.stringify({ key }), inspect(key, { showHidden: true })].join()
    for (const form of ['hex', 'base64', 'base64url'] as const) expect(shown).not.toContain(key.bytes.toString(form))
  })
})

/** The same promises of every place a key can be kept in. */
function holds(store: () => KeyStore): void {
  it('keeps two keys apart, and the next takes the place of the current one', async () => {
    const [current, next] = [makeKey(), makeKey()]
    expect([await store().read('current'), await store().read('next')]).toEqual([null, null])
    await store().writable!.write('current', current)
    await store().writable!.write('next', next)
    expect((await store().read('current'))?.id).toBe(current.id)
    expect((await store().read('next'))?.id).toBe(next.id)
    await store().writable!.adoptNext()
    expect((await store().read('current'))?.id).toBe(next.id)
    expect(await store().read('next')).toBeNull()
  })
}

describe('a key in a file', () => {
  const path = () => join(folder, 'agent.key')
  holds(() => fileKeyStore(path()))

  it('is for its owner alone, also where the file was there before', async () => {
    writeFileSync(`${path()}.new`, 'left over')
    chmodSync(`${path()}.new`, 0o644)
    await fileKeyStore(path()).writable!.write('current', makeKey())
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    expect(existsSync(`${path()}.new`)).toBe(false)
  })

  it('that is none is named and not shown', async () => {
    writeFileSync(path(), 'hunter2')
    const reading = fileKeyStore(path()).read('current')
    await expect(reading).rejects.toMatchObject({ code: 'secret-unreadable', detail: expect.stringContaining(path()) })
    await expect(reading).rejects.toMatchObject({ detail: expect.not.stringContaining('hunter2') })
  })
})

describe('a key that is given', () => {
  it('is read, and while it is replaced both are', async () => {
    const [before, now] = [makeKey(), makeKey()]
    const secret = (key: SecretKey) => Redacted.of(` ${key.reveal()}\n`)
    const alone = givenKeyStore('KEY', secret(now), null)
    expect([(await alone.read('current'))?.id, await alone.read('next')]).toEqual([now.id, null])
    const both = givenKeyStore('KEY', secret(now), secret(before))
    expect([(await both.read('current'))?.id, (await both.read('next'))?.id]).toEqual([before.id, now.id])
    expect(alone.writable).toBeUndefined()
    await expect(givenKeyStore('KEY', Redacted.of('hunter2'), null).read('current')).rejects.toThrow(/KEY: expected 32/)
  })
})

describe('a key in the store of the system', () => {
  /** Stands for `secret-tool`, which keeps one file for each account. */
  const PROGRAM = `#!/bin/sh
case "$1" in
  lookup) test -f "$KEEP/$5" && cat "$KEEP/$5" ;;
  store) cat > "$KEEP/$7" ;;
  clear) rm "$KEEP/$5" ;;
esac
`
  const install = (program: string) => {
    writeFileSync(join(folder, 'secret-tool'), program, { mode: 0o755 })
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`)
    vi.stubEnv('KEEP', folder)
  }

  describe('of Linux', () => {
    beforeEach(() => install(PROGRAM))
    holds(() => systemKeyStore('agent.json 1a2b', 'linux')!)

    it('says so when there is no such program, or it keeps nothing', async () => {
      install('#!/bin/sh\nexit 0\n')
      const mute = systemKeyStore('agent', 'linux')!
      await expect(mute.writable!.write('current', makeKey())).rejects.toThrow(/did not keep/)
      install('#!/bin/sh\nexit 7\n')
      await expect(systemKeyStore('agent', 'linux')!.read('current')).rejects.toThrow(/secret-tool failed \(7\)/)
      vi.stubEnv('PATH', folder)
      rmSync(join(folder, 'secret-tool'))
      await expect(systemKeyStore('agent', 'linux')!.read('current')).rejects.toThrow(/secret-tool failed \(ENOENT\)/)
    })
  })

  /** A store in memory that is asked as the platform's programs are. */
  function inMemory(platform: 'darwin' | 'win32') {
    const kept = new Map<string, string>()
    const words: string[] = []
    const run: Run = async ({ program, words: given, input = '' }) => {
      const line = [program, ...given].join(' ')
      words.push(line)
      const name = /-a "?([^"]*?)"?(?: -w|$)|\\([^\\']*)\.key'/.exec(input.includes('-a ') ? input : line)!
      const entry = name[1] ?? name[2]!
      const secret = platform === 'darwin' ? /-w "([^"]*)"/.exec(input)?.[1] : input
      if (secret) return { code: 0, output: String(kept.set(entry, secret).size) }
      const isRemoval = /delete-generic-password|Remove-Item/.test(line)
      const found = kept.get(entry)
      if (isRemoval) kept.delete(entry)
      return found === undefined ? { code: 44, output: '' } : { code: 0, output: isRemoval ? '' : `${found}\n` }
    }
    return { words, kept, run }
  }

  describe.each(['darwin', 'win32'] as const)('of %s', (platform) => {
    let memory: ReturnType<typeof inMemory>
    beforeEach(() => (memory = inMemory(platform)))
    holds(() => systemKeyStore('agent.json 1a2b', platform, memory.run)!)

    it('never stands on a command line', async () => {
      const key = makeKey()
      await systemKeyStore('agent', platform, memory.run)!.writable!.write('current', key)
      expect(memory.words.length).toBeGreaterThan(1)
      expect(memory.words.join('\n')).not.toContain(key.reveal())
    })

    it('is found by a name that none of the programs can take for anything else', async () => {
      await systemKeyStore(`'; rm -rf "~`, platform, memory.run)!.writable!.write('current', makeKey())
      expect([...memory.kept.keys()]).toEqual([expect.stringMatching(/^[0-9a-f]+$/)])
    })
  })

  it('is asked of no system that is not known', () => {
    expect(Object.keys(SYSTEM_STORES)).toEqual(['linux', 'darwin', 'win32'])
    expect(systemKeyStore('agent', 'aix')).toBeNull()
  })
})

describe('a keyring', () => {
  it('opens with the current key and with the next, and says which it would need', async () => {
    const store = fileKeyStore(join(folder, 'agent.key'))
    const [current, next, other] = [makeKey(), makeKey(), makeKey()]
    await store.writable!.write('current', current)
    await store.writable!.write('next', next)
    const ring = new Keyring(store)
    expect(await ring.open(encrypt('a', current, randomBytes))).toBe('a')
    expect(await ring.open(encrypt('b', next, randomBytes))).toBe('b')
    await expect(ring.open(encrypt('c', other, randomBytes))).rejects.toThrow(other.id)
    const altered = { ...encrypt('d', current, randomBytes), data: '1.AAAA' }
    await expect(ring.open(altered)).rejects.toThrow(/altered/)
    const older = { encrypted: true as const, key_id: 'default', data: 'gAAAAABm' }
    await expect(ring.open(older)).rejects.toThrow(/older agent/)
  })
})
