import { defineTelemetry, type StandardSchema } from '@org/core/catalog'
import { processLifecycle } from '@org/core/lifecycle'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createEvents } from '../src/index.js'
import { createInMemoryEventBus } from '../src/testing/index.js'

const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const telemetry = defineTelemetry({ service: 's', events: { source: 'a.b', types: { started: anything } } })

function setUp(exitHooks?: boolean) {
  const clock = createManualClock()
  const bus = createInMemoryEventBus()
  const events = createEvents({ telemetry, client: bus, clock, exitHooks, onDiagnostic: () => {} })
  return { events, bus, isWatching: () => process.listenerCount('exit') > 0 }
}

describe('the end of the process', () => {
  it('is watched from the first event until everything is delivered, and again from the next one', async () => {
    const { events, isWatching } = setUp()
    expect(isWatching()).toBe(false)
    for (let time = 0; time < 2; time++) {
      events.publish('started', {})
      expect(isWatching()).toBe(true)
      await events.flush()
      expect(isWatching()).toBe(false)
    }
  })

  it('is watched for what was published while the rest was sent', async () => {
    const { events, bus, isWatching } = setUp()
    events.publish('started', {})
    const flushed = events.flush()
    // The request is under way.
    await Promise.resolve()
    events.publish('started', {})
    await flushed
    expect(bus.events()).toHaveLength(1)
    expect(isWatching()).toBe(true)

    await processLifecycle().flush(1_000)
    expect(bus.events()).toHaveLength(2)
    expect(isWatching()).toBe(false)
  })

  it('is left to the application that wants to', async () => {
    const { events, bus, isWatching } = setUp(false)
    events.publish('started', {})
    expect(isWatching()).toBe(false)

    await processLifecycle().flush(1_000)
    expect(bus.calls).toBe(0)
    await events.shutdown()
  })
})
