import { makeProgram as makeAgentProgram } from '@chroniton/agent/cli/program'
import { makeProgram } from '@chroniton/server/cli/program'
import { VARIABLES } from '@chroniton/server/config/variables'
import { ERRORS } from '@chroniton/shared/contract/errors'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
// @ts-expect-error: a plain script without types
import { pages } from '../scripts/pages.mjs'

const made = Object.entries(pages({ ERRORS, VARIABLES, makeProgram, makeAgentProgram }) as Record<string, string>)

it.each(made)('%s says what the program itself says (npm run docs writes it anew)', (path, page) => {
  expect(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).toBe(page)
})
