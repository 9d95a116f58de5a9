import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const SERVER = join(import.meta.dirname, '..')
const NUMBER = /\[(EN\d+)\]/g

const numbersIn = (text: string) => [...text.matchAll(NUMBER)].map(([, number]) => number!)

const rules = readFileSync(join(import.meta.dirname, 'SPEC.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('- ['))
  .flatMap((line) => numbersIn(line.slice(0, line.indexOf(']') + 1)))

/** Numbers in the names of tests. */
const quoted = new Set(
  readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => readFileSync(join(SERVER, file), 'utf8').split('\n'))
    .filter((line) => /^\s*(it|test|describe)\b/.test(line))
    .flatMap(numbersIn),
)

it('every rule has a number of its own', () => {
  expect(rules.length).toBeGreaterThan(40)
  expect(new Set(rules)).toEqual(new Set(rules.map((_, index) => `EN${index + 1}`)))
})

it('every rule is quoted by the name of a test', () => {
  expect(rules.filter((rule) => !quoted.has(rule))).toEqual([])
})

it('every number that a test quotes is one of a rule', () => {
  expect([...quoted].filter((number) => !rules.includes(number))).toEqual([])
})
