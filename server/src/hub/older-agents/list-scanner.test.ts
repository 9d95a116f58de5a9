import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ListScanner } from './list-scanner.ts'

const read = (text: string, name = 'events') => {
  const scanner = ListScanner.ofMember(Buffer.from(text), name)
  const events = [...scanner.events()]
  return { values: events.map((event) => event.value()), hashes: events.map(({ hash }) => hash), rest: scanner.rest }
}

const json = fc.json({ maxDepth: 4 })

describe('a list in a large body', () => {
  it('is what JSON makes of it, whatever stands around it', () => {
    const object = fc
      .dictionary(
        fc.string(),
        json.map((text) => JSON.parse(text) as unknown),
      )
      .filter((one) => !('events' in one))
    fc.assert(
      fc.property(
        object,
        object,
        fc.array(json),
        fc.constantFrom(0, 1, '\t', '\r\n '),
        (before, after, list, space) => {
          const events = list.map((text) => JSON.parse(text) as unknown)
          const { values, rest } = read(JSON.stringify({ ...before, events, ...after }, null, space))
          expect(values).toEqual(events)
          expect(rest).toEqual({ ...before, events: [], ...after })
        },
      ),
    )
  })

  it('may be the whole body', () => {
    expect([...ListScanner.ofList(Buffer.from(' [1, {"a": "]"} ] ')).events()].map((one) => one.value())).toEqual([
      1,
      { a: ']' },
    ])
    expect(() => ListScanner.ofList(Buffer.from('{}'))).toThrow('expected a list')
  })

  it('tells by its hash alone that an event is the same', () => {
    const [a, b, c] = read('{"events":[{"id":"é"},{"id":"é"},{"id":"\\u00e9"}]}').hashes
    expect([a === b, a === c]).toEqual([true, false])
  })

  it('need not be there', () => {
    expect(read('{"status":"active"}')).toMatchObject({ values: [], rest: { status: 'active' } })
    expect(read('{"events":null}')).toMatchObject({ values: [] })
    expect(read('{"a":{"events":[1]}}')).toMatchObject({ values: [] })
  })

  it.each([
    '',
    '[]',
    '{"events":[',
    '{"events":[1',
    '{"events":[1}',
    '{"events":[1,]}',
    '{"events":[,1]}',
    '{"events":[1 2]}',
    '{"events":["\\"]}',
    '{"events":[{"a":1}]',
    '{"events":[]}x',
    '{"events":[],}',
    '{"events":[],"events":[]}',
    '{"events" []}',
    '{"events":[]"a":1}',
    '{"a":tru,"events":[]}',
  ])('is refused when the body is %j', (text) => {
    expect(() => read(text)).toThrow(/body/)
  })

  it('is never read otherwise than JSON would, nor endlessly', () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('"', '\\', '[', ']', '{', '}', ',', ':', ' ', '1'))
      .map(([text, at, character]) => {
        const whole = `{"a":1,"events":[${text},${text}],"b":"x"}`
        return whole.slice(0, at % whole.length) + character + whole.slice((at % whole.length) + 1)
      })
    fc.assert(
      fc.property(damaged, (text) => {
        const wanted = parsed(text) as { events?: unknown } | undefined
        let got: ReturnType<typeof read> | null
        try {
          got = read(text)
        } catch {
          got = null
        }
        if (wanted === undefined) expect(got).toBeNull()
        else if (got !== null && Array.isArray(wanted.events)) expect(got.values).toEqual(wanted.events)
      }),
      { numRuns: 2000 },
    )
  })
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
