import { type Ending, endBy } from '../../../../scripts/testing/endings.mjs'
import { httpPort } from '../../../../scripts/testing/http-port.mjs'
import { createLogger, type FirehosePort, type Logger } from '../../src/index.js'

/** What the test says of one process. */
export interface ProgramArgument {
  /** `deliver the rest` sends what other processes left in the spill directory. */
  readonly ending: Ending | 'deliver the rest'
  /** Without one there is nothing of ours in the process. */
  readonly url?: string | undefined
  readonly spill?: string | undefined
  /** Lets the SDK send, in place of a port. */
  readonly sdk?: boolean | undefined
  readonly requestTimeoutMs?: number | undefined
  /** How many records it makes. @defaultValue more than one request takes */
  readonly records?: number | undefined
}

const argument = JSON.parse(process.argv[2] ?? '') as ProgramArgument
const { ending, url, records = 600 } = argument

const logger = url === undefined ? undefined : start(url, argument)

if (ending === 'deliver the rest') {
  while (logger !== undefined && isLeft(logger)) await new Promise((resolve) => setTimeout(resolve, 10))
  await logger?.shutdown()
} else {
  for (let number = 0; number < records; number++) logger?.info('record', { number, password: 'hunter2' })
  endBy(ending)
}

function start(endpoint: string, { spill, sdk = false, requestTimeoutMs }: ProgramArgument): Logger {
  return createLogger({
    service: 'ends',
    version: '1.2.3',
    environment: 'test',
    console: false,
    runtimeMetadata: false,
    firehose: {
      deliveryStreamName: 'logs',
      requestTimeoutMs,
      ...(sdk ? { endpoint, region: 'eu-west-1' } : { client: textPort(endpoint) }),
      ...(spill === undefined ? {} : { spill: { directory: spill } }),
    },
  })
}

/** Sends the data of records in base64, as the SDK does. */
function textPort(endpoint: string): FirehosePort {
  const port = httpPort(endpoint, 'PutRecordBatch')
  return {
    send: ({ DeliveryStreamName, Records }, options) =>
      port.send(
        { DeliveryStreamName, Records: Records.map(({ Data }) => ({ Data: Buffer.from(Data).toString('base64') })) },
        options,
      ),
  }
}

function isLeft({ stats }: Logger): boolean {
  const { delivered = 0, queued, inFlight, spill: store } = stats().delivery ?? {}
  return delivered === 0 || (queued?.items ?? 0) + (inFlight?.items ?? 0) + (store?.lines ?? 0) > 0
}
