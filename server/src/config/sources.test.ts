import { randomBytes } from 'node:crypto'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const sourcesOf = (environment: Record<string, string>) => readConfig(environment).sources

describe('where sources may lie', () => {
  it.each([
    ['a machine of one’s own', {}, ['private'], null],
    ['a hub for others', { API_HOST: '0.0.0.0' }, [], []],
    ['a hub behind a proxy', { TRUSTED_PROXIES: '127.0.0.1' }, [], []],
    ['public on one’s own machine', { SOURCE_ADDRESSES: 'public' }, [], null],
    ['what is listed', { API_HOST: '0.0.0.0', SOURCE_ADDRESSES: 'private, .corp' }, ['private', '.corp'], []],
    ['folders that are listed', { SOURCE_FOLDERS: '/srv/a,/srv/b' }, ['private'], ['/srv/a', '/srv/b']],
    ['any folder', { API_HOST: '0.0.0.0', SOURCE_FOLDERS: '*' }, [], null],
  ])('%s', (_what, environment, addresses, folders) => {
    expect(sourcesOf(environment as Record<string, string>)).toMatchObject({ addresses, folders })
  })

  it.each([
    ['SOURCE_ADDRESSES', '10.0.0.0/99'],
    ['SOURCE_ADDRESSES', 'https://dav.example.com'],
    ['SOURCE_FOLDERS', 'calendars'],
    ['MASTER_KEY_COMMAND', '["pass", 1]'],
  ])('%s=%s is not understood', (name, value) => {
    expect(() => sourcesOf({ [name]: value })).toThrow(name)
  })
})

describe('the master key', () => {
  it('is given as text or by a program', () => {
    const key = SecretKey.make(randomBytes).reveal()
    expect(sourcesOf({ MASTER_KEY: key }).key.masterKey).toBe(key)
    expect(sourcesOf({ MASTER_KEY_PREVIOUS: key }).previousKey?.reveal()).toBe(key)
    expect(sourcesOf({ MASTER_KEY_COMMAND: 'pass show chroniton' }).key.masterKeyCommand).toEqual([
      'pass',
      'show',
      'chroniton',
    ])
    expect(sourcesOf({ MASTER_KEY_COMMAND: '["a b", "c"]' }).key.masterKeyCommand).toEqual(['a b', 'c'])
  })

  it('that is none is refused and not shown', () => {
    const refused = () => sourcesOf({ MASTER_KEY: 'hunter2' })
    expect(refused).toThrow(/MASTER_KEY is "\(secret\)"/)
    expect(refused).not.toThrow(/hunter2/)
  })
})
