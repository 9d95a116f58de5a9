// Writes the pages that are made from the program's own tables.
import { writeFileSync } from 'node:fs'
import { VARIABLES } from '@chroniton/server/config/variables'
import { ERRORS } from '@chroniton/shared/contract/errors'
import { errorPage } from './error-page.mjs'
import { envExample, settingsPage } from './settings-page.mjs'

const write = (path, text) => writeFileSync(new URL(`../${path}`, import.meta.url), text)
write('docs/errors.md', errorPage(ERRORS))
write('docs/configuration.md', settingsPage(VARIABLES))
write('.env.example', envExample(VARIABLES))
