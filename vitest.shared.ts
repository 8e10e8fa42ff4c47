import { defineConfig } from 'vitest/config'

/** Tests run from source: a workspace import resolves to `src`, never to a stale `dist`. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@org/source', 'node'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    typecheck: { enabled: false },
    // Generous: a busy machine is no failure. Nothing waits for the wall clock on purpose.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
    coverage: { include: ['src/**'], exclude: ['src/**/*.test.ts'] },
  },
})
