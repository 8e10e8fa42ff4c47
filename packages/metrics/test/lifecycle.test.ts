import { counter, defineTelemetry } from '@org/core/catalog'
import { processLifecycle } from '@org/core/lifecycle'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createMetrics } from '../src/index.js'
import { createInMemoryCloudWatch } from '../src/testing/index.js'

const telemetry = defineTelemetry({ service: 's', metrics: { namespace: 'N', definitions: { started: counter() } } })

function setUp(exitHooks?: boolean) {
  const clock = createManualClock()
  const cloudWatch = createInMemoryCloudWatch({ clock })
  const metrics = createMetrics({ telemetry, client: cloudWatch, clock, exitHooks, onDiagnostic: () => {} })
  return { metrics, cloudWatch, isWatching: () => process.listenerCount('exit') > 0 }
}

describe('the end of the process', () => {
  it('is watched from the first recording until everything is delivered, and again from the next one', async () => {
    const { metrics, isWatching } = setUp()
    expect(isWatching()).toBe(false)
    for (let time = 0; time < 2; time++) {
      metrics.counter('started').add(1)
      expect(isWatching()).toBe(true)
      await metrics.flush()
      expect(isWatching()).toBe(false)
    }
  })

  it('is watched for what was recorded while the rest was sent', async () => {
    const { metrics, cloudWatch, isWatching } = setUp()
    metrics.counter('started').add(1)
    const flushed = metrics.flush()
    metrics.counter('started').add(2)
    await flushed
    expect(cloudWatch.statistics('started')?.sum).toBe(1)
    expect(isWatching()).toBe(true)

    await processLifecycle().flush(1_000)
    expect(cloudWatch.statistics('started')?.sum).toBe(3)
    expect(isWatching()).toBe(false)
  })

  it('is left to the application that wants to', async () => {
    const { metrics, cloudWatch, isWatching } = setUp(false)
    metrics.counter('started').add(1)
    expect(isWatching()).toBe(false)

    await processLifecycle().flush(1_000)
    expect(cloudWatch.calls).toBe(0)
    await metrics.shutdown()
  })
})
