import * as aws from '@org/core/aws'
import * as catalog from '@org/core/catalog'
import { DELIVERY_DEFAULTS } from '@org/core/delivery'
import { LAMBDA_DEFAULTS } from '@org/core/lambda'
import { CRASH_TIMEOUT_MS, END_TIMEOUT_MS } from '@org/core/lifecycle'
import { SPILL_DEFAULTS } from '@org/core/spill'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import * as zod from 'zod'
import { codesIn, knownOptions, openReadme, runExample } from '../../../scripts/testing/readme.mjs'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'
import type { PutEventsEntry, PutEventsRequest } from '../src/index.js'
import * as events from '../src/index.js'
import * as lambda from '../src/lambda.js'
import * as testing from '../src/testing/index.js'

const sdk = vi.hoisted(() => ({ requests: [] as unknown[] }))

/** The default client of the examples takes everything. */
vi.mock('@aws-sdk/client-eventbridge', () => ({
  PutEventsCommand: class {
    constructor(readonly input: unknown) {}
  },
  EventBridgeClient: class {
    async send({ input }: { readonly input: PutEventsRequest }): Promise<object> {
      sdk.requests.push(input)
      return { FailedEntryCount: 0, Entries: input.Entries.map(() => ({ EventId: 'e' })) }
    }
    destroy(): void {}
  },
}))

const readme = openReadme(new URL('../README.md', import.meta.url))
const [first, ...others] = readme.examples

const modules: Record<string, unknown> = {
  '@org/core/catalog': catalog,
  '@org/events': events,
  '@org/events/lambda': lambda,
  '@org/events/testing': testing,
  zod,
}

function shown(part: string): unknown {
  return JSON.parse(readme.blocks.find(({ language, text }) => language === 'json' && text.includes(part))?.text ?? '')
}

describe('the examples of the README', () => {
  beforeAll(async () => {
    // One of them shows a refusal, which is told.
    const stderr = captureStderr()
    const { printed, exported } = await runExample(first?.code ?? '', { modules })
    modules['./telemetry.js'] = exported
    expect(printed()).toBe(first?.output)
    return stderr.release
  })

  it('begin with one of at most 15 lines, which sends the entry that is shown, but for what the machine says', () => {
    expect(first?.code.trim().split('\n').length).toBeLessThanOrEqual(15)
    const [request] = sdk.requests as readonly PutEventsRequest[]
    const entry = request?.Entries[0] as PutEventsEntry
    const detail = JSON.parse(entry.Detail) as { readonly metadata: object }
    const expected = shown('"orderId": "o-17"') as {
      readonly Time: string
      readonly Detail: { readonly metadata: object }
    }

    expect({ ...entry, Time: expected.Time, Detail: { ...detail, metadata: expected.Detail.metadata } }).toEqual(
      expected,
    )
    const { requestId: _none, ...metadata } = detail.metadata as events.EventMetadata
    expect(Object.keys(metadata)).toEqual(Object.keys(expected.Detail.metadata))
    expect(metadata.id).toBe(`${metadata.publisher}-1`)
  })

  it.each(others)('print what they say they print (%#)', async ({ code, output }) => {
    const { printed } = await runExample(code, { modules })

    expect(printed()).toBe(output)
    expect(output).not.toBe('')
  })

  it('show the line of an event that was not sent', async () => {
    const stderr = captureStderr()
    onTestFinished(stderr.release)
    const clock = testing.createManualClock()
    const { telemetry } = modules['./telemetry.js'] as { readonly telemetry: catalog.Telemetry }
    const unsent = events.createEvents({
      telemetry,
      client: { send: () => new Promise<never>(() => {}) },
      clock,
      publisher: 'p',
      exitHooks: false,
      version: '1.2.3',
      environment: 'production',
      hostname: 'ip-10-0-0-1',
    })
    unsent.publish('order placed', { orderId: 'o-17', customer: { name: 'Ada' } } as never)
    const ended = unsent.shutdown({ timeoutMs: 0 })
    await clock.advance(0)
    await ended

    expect(stderr.lines()[0]).toEqual(shown('"unsent": true'))
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
    const known = knownOptions((unknown) => events.createEvents(unknown))

    expect(new Set([...options.keys()].map((name) => name.split('.')[0]))).toEqual(new Set(known))
  })

  it('states the defaults that hold', () => {
    const expected: Readonly<Record<string, number>> = {
      flushIntervalMs: DELIVERY_DEFAULTS.flushIntervalMs,
      requestTimeoutMs: DELIVERY_DEFAULTS.requestTimeoutMs,
      flushTimeoutMs: DELIVERY_DEFAULTS.flushTimeoutMs,
      'buffer.maxItems': DELIVERY_DEFAULTS.bufferMaxItems,
      'buffer.maxBytes': DELIVERY_DEFAULTS.bufferMaxBytes,
      'retry.baseDelayMs': DELIVERY_DEFAULTS.retryBaseDelayMs,
      'retry.maxDelayMs': DELIVERY_DEFAULTS.retryMaxDelayMs,
      'retry.maxAgeMs': DELIVERY_DEFAULTS.retryMaxAgeMs,
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
      `${aws.MAX_ENTRIES_PER_REQUEST} entries`,
      `less than ${number.format(aws.PUT_EVENTS_BYTES_LIMIT)} bytes`,
      `${aws.ENTRY_TIME_BYTES} bytes for the time`,
      `$${aws.EVENTS_USD_PER_MILLION.toFixed(2)} per million events`,
      `each started ${aws.EVENT_BILLING_INCREMENT_BYTES / 1_024} KB`,
      `until ${DELIVERY_DEFAULTS.retryMaxAgeMs / 60_000} minutes after its first failure`,
      `published in the last ${SPILL_DEFAULTS.writeWithinMs / 1_000} s`,
      `delivered for at most ${END_TIMEOUT_MS / 1_000} s`,
      `delivered for at most ${CRASH_TIMEOUT_MS / 1_000} s`,
      `for at most ${LAMBDA_DEFAULTS.flushTimeoutMs / 1_000} s and never`,
    ])
      expect(readme.text).toContain(statement)
  })

  it('lists every code that the package can tell, and no other, and every reason', () => {
    const codes = new Set([
      ...codesIn(new URL('../src/', import.meta.url)),
      ...codesIn(new URL('../../core/src/', import.meta.url)),
    ])
    // What `send` of a delivery answers is written by this package.
    codes.delete('MON_DELIVERY_ANSWER_INVALID')

    expect(new Set(readme.codes)).toEqual(codes)
    expect(new Set(readme.codes).size).toBe(readme.codes.length)
    const { refused, adjusted } = testing.createTestEvents({ telemetry: { service: 's' } }).events.stats()
    for (const reason of [...Object.keys(refused), ...Object.keys(adjusted)])
      expect(readme.text).toContain(`\`${reason}\``)
  })
})
