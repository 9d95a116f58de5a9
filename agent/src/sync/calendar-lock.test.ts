import { expect, it } from 'vitest'
import { CalendarLock } from './calendar-lock.ts'

/** A piece of work that lasts until the test ends it. */
function work(log: string[], name: string) {
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  const act = async () => {
    log.push(`${name} begins`)
    await ended
    log.push(`${name} ends`)
  }
  return { act, end }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

it('lets writes share, gives a listing the calendar alone, and serves in the order of asking', async () => {
  const lock = new CalendarLock()
  const log: string[] = []
  const [one, two, listing, three] = ['one', 'two', 'listing', 'three'].map((name) => work(log, name))
  const all = [lock.shared(one!.act), lock.shared(two!.act), lock.alone(listing!.act), lock.shared(three!.act)]
  await settled()
  expect(log).toEqual(['one begins', 'two begins'])
  one!.end()
  await settled()
  expect(log).toEqual(['one begins', 'two begins', 'one ends'])
  two!.end()
  await settled()
  expect(log.slice(3)).toEqual(['two ends', 'listing begins'])
  listing!.end()
  await settled()
  expect(log.slice(5)).toEqual(['listing ends', 'three begins'])
  three!.end()
  await Promise.all(all)
})

it('is given back by work that fails', async () => {
  const lock = new CalendarLock()
  await expect(lock.alone(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  await expect(lock.shared(() => Promise.resolve('next'))).resolves.toBe('next')
})
