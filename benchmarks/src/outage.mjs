// What does an outage of a minute at 20,000 records a second cost in memory and in call time? Time is simulated.
import { createManualClock } from '@org/core/testing'
import { createLogger } from '@org/logger'
import { format, median, table } from './harness.mjs'

const RECORDS_PER_SECOND = 20_000
const OUTAGE_SECONDS = 60
const BUFFER_BYTES = 16 * 1_024 * 1_024
const MIB = 1_024 * 1_024

async function second(logger, clock) {
  const begin = process.hrtime.bigint()
  for (let index = 0; index < RECORDS_PER_SECOND; index++) {
    logger.info('order created', { orderId: index, customer: 'c-12345678', amount: 19.99, paid: true })
  }
  const perCall = Number(process.hrtime.bigint() - begin) / RECORDS_PER_SECOND
  await clock.advance(1_000)
  return perCall
}

function heap() {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed + process.memoryUsage().external
}

export async function run() {
  const clock = createManualClock()
  let isDown = false
  let accepted = 0
  const client = {
    async send({ Records }) {
      if (isDown) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
      accepted += Records.length
      return { RequestResponses: Records.map(() => ({})) }
    },
  }
  const logger = createLogger({
    service: 'shop',
    console: false,
    clock,
    onDiagnostic: () => {},
    firehose: { deliveryStreamName: 'logs', client, buffer: { maxItems: 1_000_000, maxBytes: BUFFER_BYTES } },
  })

  const healthy = []
  for (let count = 0; count < 20; count++) healthy.push(await second(logger, clock))
  const before = heap()
  isDown = true
  const during = []
  let peak = 0
  for (let count = 0; count < OUTAGE_SECONDS; count++) {
    during.push(await second(logger, clock))
    if (count % 10 === 9) peak = Math.max(peak, heap())
  }
  const { dropped } = logger.stats().delivery
  isDown = false
  await clock.advance(30_000)
  const { delivered, offered, dropped: total } = logger.stats().delivery
  const lost = Object.values(total).reduce((sum, count) => sum + count, 0)
  if (offered !== delivered + lost || delivered !== accepted) throw new Error('The account does not add up.')

  const grown = peak - before
  return table(
    ['figure', 'value'],
    [
      ['records during the outage', format(RECORDS_PER_SECOND * OUTAGE_SECONDS)],
      ['configured buffer', `${BUFFER_BYTES / MIB} MiB`],
      [
        'heap growth at its peak',
        `${(grown / MIB).toFixed(1)} MiB (${(grown / BUFFER_BYTES).toFixed(2)} of the buffer)`,
      ],
      ['time of a call before the outage', `${format(median(healthy))} ns`],
      [
        'time of a call during the outage',
        `${format(median(during))} ns (${(median(during) / median(healthy)).toFixed(2)})`,
      ],
      ['lost to overflow, counted', format(dropped.overflow)],
      ['delivered + lost of offered', `${format(delivered)} + ${format(lost)} of ${format(offered)}`],
    ],
  )
}
