import { describe, expect, it } from 'vitest'
import * as zod from 'zod'
import { codesIn, knownOptions, openReadme, runExample } from '../../../scripts/testing/readme.mjs'
import * as limits from '../src/aws/index.js'
import * as catalog from '../src/catalog/index.js'
import * as context from '../src/context/index.js'
import * as delivery from '../src/delivery/index.js'
import * as core from '../src/index.js'
import * as lambda from '../src/lambda/index.js'
import * as lifecycle from '../src/lifecycle/index.js'
import * as redaction from '../src/redaction/index.js'
import * as testing from '../src/testing/index.js'

const readme = openReadme(new URL('../README.md', import.meta.url))

const modules: Readonly<Record<string, unknown>> = {
  '@org/core': core,
  '@org/core/catalog': catalog,
  '@org/core/context': context,
  '@org/core/delivery': delivery,
  '@org/core/lambda': lambda,
  '@org/core/redaction': redaction,
  '@org/core/testing': testing,
  zod,
}

describe('the README', () => {
  it('has six examples, of which the first has at most 15 lines', () => {
    expect(readme.examples).toHaveLength(6)
    expect(readme.examples[0]?.code.trim().split('\n').length).toBeLessThanOrEqual(15)
  })

  it.each(readme.examples)('prints what it says it prints (example %#)', async ({ code, output }) => {
    const { printed } = await runExample(code, { modules })

    expect(printed()).toBe(output)
  })

  it('states every default of delivery', () => {
    const { shutdownTimeoutMs, ...defaults } = delivery.DELIVERY_DEFAULTS
    const names: Readonly<Record<keyof typeof defaults, string>> = {
      flushIntervalMs: 'flushIntervalMs',
      bufferMaxItems: 'buffer.maxItems',
      bufferMaxBytes: 'buffer.maxBytes',
      retryBaseDelayMs: 'retry.baseDelayMs',
      retryMaxDelayMs: 'retry.maxDelayMs',
      retryMaxAgeMs: 'retry.maxAgeMs',
      retryProbeIntervalMs: 'retry.probeIntervalMs',
      concurrencyInitial: 'concurrency.initial',
      concurrencyMax: 'concurrency.max',
      requestTimeoutMs: 'requestTimeoutMs',
      flushTimeoutMs: 'flushTimeoutMs',
    }

    const table = new Map(
      readme.rows('is the same in every package that sends.').map(([name, , , value]) => [name, value]),
    )
    const told = Object.values(names).map((option) => [option, table.get(`\`${option}\``)])

    expect(told).toEqual(
      Object.entries(defaults).map(([name, value]) => [names[name as keyof typeof names], String(value)]),
    )
    expect(readme.text).toContain(`take at most ${shutdownTimeoutMs} ms by default`)
    expect(shutdownTimeoutMs).toBe(defaults.flushTimeoutMs)
  })

  it('states the defaults of Lambda, and the times that the end of a process has', () => {
    for (const [name, value] of Object.entries(lambda.LAMBDA_DEFAULTS))
      expect(readme.row(name)?.[3]).toBe(String(value))
    expect(readme.text).toContain(`in at most ${lifecycle.END_TIMEOUT_MS / 1_000} s`)
    expect(readme.text).toContain(`and ${lifecycle.CRASH_TIMEOUT_MS / 1_000} s after an uncaught exception`)
  })

  it.each([
    ['createDelivery', (options: never) => delivery.createDelivery(options)],
    ['wrapLambdaHandler', (options: never) => lambda.wrapLambdaHandler(() => {}, options)],
    ['event', (options: never) => catalog.event(zod.object({}), options)],
    ['counter', (options: never) => catalog.counter(options)],
    ['defineTelemetry', (options: never) => catalog.defineTelemetry(options)],
    ['detectIdentity', (options: never) => context.detectIdentity(options)],
    ['createRedaction', (options: never) => redaction.createRedaction(options)],
  ])('names every option of %s', (_name, configure) => {
    const names = knownOptions(configure)

    expect(names.length).toBeGreaterThan(2)
    const missing = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme.text))
    expect(missing).toEqual([])
  })

  it('states every limit of the catalog', () => {
    const told = [...readme.text.matchAll(/^\| [a-z][^|]+\| 1 to (\d+) /gm)].map(([, length]) => Number(length))

    expect(told).toEqual([
      limits.MAX_NAMESPACE_LENGTH,
      limits.MAX_METRIC_NAME_LENGTH,
      limits.MAX_DIMENSION_NAME_LENGTH,
      limits.MAX_SOURCE_LENGTH,
      limits.MAX_DETAIL_TYPE_LENGTH,
      limits.MAX_EVENT_BUS_NAME_LENGTH,
      limits.MAX_DELIVERY_STREAM_NAME_LENGTH,
    ])
    expect(readme.text).toContain(`at most ${limits.MAX_DIMENSIONS} per metric`)
  })

  it('lists every code that the source can give, and no other', () => {
    expect(new Set(readme.codes)).toEqual(codesIn(new URL('../src/', import.meta.url)))
    expect(new Set(readme.codes).size).toBe(readme.codes.length)
  })

  it('names every reason for a loss, and every entry of the package', async () => {
    for (const reason of delivery.DROP_REASONS) expect(readme.text).toContain(`\`${reason}\``)
    const { default: manifest } = await import('../package.json', { with: { type: 'json' } })
    for (const entry of Object.keys(manifest.exports)) {
      if (entry === './package.json') continue
      expect(readme.text).toContain(`| \`@org/core${entry.slice(1)}\``)
    }
  })
})
