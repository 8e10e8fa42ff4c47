import { ConfigurationError } from '@org/core'
import { counter, defineTelemetry, type MetricDefinitions } from '@org/core/catalog'
import { describe, expect, it } from 'vitest'
import { createMetrics } from './metrics.js'
import { type DefaultDimensions, type MetricsOptions, resolveMetricsOptions } from './options.js'

const telemetry = defineTelemetry({
  service: 's',
  metrics: { namespace: 'N', definitions: { page_viewed: counter({ dimensions: ['Version'] }) } },
})

type Options = MetricsOptions<MetricDefinitions, DefaultDimensions>

describe('createMetrics', () => {
  it.each<[object, string]>([
    [{ flushIntervalMs: 99 }, 'Option `flushIntervalMs` must be a whole number from 100 to 3600000 ms'],
    [{ flushIntervalMs: 3_600_001 }, 'Option `flushIntervalMs` must be'],
    [{ maxSeriesPerMetric: 0 }, 'Option `maxSeriesPerMetric` must be a whole number from 1 to 1000000 series'],
    [{ maxSeriesPerMetric: 1_000_001 }, 'Option `maxSeriesPerMetric` must be'],
    [{ retry: { maxAgeMs: 14 * 24 * 3_600_000 + 1 } }, 'Option `retry.maxAgeMs` must be'],
    [{ retry: 5 }, 'Option `retry` must be an object'],
    [{ retry: { attempts: 3 } }, 'retry has no option `attempts`'],
    [{ buffer: { maxItems: 0 } }, 'Option `buffer.maxItems` must be'],
    [{ buffer: { items: 1 } }, 'buffer has no option `items`'],
    [{ concurrency: { maximum: 1 } }, 'concurrency has no option `maximum`'],
    [{ requestTimeoutMs: 0 }, 'Option `requestTimeoutMs` must be'],
    [{ flushTimeoutMs: -1 }, 'Option `flushTimeoutMs` must be'],
    [{ defaultDimensions: [] }, 'Option `defaultDimensions` must be an object'],
    [{ defaultDimensions: { Cluster: '' } }, 'Option `defaultDimensions["Cluster"]` must be 1 to 1024'],
    [{ defaultDimensions: { Cluster: 'ü' } }, 'printable ASCII'],
    [{ defaultDimensions: { ':c': 'x' } }, 'Option `defaultDimensions` must be ASCII without control characters'],
    [{ client: {} }, 'Option `client` must be a CloudWatchClient of @aws-sdk/client-cloudwatch'],
    [{ client: null }, 'an object with `putMetricData`, or a port with `send`; got null'],
    [{ region: '' }, 'Option `region` must be a non-empty string'],
    [{ endpoint: 5 }, 'Option `endpoint` must be a non-empty string; got 5 (number)'],
    [{ endpoint: 'localhost:4580' }, 'Option `endpoint` must be a URL that begins with http:// or https://'],
    [{ endpoint: 'http://' }, 'Option `endpoint` must be a URL'],
    [{ spill: '/tmp' }, 'Option `spill` must be an object'],
    [{ spill: { directory: '' } }, 'Option `spill.directory` must be'],
    [{ spill: { directory: '/tmp', size: 1 } }, 'spill has no option `size`'],
    [{ spill: { store: {} } }, 'Option `spill.store` must have the methods'],
    [{ service: '' }, 'Option `service` must be'],
    [{ version: 5 }, 'Option `version` must be'],
    [{ exitHooks: 'no' }, 'Option `exitHooks` must be'],
    [{ runtimeMetadata: 1 }, 'Option `runtimeMetadata` must be'],
    [{ clock: {} }, 'Option `clock` must'],
    [{ random: 0.5 }, 'Option `random` must be a function'],
    [{ onDiagnostic: true }, 'Option `onDiagnostic` must be a function'],
    [{ telemetry: undefined }, 'Option `telemetry` must be an object'],
    [{ flushInterval: 5 }, 'createMetrics has no option `flushInterval`; known options: telemetry,'],
    [{ identity: {} }, 'createMetrics has no option `identity`'],
  ])('refuses %j', (wrong, message) => {
    const options = { telemetry, ...wrong } as Options

    expect(() => createMetrics(options)).toThrow(ConfigurationError)
    expect(() => createMetrics(options)).toThrow(message)
  })

  it.each([undefined, null, 'metrics', []])('refuses %j as its options', (options) => {
    expect(() => createMetrics(options as unknown as Options)).toThrow('Option `options` must be an object')
  })

  it('takes 30 dimensions in all and not one more', () => {
    const named = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
    const metric: MetricDefinitions = { wide: counter({ dimensions: named(28, 'D') }) }
    const wide = defineTelemetry({ service: 's', metrics: { namespace: 'N', definitions: metric } })
    const defaults = (count: number) => Object.fromEntries(named(count, 'E').map((name) => [name, 'x']))

    expect(() => createMetrics({ telemetry: wide, defaultDimensions: defaults(2) })).not.toThrow()
    expect(() => createMetrics({ telemetry: wide, defaultDimensions: defaults(3) })).toThrow(
      'Metric `wide` has 31 dimensions',
    )
    expect(() =>
      createMetrics({ telemetry: wide, defaultDimensions: { ...defaults(2), D0: 'declared already' } }),
    ).not.toThrow()
  })
})

describe('resolveMetricsOptions', () => {
  it('keeps what fails for 3 hours, however the other retries are tuned', () => {
    const { outlet } = resolveMetricsOptions({ telemetry, retry: { baseDelayMs: 50 } })

    expect(outlet.tuning.retry).toEqual({ baseDelayMs: 50, maxAgeMs: 3 * 3_600_000 })
  })

  it('sends the datums of a window at once, however long the window is', () => {
    const { outlet, flushIntervalMs } = resolveMetricsOptions({ telemetry, flushIntervalMs: 10_000 })

    expect([flushIntervalMs, outlet.tuning.flushIntervalMs]).toEqual([10_000, 1])
  })

  it('needs no catalog of metrics', () => {
    expect(resolveMetricsOptions({ telemetry: defineTelemetry({ service: 's' }) })).toMatchObject({ definitions: {} })
  })
})
