import { CodedError } from '@chroniton/shared/contract/errors'
import { expect, it } from 'vitest'
import { VirtualMachine } from '../testing/virtual-machine.ts'
import { SourceGate } from './source-gate.ts'

const PAUSES = { firstMs: 1000, longestMs: 60_000 }
const UNREACHABLE = new CodedError('source-unreachable', 'no route')
const LIMITED = new CodedError('source-rate-limited', 'slow down', { retryAfterSeconds: 120 })

function makeGate() {
  const machine = new VirtualMachine()
  let opened = 0
  const gate = new SourceGate(machine, PAUSES, () => opened++)
  return { machine, gate, opened: () => opened }
}

it('is closed until the account has answered', () => {
  const { gate, opened } = makeGate()
  expect(gate.admits()).toBe(false)
  gate.answered()
  expect(gate.admits()).toBe(true)
  expect(opened()).toBe(1)
})

it('closes with a failure of the account, lets one through to try, and all when that one got through', async () => {
  const { gate, machine } = makeGate()
  gate.answered()
  gate.enter()
  gate.enter()
  gate.trip(UNREACHABLE)
  gate.trip(UNREACHABLE)
  expect(gate.admits()).toBe(false)
  expect(() => gate.verify()).toThrow(UNREACHABLE)
  await machine.advance(1000)
  expect(gate.admits()).toBe(true)
  expect(() => gate.verify()).not.toThrow()
  gate.enter()
  expect(gate.admits()).toBe(false)
  gate.passed()
  expect(gate.admits()).toBe(true)
  gate.enter()
  expect(gate.admits()).toBe(true)
})

it('stays closed longer with every try that fails', async () => {
  const { gate, machine } = makeGate()
  gate.answered()
  gate.trip(UNREACHABLE)
  await machine.advance(1000)
  gate.enter()
  gate.trip(UNREACHABLE)
  await machine.advance(999)
  expect(gate.admits()).toBe(false)
  await machine.advance(1001)
  expect(gate.admits()).toBe(true)
})

it('keeps to a pause that the account asked for, even when it answers meanwhile', async () => {
  const { gate, machine } = makeGate()
  gate.answered()
  gate.trip(LIMITED)
  gate.answered()
  await machine.advance(119_000)
  expect(gate.admits()).toBe(false)
  await machine.advance(1000)
  expect(gate.admits()).toBe(true)
})

it('opens early when a listing shows that the account is back', () => {
  const { gate } = makeGate()
  gate.answered()
  gate.trip(UNREACHABLE)
  gate.silent()
  expect(gate.admits()).toBe(false)
  gate.answered()
  expect(gate.admits()).toBe(true)
})
