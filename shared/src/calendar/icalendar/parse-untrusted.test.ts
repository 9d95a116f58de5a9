import { describe, expect, test } from 'vitest'
import { parseCalendar } from './parse.ts'
import { parseUntrusted } from './parse-untrusted.ts'

function calendar(count: number, rule = ''): string {
  const events = Array.from({ length: count }, (_, index) =>
    [
      'BEGIN:VEVENT',
      `UID:${index}`,
      'DTSTART:20260101T090000Z',
      ...(rule === '' ? [] : [`RRULE:${rule}`]),
      'END:VEVENT',
    ].join('\r\n'),
  )
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n')
}

describe('text from anywhere', () => {
  test('a large one is read in another thread with the same result', async () => {
    const text = calendar(1500)
    expect(await parseUntrusted(text)).toEqual(parseCalendar(text))
  })

  test('a small one is read at once', async () => {
    expect((await parseUntrusted(calendar(1))).events).toHaveLength(1)
  })

  test('several large ones wait for each other', async () => {
    const results = await Promise.all([1200, 1300, 1400, 1500].map((count) => parseUntrusted(calendar(count))))
    expect(results.map(({ events }) => events.length)).toEqual([1200, 1300, 1400, 1500])
  })

  test('what is no calendar fails with its code, in the thread as well', async () => {
    const html = `<html>${' '.repeat(100_000)}</html>`
    await expect(parseUntrusted(html, { origin: 'feed' })).rejects.toMatchObject({ code: 'source-not-a-calendar' })
    await expect(parseUntrusted(calendar(2000).slice(0, -40), { origin: 'feed' })).rejects.toMatchObject({
      code: 'source-cut-short',
    })
  })

  test('one that takes too long is given up, and the next is read', async () => {
    const costly = calendar(2000, 'RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=30')
    await expect(parseUntrusted(costly, { limitMs: 300 })).rejects.toMatchObject({ code: 'item-too-large' })
    expect((await parseUntrusted(calendar(1200))).events).toHaveLength(1200)
  })

  test('an abort ends it with its reason', async () => {
    const controller = new AbortController()
    const costly = calendar(2000, 'RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=30')
    const running = parseUntrusted(costly, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    await expect(parseUntrusted(costly, { signal: controller.signal })).rejects.toThrow('enough')
  })
})
