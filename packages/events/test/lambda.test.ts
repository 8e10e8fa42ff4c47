import { defineTelemetry, type StandardSchema } from '@org/core/catalog'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createEvents } from '../src/index.js'
import { lambdaMiddleware, wrapLambdaHandler } from '../src/lambda.js'
import { createInMemoryEventBus } from '../src/testing/index.js'

const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const telemetry = defineTelemetry({ service: 's', events: { source: 'a.b', types: { invoked: anything } } })

function setUp() {
  const bus = createInMemoryEventBus()
  const clock = createManualClock()
  const events = createEvents({ telemetry, client: bus, clock, onDiagnostic: () => {} })
  const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 10_000 }
  return { events, bus, context }
}

describe('at the end of an invocation, what it published is delivered', () => {
  it('by a wrapped handler, whether it returns or throws', async () => {
    const { events, bus, context } = setUp()
    const handler = wrapLambdaHandler(async (succeeds: boolean, _context: typeof context) => {
      events.publish('invoked', {})
      if (!succeeds) throw new Error('it failed')
      return 'done'
    })

    expect(await handler(true, context)).toBe('done')
    expect(bus.events()).toHaveLength(1)
    await expect(handler(false, context)).rejects.toThrow('it failed')
    expect(bus.events().map(({ detail }) => detail.metadata.requestId)).toEqual(['r-1', 'r-1'])
  })

  it('by the middleware', async () => {
    const { events, bus, context } = setUp()
    const middleware = lambdaMiddleware()
    middleware.before({ context })
    events.publish('invoked', {})
    await middleware.after({ context })

    expect(bus.events()).toHaveLength(1)
  })
})
