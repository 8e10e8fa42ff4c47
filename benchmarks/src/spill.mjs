// What does a spill directory cost, while all is well and in an outage of a minute at 20,000 records a second? Time is
// simulated, the disk is real.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createManualClock } from '@org/core/testing'
import { createLogger } from '@org/logger'
import { format, median, table } from './harness.mjs'

const RECORDS_PER_TURN = 1_000
const TURNS_PER_SECOND = 20
const HEALTHY_SECONDS = 20
const OUTAGE_SECONDS = 60
const BUFFER_BYTES = 16 * 1_024 * 1_024
const MIB = 1_024 * 1_024

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** The disk takes its time, so a turn lasts as long as it says. */
const diskTurn = () => new Promise((resolve) => setTimeout(resolve, 1_000 / TURNS_PER_SECOND))

/** One simulated second, in which the disk has its turns. Returns nanoseconds per call. */
async function second(logger, clock) {
  let spent = 0n
  for (let each = 0; each < TURNS_PER_SECOND; each++) {
    const begin = process.hrtime.bigint()
    for (let index = 0; index < RECORDS_PER_TURN; index++) {
      logger.info('order created', { orderId: index, customer: 'c-12345678', amount: 19.99, paid: true })
    }
    spent += process.hrtime.bigint() - begin
    await clock.advance(1_000 / TURNS_PER_SECOND)
    await diskTurn()
  }
  return Number(spent) / (RECORDS_PER_TURN * TURNS_PER_SECOND)
}

function start(spill) {
  const clock = createManualClock()
  const service = { isDown: false, accepted: 0, clock }
  const client = {
    async send({ Records }) {
      if (service.isDown) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
      service.accepted += Records.length
      return { RequestResponses: Records.map(() => ({})) }
    },
  }
  service.logger = createLogger({
    service: 'shop',
    console: false,
    clock,
    onDiagnostic: () => {},
    firehose: {
      deliveryStreamName: 'logs',
      client,
      buffer: { maxItems: 1_000_000, maxBytes: BUFFER_BYTES },
      ...(spill === undefined ? {} : { spill }),
    },
  })
  return service
}

function heap() {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed + process.memoryUsage().external
}

export async function run() {
  const directory = mkdtempSync(join(tmpdir(), 'benchmark-spill-'))
  try {
    const without = start(undefined)
    const service = start({ directory, maxBytes: 1_024 * MIB })
    const [plain, healthy] = [[], []]
    for (let count = 0; count < HEALTHY_SECONDS; count++) {
      plain.push(await second(without.logger, without.clock))
      healthy.push(await second(service.logger, service.clock))
    }
    const { spill: quiet } = service.logger.stats().delivery
    await without.logger.shutdown()

    const before = heap()
    service.isDown = true
    const during = []
    let peak = 0
    for (let count = 0; count < OUTAGE_SECONDS; count++) {
      during.push(await second(service.logger, service.clock))
      if (count % 10 === 9) peak = Math.max(peak, heap())
    }
    const { spill: full, spilled, dropped } = service.logger.stats().delivery

    service.isDown = false
    const begin = performance.now()
    const offered = RECORDS_PER_TURN * TURNS_PER_SECOND * (HEALTHY_SECONDS + OUTAGE_SECONDS)
    while (service.accepted < offered - dropped.overflow) {
      await service.clock.advance(250)
      await turn()
    }
    const seconds = (performance.now() - begin) / 1_000
    const { spill: rest } = service.logger.stats().delivery
    // One more says what was lost, if anything was.
    if (rest.lines > 0 || service.accepted - (offered - dropped.overflow) > 1)
      throw new Error('The account does not add up.')
    await service.logger.shutdown()

    return table(
      ['figure', 'value'],
      [
        ['time of a call without a directory', `${format(median(plain))} ns`],
        ['time of a call with one, while all is well', `${format(median(healthy))} ns (${ratio(healthy, plain)})`],
        ['on disk while all is well', `${(quiet.bytes / MIB).toFixed(1)} MiB`],
        ['time of a call during the outage', `${format(median(during))} ns (${ratio(during, plain)})`],
        ['records during the outage', format(RECORDS_PER_TURN * TURNS_PER_SECOND * OUTAGE_SECONDS)],
        ['spilled', `${format(spilled)} records, ${(full.bytes / MIB).toFixed(0)} MiB on disk`],
        [
          'memory growth at its peak',
          `${((peak - before) / MIB).toFixed(1)} MiB (${((peak - before) / BUFFER_BYTES).toFixed(2)} of the buffer)`,
        ],
        ['lost', String(dropped.overflow + dropped.expired)],
        ['sent again after the outage', `${format(spilled)} records in ${seconds.toFixed(1)} s, each once`],
      ],
    )
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function ratio(values, baseline) {
  return (median(values) / median(baseline)).toFixed(2)
}
