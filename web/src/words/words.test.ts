import { ErrorCode } from '@chroniton/shared/contract/error-code'
import { describe, expect, it } from 'vitest'
import { de } from './de.ts'
import { GERMAN_ERRORS } from './de/errors.ts'
import { en } from './en.ts'
import { preferredLanguage } from './languages.ts'

describe('the German catalogue', () => {
  it('has every error', () => {
    expect(ErrorCode.options.filter((code) => GERMAN_ERRORS[code] === undefined)).toEqual([])
  })

  it('says nothing in English that takes more than a word', () => {
    const untranslated: string[] = []
    const compare = (english: unknown, german: unknown, path: string) => {
      if (typeof english === 'string') {
        if (english === german && english.trim().includes(' ')) untranslated.push(path)
      } else if (typeof english === 'object' && english !== null) {
        for (const [key, value] of Object.entries(english)) {
          compare(value, (german as Record<string, unknown>)[key], `${path}.${key}`)
        }
      }
    }
    compare(en, de, 'words')
    expect(untranslated).toEqual([])
  })

  it('counts', () => {
    expect(de.common.events(1)).toBe('1 Termin')
    expect(de.common.events(12_345)).toBe('12.345 Termine')
    expect(en.common.events(12_345)).toBe('12,345 events')
  })
})

describe('the language of a first visit', () => {
  const storage = (stored: string | null) => ({ getItem: () => stored }) as unknown as Storage

  it.each([
    [['de-CH', 'en'], null, 'de'],
    [['fr', 'de'], null, 'de'],
    [['fr'], null, 'en'],
    [['de'], 'en', 'en'],
    [['de'], 'klingon', 'de'],
  ])('%j with %j stored is %s', (asked, stored, expected) => {
    expect(preferredLanguage(storage(stored), asked)).toBe(expected)
  })
})
