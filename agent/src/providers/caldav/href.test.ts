import type { ItemId } from '@chroniton/shared/contract/ids'
import { describe, expect, it } from 'vitest'
import { collectionPath, itemIdFor, itemUrl, namesIn, resolveHref } from './href.ts'

const COLLECTION = new URL('https://host/dav/ada@example.org/My%20Calendar/')
const named = namesIn(COLLECTION)

describe('the names of items', () => {
  it('are the same however the server encodes them', () => {
    const spellings = [
      '/dav/ada@example.org/My%20Calendar/b%C3%BCro%20(1)@x.ics',
      '/dav/ada%40example.org/My%20Calendar/b%c3%bcro%20%281%29%40x.ics',
      'https://host/dav/ada%40example.org/My Calendar/büro (1)@x.ics',
      'http%3A//host/dav/ada@example.org/My%20Calendar/b%C3%BCro%20(1)@x.ics',
    ]
    const ids = spellings.map((href) => named(href))
    expect(new Set(ids.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(ids[0]).toMatchObject({ kind: 'item' })
  })

  it('lead back to an address of the item', () => {
    const name = named('/dav/ada@example.org/My%20Calendar/a%2Fb%25c%20%3F.ics')
    if (name.kind !== 'item') throw new Error('not an item')
    const url = itemUrl(COLLECTION, name.itemId)
    expect(url.href).toBe('https://host/dav/ada@example.org/My%20Calendar/a%2Fb%25c%20%3F.ics')
    expect(named(url.href)).toEqual(name)
  })

  it('survive bytes that are no UTF-8', () => {
    expect(named('/dav/ada@example.org/My%20Calendar/b%fcro.ics')).toEqual({ kind: 'item', itemId: 'b%FCro.ics' })
    expect(itemUrl(COLLECTION, 'b%FCro.ics' as ItemId).pathname).toMatch(/b%FCro\.ics$/)
  })

  it('tell the collection, what is deeper in it, and what is elsewhere', () => {
    expect(named('/dav/ada@example.org/My%20Calendar/').kind).toBe('collection')
    expect(named('/dav/ada%40example.org/My%20Calendar').kind).toBe('collection')
    expect(named('/dav/ada@example.org/My%20Calendar/sub/a.ics').kind).toBe('nested')
    expect(named('/ada@example.org/My%20Calendar/a.ics').kind).toBe('elsewhere')
  })

  it('follow from the event', () => {
    expect(itemIdFor('00ff-1')).toBe('00ff-1.ics')
  })
})

describe('addresses', () => {
  it('of a collection end with a slash', () => {
    expect(collectionPath(new URL('https://host/a%40b/c'))).toBe('/a@b/c/')
  })

  it('that are none are a fault of the server', () => {
    expect(() => resolveHref('https://', COLLECTION)).toThrow('is no address')
  })
})
