// Writes the pages that are made from the program's own tables and help texts.
import { writeFileSync } from 'node:fs'
import { makeProgram as makeAgentProgram } from '@chroniton/agent/cli/program'
import { makeProgram } from '@chroniton/server/cli/program'
import { VARIABLES } from '@chroniton/server/config/variables'
import { ERRORS } from '@chroniton/shared/contract/errors'
import { pages } from './pages.mjs'

for (const [path, text] of Object.entries(pages({ ERRORS, VARIABLES, makeProgram, makeAgentProgram }))) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text)
}
