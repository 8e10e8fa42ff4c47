import { counter, defineTelemetry, gauge, histogram } from '@org/core/catalog'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createMetrics, type MetricsClient, type MetricsOf } from '../src/index.js'

const telemetry = defineTelemetry({
  service: 'helloworld',
  metrics: {
    namespace: 'Helloworld/traffic',
    definitions: {
      page_viewed: counter({ unit: 'Count', dimensions: ['Version'] }),
      started: counter(),
      queue_depth: gauge({ dimensions: ['Queue'] }),
      request_duration: histogram({ unit: 'Milliseconds', dimensions: ['Route', 'StatusClass'] }),
    },
  },
  events: {
    source: 'helloworld.app',
    types: { seen: { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } },
  },
})
const client: MetricsClient = { putMetricData: async () => ({}) }
const base = { client, clock: createManualClock(), onDiagnostic: () => {} }

/** The compiler checks these: an unused `@ts-expect-error` fails the type check. */
describe('the types of the instruments', () => {
  const metrics = createMetrics({ telemetry, ...base })

  it('take the names and dimensions of the catalog', () => {
    metrics.counter('page_viewed').add(1, { Version: '1' })
    metrics.counter('started').add(1)
    metrics.counter('started').bind().add(1)
    metrics.gauge('queue_depth').set(3, { Queue: 'q' })
    metrics.histogram('request_duration').record(3, { Route: '/', StatusClass: '2xx' })
    metrics.histogram('request_duration').bind({ Route: '/', StatusClass: '2xx' }).startTimer()()
    metrics.histogram('request_duration').startTimer()({ Route: '/', StatusClass: '2xx' })
    metrics.histogram('request_duration').startTimer({ Route: '/' })({ StatusClass: '2xx' })
    metrics.histogram('request_duration').startTimer({ Route: '/', StatusClass: '2xx' })()

    expect(metrics.stats().adjusted).toMatchObject({ dimensionMissing: 0, dimensionUnknown: 0 })
    expect(metrics.stats().series).toBe(4)
  })

  it('refuse a misspelt name and a wrong kind, as the run time does', () => {
    // @ts-expect-error a name that the catalog does not have
    expect(() => metrics.counter('page_veiwed')).toThrow('The catalog has no metric `page_veiwed`')
    // @ts-expect-error a histogram is no counter
    expect(() => metrics.counter('request_duration')).toThrow("use metrics.histogram('request_duration')")
    // @ts-expect-error a counter is no gauge
    expect(() => metrics.gauge('page_viewed')).toThrow('is a counter')
    // @ts-expect-error a name that every object has
    expect(() => metrics.counter('toString')).toThrow('has no metric')
  })

  it('refuse missing and unknown dimensions', () => {
    // @ts-expect-error the dimension is missing
    metrics.counter('page_viewed').add(1)
    // @ts-expect-error the dimension is missing
    metrics.counter('page_viewed').add(1, {})
    // @ts-expect-error the dimension is misspelt
    metrics.counter('page_viewed').add(1, { Vresion: '1' })
    // @ts-expect-error one dimension too many
    metrics.counter('page_viewed').add(1, { Version: '1', Route: '/' })
    // @ts-expect-error the metric has no dimensions
    metrics.counter('started').add(1, { Version: '1' })
    // @ts-expect-error the value is no string
    metrics.counter('page_viewed').add(1, { Version: 1 })
    // @ts-expect-error one of two dimensions is missing
    metrics.histogram('request_duration').bind({ Route: '/' })
    // @ts-expect-error a timer of an unknown dimension
    metrics.histogram('request_duration').startTimer({ Path: '/' })
    // @ts-expect-error the rest is not given when the timer stops
    metrics.histogram('request_duration').startTimer({ Route: '/' })()
    // @ts-expect-error a gauge is set, not added to
    expect(() => metrics.gauge('queue_depth').increment(1)).toThrow(TypeError)

    expect(metrics.stats().adjusted.dimensionMissing).toBeGreaterThan(0)
    expect(metrics.stats().adjusted.dimensionUnknown).toBeGreaterThan(0)
  })

  it('make a dimension optional that a default fills', () => {
    const withDefaults = createMetrics({ telemetry, ...base, defaultDimensions: { Version: '1', Cluster: 'blue' } })
    withDefaults.counter('page_viewed').add(1)
    withDefaults.counter('page_viewed').add(1, { Version: '2' })
    // @ts-expect-error a default that the metric does not declare cannot be given
    withDefaults.counter('page_viewed').add(1, { Cluster: 'green' })
    // @ts-expect-error a default elsewhere does not fill this one
    withDefaults.gauge('queue_depth').set(1)

    expect(withDefaults.stats().adjusted).toMatchObject({ dimensionMissing: 1, dimensionUnknown: 1 })
  })

  it('leave every dimension required when the defaults are not known by name', () => {
    const anyDefaults: Record<string, string> = { Cluster: 'blue' }
    const withDefaults = createMetrics({ telemetry, ...base, defaultDimensions: anyDefaults })
    // @ts-expect-error still required
    withDefaults.counter('page_viewed').add(1)

    expect(withDefaults.stats().adjusted.dimensionMissing).toBe(1)
  })

  it('can be named after a catalog', () => {
    const view = (given: MetricsOf<typeof telemetry>): void => given.counter('page_viewed').add(1, { Version: '1' })
    view(metrics)
    const withDefaults = createMetrics({ telemetry, ...base, defaultDimensions: { Version: '1' } })
    const viewed = (given: MetricsOf<typeof telemetry, 'Version'>): void => given.counter('page_viewed').add(1)
    viewed(withDefaults)

    expect(withDefaults.stats().series).toBe(1)
  })

  it('leave no instruments when the catalog has no metrics', () => {
    const none = createMetrics({ telemetry: defineTelemetry({ service: 'helloworld' }), ...base })

    // @ts-expect-error no name can be given
    expect(() => none.counter('anything')).toThrow('it has: none')
  })
})
