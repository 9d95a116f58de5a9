// Writes the pages of docs/ that are made from the program's own tables.
import { writeFileSync } from 'node:fs'
import { ERRORS } from '@chroniton/shared/contract/errors'
import { errorPage } from './error-page.mjs'

writeFileSync(new URL('../docs/errors.md', import.meta.url), errorPage(ERRORS))
