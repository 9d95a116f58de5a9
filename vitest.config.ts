import { defineConfig } from 'vitest/config'

/** Tests run on the sources themselves: the condition makes `@chroniton/*` resolve to `src`, not to `dist`. */
const conditions = ['chroniton:source', 'node', 'import', 'module', 'default']

/** CI counts from this file; a person reads the terminal. */
const results = process.env.CHRONITON_TEST_RESULTS

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: 'node',
    projects: [
      {
        extends: true,
        test: {
          name: 'code',
          include: ['{shared,agent,server,web}/src/**/*.test.{ts,tsx}', 'tests/simulation/*.test.ts'],
          // Modules are loaded once for all files, which is a second less each: no test may mock one.
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'programs',
          include: ['tests/*.test.ts', 'tests/e2e/*.test.ts', 'bench/**/*.test.ts'],
          // Each runs many processes by itself: hubs, agents, servers, browsers.
          maxWorkers: '50%',
          sequence: { groupOrder: 1 },
        },
      },
    ],
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
