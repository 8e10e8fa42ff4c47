import type { FirehoseClient } from '@aws-sdk/client-firehose'
import type { Clock, DiagnosticHandler } from '@org/core'
import { ConfigurationError, describeValue, expectKnownKeys, expectOneOf, expectString } from '@org/core'
import { expectDeliveryStreamName, LOG_DESTINATIONS, type LogDestination } from '@org/core/catalog'
import {
  createDelivery,
  DELIVERY_DEFAULTS,
  type Delivery,
  type DeliveryTuning,
  type ItemFailure,
  type LossReport,
  type SendOutcome,
  type Spill,
} from '@org/core/delivery'
import { createFirehosePort, type FirehosePort, type PutRecordResult } from '../aws/firehose-client.js'
import { MAX_RECORD_BYTES, MAX_RECORDS_PER_REQUEST, MAX_REQUEST_BYTES } from '../limits.js'
import type { JournalledLine } from '../spill/journal.js'
import type { SpillOptions } from '../spill/spill-options.js'
import { billedBytes, type FramedRecord, frameLines } from './framing.js'

/** A line on its way to Firehose; the least important lines are given up first. */
export interface FirehoseLine extends JournalledLine {
  /** UTF-8 bytes of the line and its newline. */
  readonly bytes: number
}

/** Where lines go, and how delivery is tuned. */
export interface FirehoseOptions extends DeliveryTuning {
  /** 1 to 64 of `a-zA-Z0-9_.-`. */
  readonly deliveryStreamName: string
  /**
   * What the stream delivers to. For `s3`, many lines are packed into each record, which is up to 25
   * times cheaper; `opensearch` and `http` get one document per record.
   * @defaultValue 'opensearch'
   */
  readonly destination?: LogDestination | undefined
  /** @defaultValue the AWS environment's */
  readonly region?: string | undefined
  /** An SDK client of your own, or any implementation of the port. */
  readonly client?: FirehoseClient | FirehosePort | undefined
  /**
   * Where records go that overflow the buffer, get too old, or are unsent when the process ends. They are
   * sent when there is room again, or by the next process. @defaultValue overflow is lost and counted;
   * what is unsent at the end is written to stderr
   */
  readonly spill?: SpillOptions | undefined
}

/** What the sink needs besides its options. */
export interface FirehoseSinkHooks {
  readonly clock: Clock
  readonly random?: (() => number) | undefined
  readonly onDiagnostic?: DiagnosticHandler | undefined
  readonly spill?: Spill<FirehoseLine> | undefined
  readonly onIdle?: (() => void) | undefined
  readonly onUnsent?: ((lines: readonly FirehoseLine[]) => void) | undefined
  readonly onLoss?: ((report: LossReport) => void) | undefined
}

const OPTION_NAMES = [
  'deliveryStreamName',
  'destination',
  'region',
  'client',
  'flushIntervalMs',
  'buffer',
  'retry',
  'concurrency',
  'requestTimeoutMs',
]

/** With packed lines the bytes bind first; this only bounds the work of one batch. */
const MAX_PACKED_LINES_PER_REQUEST = 50_000

/** Makes the pipe of lines to one delivery stream. @throws {@link ConfigurationError} */
export function createFirehoseDelivery(
  options: Omit<FirehoseOptions, 'spill'>,
  hooks: FirehoseSinkHooks,
): Delivery<FirehoseLine> {
  expectKnownKeys('firehose', options, OPTION_NAMES)
  const stream = expectDeliveryStreamName('firehose.deliveryStreamName', options.deliveryStreamName)
  const destination = expectOneOf('firehose.destination', options.destination ?? 'opensearch', LOG_DESTINATIONS)
  const { deliveryStreamName: _name, destination: _destination, region, client, ...tuning } = options
  const requestTimeoutMs = tuning.requestTimeoutMs ?? DELIVERY_DEFAULTS.requestTimeoutMs
  const port = resolvePort(client, { region, requestTimeoutMs })
  const encoder = new TextEncoder()

  return createDelivery<FirehoseLine>({
    ...tuning,
    ...hooks,
    name: `firehose:${stream}`,
    limits: {
      maxBatchItems: destination === 's3' ? MAX_PACKED_LINES_PER_REQUEST : MAX_RECORDS_PER_REQUEST,
      maxBatchBytes: MAX_REQUEST_BYTES,
      maxItemBytes: MAX_RECORD_BYTES,
    },
    measure: ({ bytes }) => bytes,
    priority: ({ priority }) => priority,
    async send(lines, { signal }) {
      const records = frameLines(lines, destination)
      const results = await port.putRecordBatch(
        stream,
        records.map(({ data }) => encoder.encode(data)),
        signal,
      )
      return outcomeOf(records, results)
    },
  })
}

function resolvePort(
  client: FirehoseClient | FirehosePort | undefined,
  options: { readonly region: string | undefined; readonly requestTimeoutMs: number },
): FirehosePort {
  if (options.region !== undefined) expectString('firehose.region', options.region)
  if (client === undefined) return createFirehosePort(options)
  if (typeof client === 'object' && client !== null) {
    // First, as the SDK's class with a method per operation has a `putRecordBatch` of its own.
    if ('send' in client && typeof client.send === 'function') return createFirehosePort(options, client)
    if ('putRecordBatch' in client && typeof client.putRecordBatch === 'function') return client
  }
  throw new ConfigurationError(
    `Option \`firehose.client\` must be a FirehoseClient of @aws-sdk/client-firehose, or an object with \`putRecordBatch\`; got ${describeValue(client)}.`,
  )
}

/** The answer says nothing of a record; it is sent again rather than believed to be accepted. */
const NO_RESULT = 'NoResultForRecord'

/** Per-record error codes that pass. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatchResponseEntry.html */
function failureOf(index: number, code: string): ItemFailure {
  return { index, code, kind: code === 'ServiceUnavailableException' ? 'throttled' : 'transient' }
}

function outcomeOf(records: readonly FramedRecord[], results: readonly PutRecordResult[]): SendOutcome {
  const failed: ItemFailure[] = []
  let billed = 0
  for (const [index, record] of records.entries()) {
    const result = results[index]
    const code = result === undefined ? NO_RESULT : result.errorCode
    if (code === undefined || code === '') {
      billed += billedBytes(record.bytes)
      continue
    }
    for (let line = record.firstLine; line < record.firstLine + record.lineCount; line++)
      failed.push(failureOf(line, code))
  }
  return { failed, billedBytes: billed }
}
