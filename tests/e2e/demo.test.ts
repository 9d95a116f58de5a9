import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { describeWithPrograms } from '../servers/available.ts'
import { runToEnd } from './processes.ts'

describeWithPrograms('npm run demo', ['radicale'], () => {
  it('carries every kind of change to the other side', async () => {
    const out = await runToEnd([fileURLToPath(new URL('../../scripts/demo.mjs', import.meta.url)), '--once'])
    expect(out.match(/^ {2}arrived on the other side/gm)).toHaveLength(7)
  }, 120_000)
})
