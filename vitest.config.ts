import { defineConfig } from 'vitest/config'

/** Tests run on the sources themselves: the condition makes `@chroniton/*` resolve to `src`, not to `dist`. */
const conditions = ['chroniton:source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{shared,agent,server,web}/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts', 'bench/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
