import * as aws from '@org/core/aws'
import * as catalog from '@org/core/catalog'
import { DELIVERY_DEFAULTS } from '@org/core/delivery'
import { LAMBDA_DEFAULTS } from '@org/core/lambda'
import { CRASH_TIMEOUT_MS, END_TIMEOUT_MS } from '@org/core/lifecycle'
import { SPILL_DEFAULTS } from '@org/core/spill'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { codesIn, knownOptions, openReadme, runExample } from '../../../scripts/testing/readme.mjs'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'
import * as metrics from '../src/index.js'
import * as lambda from '../src/lambda.js'
import * as testing from '../src/testing/index.js'

const sdk = vi.hoisted(() => ({ requests: [] as unknown[] }))

/** The default client of the examples takes everything. */
vi.mock('@aws-sdk/client-cloudwatch', () => ({
  PutMetricDataCommand: class {
    constructor(readonly input: unknown) {}
  },
  CloudWatchClient: class {
    async send({ input }: { readonly input: unknown }): Promise<object> {
      sdk.requests.push(input)
      return {}
    }
    destroy(): void {}
  },
}))

const readme = openReadme(new URL('../README.md', import.meta.url))
const [first, ...others] = readme.examples

const modules: Record<string, unknown> = {
  '@org/core/catalog': catalog,
  '@org/metrics': metrics,
  '@org/metrics/lambda': lambda,
  '@org/metrics/testing': testing,
}

/** What the test needs to know of the catalog of the first example. */
type Catalog = catalog.Telemetry<{ readonly page_viewed: catalog.MetricDefinition<'counter', 'Version'> }>

function shown(part: string): unknown {
  return JSON.parse(readme.blocks.find(({ language, text }) => language === 'json' && text.includes(part))?.text ?? '')
}

describe('the examples of the README', () => {
  beforeAll(async () => {
    const { printed, exported } = await runExample(first?.code ?? '', { modules })
    modules['./telemetry.js'] = exported
    expect(printed()).toBe(first?.output)
  })

  it('begin with one of at most 15 lines, which sends the request that is shown', () => {
    expect(first?.code.trim().split('\n').length).toBeLessThanOrEqual(15)
    const [sent] = JSON.parse(JSON.stringify(sdk.requests)) as { readonly MetricData: { Timestamp: string }[] }[]
    const timestamp = '2026-01-01T00:00:00.000Z'
    expect({ ...sent, MetricData: sent?.MetricData.map((datum) => ({ ...datum, Timestamp: timestamp })) }).toEqual(
      shown('"MetricData"'),
    )
  })

  it.each(others)('print what they say they print (%#)', async ({ code, output }) => {
    const { printed } = await runExample(code, { modules })

    expect(printed()).toBe(output)
    expect(output).not.toBe('')
  })

  it('show the line of a metric that was not sent', async () => {
    const stderr = captureStderr()
    onTestFinished(stderr.release)
    const clock = testing.createManualClock()
    const { telemetry } = modules['./telemetry.js'] as { readonly telemetry: Catalog }
    const unsent = metrics.createMetrics({
      telemetry,
      client: { send: () => new Promise<never>(() => {}) },
      clock,
      exitHooks: false,
      version: '1.2.3',
      environment: 'production',
      hostname: 'ip-10-0-0-1',
    })
    unsent.counter('page_viewed').add(2, { Version: '1.2.3' })
    const ended = unsent.shutdown({ timeoutMs: 0 })
    await clock.advance(0)
    await ended

    expect(stderr.lines()[0]).toEqual(shown('"_aws"'))
  })
})

describe('the README', () => {
  const table = readme.rows('Only `telemetry` is required. An option that nobody knows is refused.').slice(1)
  const options = new Map(table.map(([name = '', , , value = '']) => [name.replaceAll('`', ''), value]))

  it('has the parts of a README, in order', () => {
    expect([...readme.text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
      'When to use it, and when not',
      'Install',
      'Example',
      'What reaches AWS',
      'Options',
      'Delivery guarantees and loss',
      'The end of a process',
      'Lambda',
      'Diagnostics and errors',
      'Testing kit',
      'Links',
    ])
  })

  it('lists every option, and no other', () => {
    const known = knownOptions((unknown) => metrics.createMetrics(unknown))

    expect(new Set([...options.keys()].map((name) => name.split('.')[0]))).toEqual(new Set(known))
  })

  it('states the defaults that hold', () => {
    const { flushIntervalMs, maxSeriesPerMetric, retryMaxAgeMs } = metrics.METRICS_DEFAULTS
    const expected: Readonly<Record<string, number>> = {
      flushIntervalMs,
      maxSeriesPerMetric,
      requestTimeoutMs: DELIVERY_DEFAULTS.requestTimeoutMs,
      flushTimeoutMs: DELIVERY_DEFAULTS.flushTimeoutMs,
      'buffer.maxItems': DELIVERY_DEFAULTS.bufferMaxItems,
      'buffer.maxBytes': DELIVERY_DEFAULTS.bufferMaxBytes,
      'retry.baseDelayMs': DELIVERY_DEFAULTS.retryBaseDelayMs,
      'retry.maxDelayMs': DELIVERY_DEFAULTS.retryMaxDelayMs,
      'retry.maxAgeMs': retryMaxAgeMs,
      'retry.probeIntervalMs': DELIVERY_DEFAULTS.retryProbeIntervalMs,
      'concurrency.initial': DELIVERY_DEFAULTS.concurrencyInitial,
      'concurrency.max': DELIVERY_DEFAULTS.concurrencyMax,
      'spill.maxBytes': SPILL_DEFAULTS.maxBytes,
      'spill.writeWithinMs': SPILL_DEFAULTS.writeWithinMs,
    }
    const numbers = [...options].filter(([, value]) => /^\d+$/.test(value))

    expect(Object.fromEntries(numbers.map(([name, value]) => [name, Number(value)]))).toEqual(expected)
    expect([options.get('exitHooks'), options.get('runtimeMetadata')]).toEqual(['true', 'true'])
  })

  it('states limits, prices and times that hold', () => {
    const number = new Intl.NumberFormat('en')
    for (const statement of [
      `${number.format(aws.MAX_DATUMS_PER_REQUEST)} datums`,
      `less than ${number.format(aws.PUT_METRIC_DATA_BYTES_LIMIT)} bytes`,
      `${aws.MAX_VALUES_PER_DATUM} values per datum`,
      `${aws.MAX_DIMENSIONS} dimensions`,
      `from ${aws.MAX_DATUM_AGE_MS / 86_400_000} days ago to ${aws.MAX_DATUM_LEAD_MS / 3_600_000} hours ahead`,
      `$${aws.METRIC_USD_PER_MONTH.toFixed(2)} per series and month`,
      `$${aws.PUT_METRIC_DATA_USD_PER_THOUSAND} per 1,000 requests`,
      `$${((30 * 24 * 60 * aws.PUT_METRIC_DATA_USD_PER_THOUSAND) / 1_000).toFixed(2)} per process and month`,
      `at most ${aws.MAX_EMF_VALUES} values`,
      `until ${metrics.METRICS_DEFAULTS.retryMaxAgeMs / 3_600_000} hours after its first failure`,
      `1,000 series fill the buffer in ${DELIVERY_DEFAULTS.bufferMaxItems / 1_000} minutes`,
      `a quarter of an interval and ${SPILL_DEFAULTS.writeWithinMs / 1_000} s ago`,
      `delivered for at most ${END_TIMEOUT_MS / 1_000} s`,
      `delivered for at most ${CRASH_TIMEOUT_MS / 1_000} s`,
      `for at most ${LAMBDA_DEFAULTS.flushTimeoutMs / 1_000} s and never`,
    ])
      expect(readme.text).toContain(statement)
  })

  it('lists every code that the package can tell, and no other', () => {
    const codes = new Set([
      ...codesIn(new URL('../src/', import.meta.url)),
      ...codesIn(new URL('../../core/src/', import.meta.url)),
    ])
    // What `send` of a delivery answers is written by this package.
    codes.delete('MON_DELIVERY_ANSWER_INVALID')

    expect(new Set(readme.codes)).toEqual(codes)
    expect(new Set(readme.codes).size).toBe(readme.codes.length)
  })
})
