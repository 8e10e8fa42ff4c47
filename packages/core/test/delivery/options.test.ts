import { describe, expect, it } from 'vitest'
import {
  createDelivery,
  DELIVERY_DEFAULTS,
  type DeliveryOptions,
  type DeliveryTuning,
  TUNING_NAMES,
} from '../../src/delivery/index.js'
import { resolveDeliveryOptions } from '../../src/delivery/options.js'
import { createHarness, LIMITS } from './fake-service.js'

const untyped = <T>(value: unknown): T => value as T
const required: DeliveryOptions<string> = {
  name: 'test',
  limits: LIMITS,
  measure: (item) => item.length,
  send: async () => ({}),
}

describe('an option that is wrong', () => {
  it.each<[object, string]>([
    [{ name: '' }, '`name` must be a non-empty string'],
    [{ noun: '' }, '`noun` must be a non-empty string'],
    [{ noun: 3 }, '`noun` must be a non-empty string'],
    [{ limits: undefined }, '`limits` must be an object'],
    [{ limits: { ...LIMITS, maxBatchItems: 0 } }, '`limits.maxBatchItems` must be a whole number of at least 1 items'],
    [{ limits: { ...LIMITS, maxBatchBytes: 0 } }, '`limits.maxBatchBytes` must be a whole number of at least 1 bytes'],
    [
      { limits: { maxBatchItems: 1, maxBatchBytes: 10, maxItemBytes: 11 } },
      '`limits.maxItemBytes` must be a whole number from 1 to 10 bytes',
    ],
    [
      { limits: { maxBatchItems: 1, maxBatchBytes: 10, maxItemBytes: 0 } },
      '`limits.maxItemBytes` must be a whole number from 1 to 10 bytes',
    ],
    [{ measure: undefined }, '`measure` must be a function'],
    [{ send: 'http' }, '`send` must be a function'],
    [{ priority: 3 }, '`priority` must be a function'],
    [{ classify: 3 }, '`classify` must be a function'],
    [{ describe: 3 }, '`describe` must be a function'],
    [{ report: {} }, '`report` must be a function'],
    [{ onUnsent: 3 }, '`onUnsent` must be a function'],
    [{ onIdle: 3 }, '`onIdle` must be a function'],
    [{ onLoss: 3 }, '`onLoss` must be a function'],
    [{ onDiagnostic: 3 }, '`onDiagnostic` must be a function'],
    [{ random: 0.5 }, '`random` must be a function'],
    [{ clock: {} }, '`clock` must have the methods now, monotonic, schedule, keepAlive'],
    [{ spill: {} }, '`spill` must have the methods take, takeAll, settled'],
    [{ flushIntervalMs: 0 }, '`flushIntervalMs` must be a whole number of at least 1 ms'],
    [{ flushTimeoutMs: -1 }, '`flushTimeoutMs` must be a whole number of at least 0 ms'],
    [{ requestTimeoutMs: 0 }, '`requestTimeoutMs` must be a whole number of at least 1 ms'],
    [{ requestTimeoutMs: Number.NaN }, '`requestTimeoutMs`'],
    [{ buffer: { maxItems: 0 } }, '`buffer.maxItems` must be a whole number of at least 1 items'],
    [{ buffer: { maxBytes: 0 } }, '`buffer.maxBytes` must be a whole number of at least 1 bytes'],
    [{ buffer: { maxByte: 1 } }, 'buffer has no option `maxByte`'],
    [{ retry: { baseDelayMs: 0 } }, '`retry.baseDelayMs` must be a number of at least 1 ms'],
    [{ retry: { baseDelayMs: 500, maxDelayMs: 100 } }, '`retry.maxDelayMs` must be a number of at least 500 ms'],
    [{ retry: { maxAgeMs: 0 } }, '`retry.maxAgeMs` must be a number of at least 1 ms'],
    [{ retry: { probeIntervalMs: 0 } }, '`retry.probeIntervalMs` must be a number of at least 1 ms'],
    [{ retry: { maxAttempts: 3 } }, 'retry has no option `maxAttempts`'],
    [{ concurrency: { max: 0 } }, '`concurrency.max` must be a whole number from 1 to 64'],
    [{ concurrency: { max: 65 } }, '`concurrency.max` must be a whole number from 1 to 64'],
    [{ concurrency: { initial: 0 } }, '`concurrency.initial` must be a whole number from 1 to 4'],
    [{ concurrency: { initial: 5, max: 4 } }, '`concurrency.initial` must be a whole number from 1 to 4'],
    [{ concurrency: { first: 1 } }, 'concurrency has no option `first`'],
    [{ colour: 'red' }, 'createDelivery has no option `colour`'],
  ])('is refused, and the message says which and why: %o', (wrong, text) => {
    expect(() => createDelivery(untyped<DeliveryOptions<string>>({ ...required, ...wrong }))).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(text) }),
    )
  })

  it.each([undefined, null, 'fast', []])('is refused where all options are %o', (options) => {
    expect(() => createDelivery(untyped<DeliveryOptions<string>>(options))).toThrow(/`options` must be an object/)
  })
})

describe('an option that is left out', () => {
  it('has the default that is documented', () => {
    expect(DELIVERY_DEFAULTS).toEqual({
      flushIntervalMs: 1_000,
      bufferMaxItems: 50_000,
      bufferMaxBytes: 16_777_216,
      retryBaseDelayMs: 100,
      retryMaxDelayMs: 10_000,
      retryMaxAgeMs: 300_000,
      retryProbeIntervalMs: 30_000,
      concurrencyInitial: 2,
      concurrencyMax: 4,
      requestTimeoutMs: 5_000,
      flushTimeoutMs: 5_000,
      shutdownTimeoutMs: 5_000,
    })
    expect(() => createDelivery(required)).not.toThrow()
  })

  it.each<[string, DeliveryTuning]>([
    ['the longest delay is never shorter than the first', { retry: { baseDelayMs: 20_000 } }],
    ['the first concurrency is never more than the most', { concurrency: { max: 1 } }],
    ['what is undefined is left out', Object.fromEntries(TUNING_NAMES.map((name) => [name, undefined]))],
  ])('fits those that are given: %s', (_rule, given) => {
    expect(() => createDelivery({ ...required, ...given })).not.toThrow()
  })

  it.each<[unknown, string]>([
    [new RangeError('x'), 'RangeError'],
    ['a text', 'UnknownError'],
    [undefined, 'UnknownError'],
  ])('takes every failure for one that passes: %o', (error, code) => {
    expect(resolveDeliveryOptions(required).classify(error)).toEqual({ kind: 'transient', code, error })
  })

  it('in a pipe that is given its limits alone makes every item as important as any other', async () => {
    const { delivery, service, offer } = createHarness({ priority: undefined, buffer: { maxItems: 2 } })
    offer(1, { priority: 9 })
    offer(2)
    await delivery.flush()

    expect(service.accepted.map(({ id }) => id)).toEqual([1, 2])
  })
})
