import { defineTelemetry, type StandardSchema } from '@org/core/catalog'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it, vi } from 'vitest'

const sdk = vi.hoisted(() => ({ loaded: 0, failures: 0, configurations: [] as unknown[], destroyed: 0 }))

/** Takes the place of the AWS SDK to see when it is loaded and how it is set up. */
vi.mock('@aws-sdk/client-eventbridge', () => {
  sdk.loaded += 1
  return {
    EventBridge: class {
      constructor(configuration: unknown) {
        sdk.configurations.push(configuration)
        if (sdk.failures-- > 0) throw new Error('Region is missing')
      }
      async putEvents(): Promise<object> {
        return {}
      }
      destroy(): void {
        sdk.destroyed += 1
      }
    },
  }
})

const schema: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const telemetry = defineTelemetry({ service: 's', events: { source: 'a.b', types: { happened: schema } } })

describe('the AWS SDK', () => {
  it('is not loaded before the first send, once in all, and closed at the end', async () => {
    const { createEvents } = await import('../src/index.js')
    const clock = createManualClock()
    const events = createEvents({ telemetry, clock, region: 'eu-west-1', requestTimeoutMs: 4_000 })
    events.publish('happened', {})
    await clock.advance(999)
    // There is nothing to send here, so nothing is loaded for it.
    await createEvents({ telemetry, clock }).flush()
    expect(sdk.loaded).toBe(0)

    await events.flush()
    events.publish('happened', {})
    await events.shutdown()

    expect(sdk.loaded).toBe(1)
    expect(sdk.configurations).toEqual([
      {
        region: 'eu-west-1',
        maxAttempts: 1,
        requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
      },
    ])
    expect(sdk.destroyed).toBe(1)
  })

  it('is set up again with the next request when it could not be', async () => {
    const { createEvents } = await import('../src/index.js')
    const clock = createManualClock()
    const codes: string[] = []
    sdk.failures = 1
    const events = createEvents({
      telemetry,
      clock,
      random: () => 0.5,
      onDiagnostic: ({ code }) => codes.push(code),
      retry: { probeIntervalMs: 1_000 },
    })
    events.publish('happened', {})
    const flushed = events.flush()
    await clock.advance(1_000)

    expect(await flushed).toMatchObject({ delivered: 1 })
    expect(codes).toEqual(['MON_DELIVERY_UNAVAILABLE', 'MON_DELIVERY_RECOVERED'])
  })
})
