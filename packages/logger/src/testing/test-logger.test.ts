import { ConfigurationError } from '@org/core'
import { defineTelemetry } from '@org/core/catalog'
import { describe, expect, it, vi } from 'vitest'
import { runWithContext } from '../index.js'
import { createTestLogger } from './test-logger.js'

const telemetry = defineTelemetry({
  service: 'shop',
  version: '1.4.2',
  logs: { deliveryStreamName: 'FirehoseLogs', destination: 'opensearch' },
  redaction: { secret: ['loyaltyNumber'] },
})

describe('createTestLogger', () => {
  it('shows what was logged at once, parsed, with the time of a clock that stands still', () => {
    const { logger, records } = createTestLogger({ telemetry })

    runWithContext({ requestId: 'r-1' }, () => logger.info('order created', { orderId: 'o-17', loyaltyNumber: 'l-1' }))

    expect(records()).toMatchObject([
      {
        timestamp: '2026-01-01T00:00:00.000Z',
        level: 'info',
        message: 'order created',
        service: 'shop',
        version: '1.4.2',
        requestId: 'r-1',
        orderId: 'o-17',
        loyaltyNumber: '[REDACTED]',
        sequence: 1,
      },
    ])
  })

  it('delivers to a Firehose in memory once time goes on, or is flushed', async () => {
    const { logger, records, firehose, clock } = createTestLogger({ telemetry, now: Date.UTC(2027, 0, 1) })

    logger.info('a')
    expect(firehose.calls).toBe(0)
    await clock.advance(1_000)
    expect(firehose.records()).toEqual(records())
    expect(records()[0]).toMatchObject({ timestamp: '2027-01-01T00:00:00.000Z' })

    logger.info('b')
    expect(await logger.flush()).toMatchObject({ delivered: 1, pending: 0 })
    expect(firehose.records()).toEqual(records())
  })

  it('sends again what the Firehose did not take when time goes on, and keeps the diagnostics', async () => {
    const { logger, firehose, diagnostics, clock } = createTestLogger({ telemetry })
    firehose.failNext(Object.assign(new Error('slow down'), { name: 'ServiceUnavailableException' }))
    firehose.refuseRecords('InternalFailure')

    for (const message of ['a', 'b']) logger.info(message)

    const flushed = logger.flush()
    await clock.advance(10)

    expect(await flushed).toMatchObject({ delivered: 2 })
    expect(firehose.lines()).toHaveLength(2)
    expect(diagnostics.map(({ code }) => code)).toContain('MON_DELIVERY_RECOVERED')
  })

  it('has no stream where the catalog has none, or the test wants none', async () => {
    const none = createTestLogger()
    const off = createTestLogger({ telemetry, firehose: false })

    for (const { logger, records, firehose } of [none, off]) {
      logger.info('a')
      await logger.shutdown()
      expect([records().length, firehose.calls, logger.stats().delivery]).toEqual([1, 0, undefined])
    }
  })

  it('takes the tuning of a stream, and a client of the test', async () => {
    const client = { send: vi.fn(async () => ({ RequestResponses: [{ RecordId: 'r' }] })) }
    const { logger, clock, firehose } = createTestLogger({ telemetry, firehose: { client, flushIntervalMs: 50 } })

    logger.info('a')
    await clock.advance(50)

    expect([client.send.mock.calls.length, firehose.calls]).toEqual([1, 0])
  })

  it('watches no end of the process, and asks no runtime who it is', () => {
    vi.stubEnv('ECS_CONTAINER_METADATA_URI_V4', 'http://127.0.0.1:9')
    const watchers = process.listenerCount('exit')
    const { logger, records } = createTestLogger({ telemetry })

    logger.info('a', { cluster: 'of the application' })

    expect(process.listenerCount('exit')).toBe(watchers)
    expect(records()[0]).toMatchObject({ cluster: 'of the application' })
  })

  it('refuses wrong options', () => {
    expect(() => createTestLogger({ level: 'loud' })).toThrow(ConfigurationError)
  })
})
