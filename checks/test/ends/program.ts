import { counter, defineTelemetry, type StandardSchema } from '@org/core/catalog'
import { createEvents } from '@org/events'
import { createLogger } from '@org/logger'
import { createMetrics } from '@org/metrics'
import { type Ending, endBy } from '../../../scripts/testing/endings.mjs'
import { httpPort } from '../../../scripts/testing/http-port.mjs'

const ORDERS = 5

/** What the test says of one process. */
export interface ProgramArgument {
  /** `deliver the rest` sends what other processes left in the spill directory. */
  readonly ending: Ending | 'deliver the rest'
  /** Without one there is nothing of ours in the process. */
  readonly url?: string | undefined
  readonly spill?: string | undefined
  /** From which of the five orders on a listener places them. @defaultValue none */
  readonly lateFrom?: number | undefined
  /** Of which event it is a listener that places them. @defaultValue 'beforeExit' */
  readonly lateAt?: 'beforeExit' | 'exit' | undefined
}

const {
  ending,
  url,
  spill: directory,
  lateFrom = ORDERS + 1,
  lateAt = 'beforeExit',
} = JSON.parse(process.argv[2] ?? '') as ProgramArgument

const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const telemetry = defineTelemetry({
  service: 'ends',
  metrics: { namespace: 'Ends', definitions: { orders: counter() } },
  events: { source: 'ends.test', types: { 'order placed': anything } },
  logs: { deliveryStreamName: 'Ends', destination: 'opensearch' },
})

/** A service with all three, which have one end. */
function createAll(endpoint: string) {
  const spill = directory === undefined ? {} : { spill: { directory } }
  const firehose = httpPort(endpoint, 'PutRecordBatch')
  const logger = createLogger({
    telemetry,
    console: false,
    runtimeMetadata: false,
    firehose: {
      ...spill,
      client: {
        send: ({ DeliveryStreamName, Records }, options) =>
          firehose.send(
            { DeliveryStreamName, Records: Records.map(({ Data }) => Buffer.from(Data).toString('utf8')) },
            options,
          ),
      },
    },
  })
  const shared = { telemetry, runtimeMetadata: false, ...spill }
  const metrics = createMetrics({ ...shared, client: httpPort(endpoint, 'PutMetricData') })
  const events = createEvents({ ...shared, publisher: 'p', client: httpPort(endpoint, 'PutEvents') })
  return { logger, metrics, events }
}

function place(order: number): void {
  all?.logger.info(`order ${order}`)
  all?.metrics.counter('orders').add(1)
  all?.events.publish('order placed', { order })
}

const all = url === undefined ? undefined : createAll(url)

if (ending === 'deliver the rest') {
  const isLeft = (): boolean => {
    const stats = [all?.logger.stats().delivery, all?.metrics.stats().delivery, all?.events.stats().delivery]
    return stats.some(
      (each) =>
        each !== undefined &&
        (each.delivered === 0 || each.queued.items + each.inFlight.items + (each.spill?.lines ?? 0) > 0),
    )
  }
  while (isLeft()) await new Promise((resolve) => setTimeout(resolve, 10))
  await Promise.all([all?.metrics.shutdown(), all?.events.shutdown()])
  await all?.logger.shutdown()
} else {
  for (let order = 1; order < lateFrom; order++) place(order)
  // Nothing is left to lose, as when a service has been idle for long.
  if (lateFrom <= ORDERS) await Promise.all([all?.logger.flush(), all?.metrics.flush(), all?.events.flush()])
  process.on(lateAt, () => {
    console.log(lateAt)
    for (let order = lateFrom; order <= ORDERS; order++) place(order)
  })
  endBy(ending)
}
