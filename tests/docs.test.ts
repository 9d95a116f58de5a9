import { readFileSync } from 'node:fs'
import { VARIABLES } from '@chroniton/server/config/variables'
import { ERRORS } from '@chroniton/shared/contract/errors'
import { expect, it } from 'vitest'
// @ts-expect-error: a plain script without types
import { errorPage } from '../scripts/error-page.mjs'
// @ts-expect-error: a plain script without types
import { envExample, settingsPage } from '../scripts/settings-page.mjs'

it.each([
  ['docs/errors.md', errorPage(ERRORS)],
  ['docs/configuration.md', settingsPage(VARIABLES)],
  ['.env.example', envExample(VARIABLES)],
])('%s says what the program’s own table says (npm run docs writes it anew)', (path, page) => {
  expect(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).toBe(page)
})
