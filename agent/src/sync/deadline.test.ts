import { CodedError } from '@chroniton/shared/contract/errors'
import { expect, test } from 'vitest'
import { VirtualMachine } from '../testing/virtual-machine.ts'
import { withDeadline } from './deadline.ts'

const LIMIT = 1000

function begin<Result>(act: (signal: AbortSignal, alive: () => void) => Promise<Result>) {
  const machine = new VirtualMachine()
  const stopping = new AbortController()
  let given: AbortSignal | undefined
  const result = withDeadline(machine.timers, LIMIT, stopping.signal, (signal, alive) => {
    given = signal
    return act(signal, alive)
  })
  return { machine, stopping, signal: given!, result: result.catch((error: unknown) => error) }
}

const never = () => new Promise<never>(() => {})

test('gives what the work gives, and leaves it alone afterwards', async () => {
  const { machine, stopping, signal, result } = begin(async () => 7)
  expect(await result).toBe(7)
  await machine.advance(2 * LIMIT)
  stopping.abort()
  expect(signal.aborted).toBe(false)
})

test('fails as the work fails, also before it has begun to wait', async () => {
  expect(await begin(() => Promise.reject(new Error('later'))).result).toEqual(new Error('later'))
  const { machine, signal, result } = begin(() => {
    throw new Error('at once')
  })
  expect(await result).toEqual(new Error('at once'))
  await machine.advance(2 * LIMIT)
  expect(signal.aborted).toBe(false)
})

test('gives up on work that never ends', async () => {
  const { machine, signal, result } = begin(never)
  await machine.advance(LIMIT)
  const failure = await result
  expect(failure).toBeInstanceOf(CodedError)
  expect(failure).toMatchObject({ code: 'source-unreachable', detail: 'no answer within 1 s' })
  expect(signal.reason).toBe(failure)
})

test('waits anew with every sign of life', async () => {
  let alive = () => {}
  const { machine, signal } = begin((_signal, sign) => {
    alive = sign
    return never()
  })
  await machine.advance(LIMIT - 1)
  alive()
  await machine.advance(LIMIT - 1)
  expect(signal.aborted).toBe(false)
  await machine.advance(1)
  expect(signal.aborted).toBe(true)
  alive()
})

test('ends with whatever it is a part of', async () => {
  const { stopping, signal, result } = begin(never)
  const reason = new Error('the agent stops')
  stopping.abort(reason)
  expect(await result).toBe(reason)
  expect(signal.reason).toBe(reason)
  await expect(withDeadline(new VirtualMachine().timers, LIMIT, stopping.signal, never)).rejects.toBe(reason)
})

test('ends all that are parts of the same, but none that has ended already', async () => {
  const machine = new VirtualMachine()
  const stopping = new AbortController()
  const signals: AbortSignal[] = []
  const under = (act: () => Promise<unknown>) =>
    withDeadline(machine.timers, LIMIT, stopping.signal, (signal) => {
      signals.push(signal)
      return act()
    }).catch((error: unknown) => error)
  const results = [under(never), under(() => Promise.resolve(7)), under(never)]
  expect(await results[1]).toBe(7)
  const reason = new Error('the agent stops')
  stopping.abort(reason)
  expect(await Promise.all(results)).toEqual([reason, 7, reason])
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, true])
})
