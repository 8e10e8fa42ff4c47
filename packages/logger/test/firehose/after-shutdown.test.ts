import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createLogger } from '../../src/index.js'
import { createFakeFirehose } from '../fake-firehose.js'
import { standardError } from '../standard-error.js'

const NOTHING = { delivered: 0, dropped: 0, spilled: 0, pending: 0, byReason: {} }

function createHarness() {
  const firehose = createFakeFirehose()
  const logger = createLogger({
    service: 'test',
    console: false,
    runtimeMetadata: false,
    exitHooks: false,
    clock: createManualClock(),
    onDiagnostic: () => {},
    firehose: { deliveryStreamName: 'logs', client: firehose },
  })
  return { logger, firehose }
}

describe('a record that comes after a shutdown', () => {
  it('is in the account of the next one as closed, in that of no flush, and on stderr', async () => {
    const stderr = standardError()
    const { logger, firehose } = createHarness()
    logger.info('in time')
    const first = await logger.shutdown()
    logger.info('late')
    logger.info('later')

    expect(first).toEqual({ ...NOTHING, delivered: 1 })
    expect(await logger.flush()).toEqual(NOTHING)
    const all = { ...NOTHING, delivered: 1, dropped: 2, byReason: { closed: 2 } }
    expect([await logger.shutdown(), await logger.shutdown()]).toEqual([all, all])
    expect(stderr().map(({ message }) => message)).toEqual(['late', 'later'])
    expect(firehose.lines()).toHaveLength(1)
  })
})
