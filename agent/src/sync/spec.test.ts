import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const AGENT = join(import.meta.dirname, '..')
const NUMBER = /\[(AG\d+)\]/g

const numbersIn = (text: string) => [...text.matchAll(NUMBER)].map(([, number]) => number!)

const rules = readFileSync(join(import.meta.dirname, 'SPEC.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('- ['))
  .flatMap((line) => numbersIn(line.slice(0, line.indexOf(']') + 1)))

/** Numbers in the names of tests. */
const quoted = readdirSync(AGENT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .flatMap((file) => readFileSync(join(AGENT, file), 'utf8').split('\n'))
  .filter((line) => /^\s*(it|test|describe)\b/.test(line))
  .flatMap(numbersIn)

it('every rule has a number of its own and is quoted by the name of a test, and no other is', () => {
  expect(rules).toEqual(rules.map((_, index) => `AG${index + 1}`))
  expect([...new Set(quoted)].toSorted()).toEqual(rules.toSorted())
})
