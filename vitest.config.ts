import { defineConfig } from 'vitest/config'

/** Tests run on the sources themselves: the condition makes `@chroniton/*` resolve to `src`, not to `dist`. */
const conditions = ['chroniton:source', 'node', 'import', 'module', 'default']

/** CI counts from this file; a person reads the terminal. */
const results = process.env.CHRONITON_TEST_RESULTS

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{shared,agent,server,web}/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts', 'bench/**/*.test.ts'],
    environment: 'node',
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
