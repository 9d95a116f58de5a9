import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CodedError } from '@chroniton/shared/contract/errors'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../store/database.ts'
import { KeyFile } from './key-file.ts'
import { keySource, type KeySettings, masterKeyPath } from './key-source.ts'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'
import { Vault, type VaultOptions } from './vault.ts'

const SECRET = 'open sesame'

let storage: string
let database: Database

beforeEach(() => {
  storage = mkdtempSync(join(tmpdir(), 'vault-'))
  database = openDatabase(join(storage, 'hub.sqlite'))
})

afterEach(() => {
  database.close()
  rmSync(storage, { recursive: true, force: true })
})

const nothing = { masterKey: null, masterKeyCommand: null }
const open = (settings: Partial<KeySettings> = {}, more: Partial<VaultOptions> = {}) =>
  new Vault({ database, source: keySource({ storagePath: storage, ...nothing, ...settings }), ...more })
const keyText = (key: SecretKey) => key.bytes.toString('base64')
const fileBytes = () => ['hub.sqlite', 'hub.sqlite-wal'].map((name) => readFileSync(join(storage, name))).join('')

describe('the vault', () => {
  it('keeps secrets across a start, under a key that only its owner may read', () => {
    open().put('source/a', SECRET)
    expect(statSync(masterKeyPath(storage)).mode & 0o777).toBe(0o600)
    expect(open().get('source/a')).toBe(SECRET)
    expect(open().get('source/b')).toBeNull()
    expect(open().trouble).toBeNull()
    expect(fileBytes()).not.toContain(SECRET)
  })

  it('forgets what is deleted', () => {
    const vault = open()
    vault.put('source/a', SECRET)
    vault.delete('source/a')
    expect(vault.get('source/a')).toBeNull()
  })

  it('refuses a secret that was put in another’s place', () => {
    const vault = open()
    vault.put('source/a', SECRET)
    vault.put('source/b', 'mine')
    database.sqlite.exec(`update secrets set box = (select box from secrets where record_id = 'source/a')`)
    expect(vault.get('source/a')).toBe(SECRET)
    expect(() => vault.get('source/b')).toThrow(/altered/)
  })
})

describe('without the right key', () => {
  const codeOf = (act: () => unknown) => {
    try {
      act()
    } catch (error) {
      return (error as CodedError).code
    }
    return null
  }

  it('a key that is missing is not made anew while something needs it', () => {
    open().put('source/a', SECRET)
    const key = readFileSync(masterKeyPath(storage))
    rmSync(masterKeyPath(storage))
    const vault = open()
    expect([codeOf(() => vault.get('source/a')), codeOf(() => vault.put('source/b', 'x'))]).toEqual([
      'secret-unreadable',
      'secret-unreadable',
    ])
    expect(vault.trouble).toContain(masterKeyPath(storage))
    expect(existsSync(masterKeyPath(storage))).toBe(false)
    writeFileSync(masterKeyPath(storage), key)
    expect(open().get('source/a')).toBe(SECRET)
  })

  it('another key opens nothing that was there, and takes what is entered anew', () => {
    open().put('source/a', SECRET)
    open().put('source/b', SECRET)
    const another = SecretKey.make(randomBytes)
    writeFileSync(masterKeyPath(storage), `${another.reveal()}\n`)
    const vault = open()
    expect(() => vault.get('source/a')).toThrow(another.id)
    expect(vault.trouble).toContain('some secrets need the master key')
    vault.put('source/a', 'entered anew')
    expect(vault.get('source/a')).toBe('entered anew')
    expect(codeOf(() => vault.get('source/b'))).toBe('secret-unreadable')
  })

  it.each([
    ['a file that holds none', () => writeFileSync(masterKeyPath(storage), 'password\n')],
    ['a file that is not there', () => rmSync(masterKeyPath(storage))],
  ])('%s is named', (_, spoil) => {
    open().put('source/a', SECRET)
    spoil()
    expect(open().trouble).toContain(masterKeyPath(storage))
  })
})

describe('a key that the operator gives', () => {
  it('by the environment or a command leaves no file', () => {
    const key = SecretKey.make(randomBytes)
    open({ masterKey: keyText(key) }).put('source/a', SECRET)
    const printing = ['printf', '%s\\n', keyText(key)]
    expect(open({ masterKeyCommand: printing }).get('source/a')).toBe(SECRET)
    expect(existsSync(masterKeyPath(storage))).toBe(false)
  })

  it('is named when a command does not print one, and what it printed is not told', () => {
    const failing = open({ masterKeyCommand: ['sh', '-c', 'echo hunter2; exit 3'] })
    expect(failing.trouble).toMatch(/MASTER_KEY_COMMAND.*sh failed \(3\)/)
    const wrong = open({ masterKeyCommand: ['echo', 'hunter2'] })
    expect(wrong.trouble).toContain('MASTER_KEY_COMMAND')
    expect(`${failing.trouble}${wrong.trouble}`).not.toContain('hunter2')
  })

  it('is replaced by giving the one before as well, once', () => {
    const [before, next] = [SecretKey.make(randomBytes), SecretKey.make(randomBytes)]
    const vault = open({ masterKey: keyText(before) })
    vault.put('source/a', SECRET)
    expect(() => vault.rotate()).toThrow(/MASTER_KEY_PREVIOUS/)
    expect(open({ masterKey: keyText(next) }, { previous: before }).get('source/a')).toBe(SECRET)
    expect(open({ masterKey: keyText(next) }).get('source/a')).toBe(SECRET)
  })
})

describe('a rotation', () => {
  const key = () => new KeyFile(masterKeyPath(storage)).read()!.id
  const twoSecrets = () => {
    const vault = open()
    vault.put('source/a', SECRET)
    vault.put('source/b', 'mine')
    return vault
  }
  const secretsOf = (vault: Vault) => [vault.get('source/a'), vault.get('source/b')]

  it('wraps everything with a new key and forgets the one before', () => {
    const vault = twoSecrets()
    const before = key()
    expect(vault.rotate()).toEqual({ keyId: key(), secrets: 2 })
    expect(key()).not.toBe(before)
    expect(secretsOf(vault)).toEqual([SECRET, 'mine'])
    expect(secretsOf(open())).toEqual([SECRET, 'mine'])
    expect(existsSync(`${masterKeyPath(storage)}.new`)).toBe(false)
    expect(statSync(masterKeyPath(storage)).mode & 0o777).toBe(0o600)
  })

  it('leaves alone what needs yet another key', () => {
    const vault = twoSecrets()
    database.sqlite.exec(`update secrets set key_id = 'elsewhere' where record_id = 'source/b'`)
    expect(vault.rotate().secrets).toBe(1)
    expect(vault.get('source/a')).toBe(SECRET)
  })

  /** A vault whose key file ends the process at one of its steps. */
  class Interrupted extends Error {}
  function interruptedAt(step: 'writeNew' | 'afterNew' | 'adoptNew') {
    const file = new KeyFile(masterKeyPath(storage))
    const { writeNew } = file
    const vault = new Vault({ database, source: { kind: 'own-file', file } })
    file.writeNew = (next) => {
      if (step === 'writeNew') throw new Interrupted()
      writeNew.call(file, next)
      if (step === 'afterNew') throw new Interrupted()
    }
    file.adoptNew = () => {
      throw new Interrupted()
    }
    return vault
  }

  it.each(['writeNew', 'afterNew', 'adoptNew'] as const)('that ends at %s loses nothing', (step) => {
    twoSecrets()
    const broken = interruptedAt(step)
    expect(() => broken.rotate()).toThrow(Interrupted)
    // The process may also live on.
    expect(secretsOf(broken)).toEqual([SECRET, 'mine'])
    const vault = open()
    expect(secretsOf(vault)).toEqual([SECRET, 'mine'])
    expect(vault.rotate().secrets).toBe(2)
    expect(secretsOf(open())).toEqual([SECRET, 'mine'])
  })

  it('that failed at its very end may be repeated by the same process', () => {
    twoSecrets()
    const file = new KeyFile(masterKeyPath(storage))
    const vault = new Vault({ database, source: { kind: 'own-file', file } })
    const { adoptNew } = file
    file.adoptNew = () => {
      file.adoptNew = adoptNew
      throw new Interrupted()
    }
    expect(() => vault.rotate()).toThrow(Interrupted)
    expect(vault.rotate().secrets).toBe(2)
    expect(secretsOf(open())).toEqual([SECRET, 'mine'])
  })
})
