import type { ParsedEvent } from '@chroniton/shared/calendar/icalendar/parse'
import type { ItemId } from '@chroniton/shared/contract/ids'
import { expect, test } from 'vitest'
import { PrintedItems } from './printed-items.ts'

const WORK = new URL('https://dav.example.com/cal/work/')
const OTHER = new URL('https://dav.example.com/cal/other/')
const A = 'a.ics' as ItemId
const TEXT = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'
const read: ParsedEvent = {
  uid: 'a',
  event: { '@type': 'Event', uid: 'a', start: '2026-01-05T09:00:00' },
  mark: null,
}

function wrote(text = TEXT): PrintedItems {
  const items = new PrintedItems()
  items.remember(WORK, A, { text, read })
  return items
}

test('the text that was written is known, once, however its lines end', () => {
  for (const text of [TEXT, TEXT.replaceAll('\r\n', '\n'), TEXT.trimEnd()]) {
    const items = wrote()
    expect(items.take(WORK, A, text)).toBe(read)
    expect(items.take(WORK, A, text)).toBeNull()
  }
})

test('any other text is not', () => {
  expect(wrote().take(WORK, A, TEXT.replace('\r\nEND', '\r\nX-A:b\r\nEND'))).toBeNull()
  expect(wrote().take(WORK, 'b.ics' as ItemId, TEXT)).toBeNull()
  expect(wrote().take(OTHER, A, TEXT)).toBeNull()
})

test('of two texts written in turn the last one counts, also where only reading tells what it says', () => {
  const items = wrote()
  items.remember(WORK, A, { text: 'other', read: null })
  expect(items.take(WORK, A, TEXT)).toBeNull()
})

test('what nobody reads back is forgotten in the end', () => {
  const items = wrote()
  for (let index = 0; index < 2000; index += 1) items.remember(OTHER, `${index}` as ItemId, { text: TEXT, read })
  expect(items.take(WORK, A, TEXT)).toBeNull()
  expect(items.take(OTHER, '1999' as ItemId, TEXT)).toBe(read)
})
