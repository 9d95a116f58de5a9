import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CodedError } from '../../contract/errors.ts'
import { sameEvent } from '../equality.ts'
import { decodeCalendar } from './guard.ts'
import { parseCalendar, type ParsedCalendar } from './parse.ts'
import { printEvent } from './print.ts'

const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url))
const texts = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ics'))
  .map((name) => decodeCalendar(readFileSync(FIXTURES + name)))

const PIECES = [
  '\r\n',
  ' ',
  ';',
  ':',
  '"',
  ',',
  '=',
  '\\',
  '\0',
  'BEGIN:VEVENT\r\n',
  'END:VEVENT\r\n',
  'Z',
  'T',
  '0',
  '-',
  'É',
]

/** Cuts a stretch out of the text, or puts one of another place or of syntax in. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.integer({ min: 0, max: 40 }),
  put: fc.oneof(fc.constantFrom(...PIECES), fc.constant('')),
})

function parsed(text: string): ParsedCalendar | null {
  try {
    return parseCalendar(text)
  } catch (error) {
    expect(error).toBeInstanceOf(CodedError)
    return null
  }
}

test('damaged text is read as far as it goes, and what is read can be written', () => {
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(damage, { minLength: 1, maxLength: 5 }), (text, damages) => {
      let damaged = text
      for (const { at, cut, put } of damages) {
        const from = Math.floor(at * damaged.length)
        damaged = damaged.slice(0, from) + put + damaged.slice(from + cut)
      }
      const calendar = parsed(damaged)
      for (const { code, detail } of calendar?.problems ?? []) expect(code, detail).not.toBe('internal')
      for (const { event } of calendar?.events ?? []) {
        const again = parseCalendar(printEvent(event, { people: 'kept' }))
        expect(again.problems).toEqual([])
        expect(sameEvent(again.events[0]!.event, event) || { wanted: event, got: again.events[0]!.event }).toBe(true)
      }
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) },
  )
})
