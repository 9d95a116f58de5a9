import { readFileSync } from 'node:fs'
import { ERRORS } from '@chroniton/shared/contract/errors'
import { expect, it } from 'vitest'
// @ts-expect-error: a plain script without types, so that it runs before anything is built
import { errorPage } from '../scripts/error-page.mjs'

it('docs/errors.md says what the table of errors says (npm run docs writes it anew)', () => {
  const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')
  expect(page).toBe(errorPage(ERRORS))
})
