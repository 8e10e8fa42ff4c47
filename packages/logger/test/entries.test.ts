import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** The packages whose telemetry leaves the process have the same entries, with the same names in them. */

async function namesIn(packageName: string, entry: string): Promise<string[]> {
  const file = fileURLToPath(new URL(`../../${packageName}/src/${entry}.ts`, import.meta.url))
  return Object.keys((await import(file)) as object).sort()
}

/** `createTestLogger` and `createTestMetrics` are one name, as it were. */
const kindOf = (name: string): string => name.replace(/^(createInMemory|createTest)[A-Z]\w+$/, '$1…')

describe('the entries of the package', () => {
  it('for Lambda are those of its sisters', async () => {
    const names = await namesIn('logger', 'lambda')

    expect(names).toEqual(['LAMBDA_DEFAULTS', 'lambdaMiddleware', 'wrapLambdaHandler'])
    for (const sister of ['metrics', 'events']) expect(await namesIn(sister, 'lambda')).toEqual(names)
  })

  it('for tests have a clock, the service in memory, and the package with everything around it, as those of its sisters', async () => {
    const names = await namesIn('logger', 'testing/index')

    expect(names).toEqual(['createInMemoryFirehose', 'createManualClock', 'createTestLogger'])
    for (const sister of ['metrics', 'events'])
      expect((await namesIn(sister, 'testing/index')).map(kindOf)).toEqual(names.map(kindOf))
  })

  it('have the errors that the package throws, so that nobody has to install another package for them', async () => {
    expect(await namesIn('logger', 'index')).toEqual(expect.arrayContaining(['ConfigurationError', 'MonitoringError']))
  })
})
