import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventId } from '@chroniton/shared/contract/ids'
import { folderNameFor, isFolderName, isItemName, isTemporaryName, itemNameFor, temporaryName } from './file-name.ts'

const nameOf = (id: string) => itemNameFor(EventId.parse(id))

describe('the name of an event’s file', () => {
  it('is the event id where that is safe', () => {
    expect(nameOf('0123456789abcdef0123456789abcdef-12')).toBe('0123456789abcdef0123456789abcdef-12.ics')
  })

  it.each(['con', 'nul', 'com1', 'UPPER', 'a/b', '..', 'a:b', 'trailing.', 'ü', ' ', 'x'.repeat(300)])(
    'is told apart by a hash where the id %j is not safe',
    (id) => {
      expect(nameOf(id)).toMatch(/^([a-z0-9-]{1,40}-)?[0-9a-f]{16}\.ics$/)
    },
  )

  it('is an item name that no other id has, not even for a file system that ignores case', () => {
    const ids = fc.string({ minLength: 1, maxLength: 50, unit: 'grapheme' })
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        expect(isItemName(nameOf(a))).toBe(true)
        if (a !== b) expect(nameOf(a).toLowerCase()).not.toBe(nameOf(b).toLowerCase())
      }),
    )
  })
})

describe('the name of a calendar’s folder', () => {
  it('is readable, and the same only for the same key', () => {
    expect(folderNameFor('Zürich / Genève 🎉', 'key')).toMatch(/^zurich-geneve-[0-9a-f]{16}$/)
    expect(folderNameFor('Team', 'one')).not.toBe(folderNameFor('Team', 'two'))
    expect(folderNameFor('../..', 'key')).toMatch(/^[0-9a-f]{16}$/)
  })
})

describe('which names count', () => {
  it.each(['a.ics', 'A B ü.ICS', '#1.ics'])('%j is an event', (name) => expect(isItemName(name)).toBe(true))

  it.each([
    '.a.ics',
    '.ics',
    'a.ics~',
    'a.ics.tmp',
    'a.ics.swp',
    '#a.ics#',
    'displayname',
    '../a.ics',
    'b/a.ics',
    'b\\a.ics',
    'a\0.ics',
  ])('%j is none', (name) => expect(isItemName(name)).toBe(false))

  it.each(['..', '.', '', '.git', 'a/b', 'a\\b'])('%j is no calendar', (name) => expect(isFolderName(name)).toBe(false))

  it('files about to be renamed are told from all others', () => {
    expect(isTemporaryName(temporaryName('00ff'))).toBe(true)
    expect(isItemName(temporaryName('00ff'))).toBe(false)
    expect(isTemporaryName('.chroniton-settings.tmp.ics')).toBe(false)
  })
})
