import { counter, defineTelemetry } from '@org/core/catalog'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it, vi } from 'vitest'

const sdk = vi.hoisted(() => ({ loaded: 0, failures: 0, configurations: [] as unknown[], destroyed: 0 }))

/** Takes the place of the AWS SDK to see when it is loaded and how it is set up. */
vi.mock('@aws-sdk/client-cloudwatch', () => {
  sdk.loaded += 1
  return {
    CloudWatch: class {
      constructor(configuration: unknown) {
        sdk.configurations.push(configuration)
        if (sdk.failures-- > 0) throw new Error('Region is missing')
      }
      async putMetricData(): Promise<void> {}
      destroy(): void {
        sdk.destroyed += 1
      }
    },
  }
})

const telemetry = defineTelemetry({ service: 's', metrics: { namespace: 'N', definitions: { started: counter() } } })

describe('the AWS SDK', () => {
  it('is not loaded before the first send, once in all, and closed at the end', async () => {
    const { createMetrics } = await import('../src/index.js')
    const clock = createManualClock()
    const metrics = createMetrics({ telemetry, clock, region: 'eu-west-1', requestTimeoutMs: 4_000 })
    metrics.counter('started').add(1)
    await metrics.stats()
    await clock.advance(59_000)
    expect(sdk.loaded).toBe(0)
    // There is nothing to send: the flush of metrics without a recording loads nothing either.
    await createMetrics({ telemetry, clock }).flush()
    expect(sdk.loaded).toBe(0)

    await metrics.flush()
    metrics.counter('started').add(1)
    await metrics.shutdown()

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
    const { createMetrics } = await import('../src/index.js')
    const clock = createManualClock()
    const codes: string[] = []
    sdk.failures = 1
    const metrics = createMetrics({
      telemetry,
      clock,
      random: () => 0.5,
      onDiagnostic: ({ code }) => codes.push(code),
      retry: { probeIntervalMs: 1_000 },
    })
    metrics.counter('started').add(1)
    const flushed = metrics.flush()
    await clock.advance(1_000)

    expect(await flushed).toMatchObject({ delivered: 1 })
    expect(codes).toEqual(['MON_DELIVERY_UNAVAILABLE', 'MON_DELIVERY_RECOVERED'])
  })
})
