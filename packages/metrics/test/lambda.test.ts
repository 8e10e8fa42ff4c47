import { counter, defineTelemetry } from '@org/core/catalog'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createMetrics } from '../src/index.js'
import { lambdaMiddleware, wrapLambdaHandler } from '../src/lambda.js'
import { createInMemoryCloudWatch } from '../src/testing/index.js'

const telemetry = defineTelemetry({
  service: 's',
  metrics: { namespace: 'N', definitions: { invoked: counter() } },
})

function setUp() {
  const clock = createManualClock()
  const cloudWatch = createInMemoryCloudWatch({ clock })
  const metrics = createMetrics({ telemetry, client: cloudWatch, clock, onDiagnostic: () => {} })
  const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 10_000 }
  return { metrics, cloudWatch, context }
}

describe('at the end of an invocation, what it measured is delivered', () => {
  it('by a wrapped handler, whether it returns or throws', async () => {
    const { metrics, cloudWatch, context } = setUp()
    const handler = wrapLambdaHandler(async (succeeds: boolean, _context: typeof context) => {
      metrics.counter('invoked').add(1)
      if (!succeeds) throw new Error('it failed')
      return 'done'
    })

    expect(await handler(true, context)).toBe('done')
    expect(cloudWatch.statistics('invoked')?.sum).toBe(1)
    await expect(handler(false, context)).rejects.toThrow('it failed')
    expect(cloudWatch.statistics('invoked')?.sum).toBe(2)
  })

  it('by the middleware', async () => {
    const { metrics, cloudWatch, context } = setUp()
    const middleware = lambdaMiddleware()
    middleware.before({ context })
    metrics.counter('invoked').add(1)
    await middleware.after({ context })

    expect(cloudWatch.statistics('invoked')?.sum).toBe(1)
  })
})
