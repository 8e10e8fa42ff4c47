import { AwsViolationError, putRecordBatchViolation } from '@org/core/aws'
import type { FirehosePort, PutRecordBatchRequest, PutRecordBatchResultEntry } from '../firehose/wire.js'

/** A Firehose in memory, with the rules of the real one. Give it to `createLogger` as `firehose.client`. */
export interface InMemoryFirehose extends FirehosePort {
  /** Calls, whether taken or not. */
  readonly calls: number
  /** Requests that were taken, in part or as a whole, in order. */
  readonly requests: readonly PutRecordBatchRequest[]
  /** The lines of the records that were taken, in order, without newlines. */
  lines(): readonly string[]
  /** The same lines, parsed. */
  records(): readonly Readonly<Record<string, unknown>>[]
  /** Rejects the next `times` calls with `error`. @defaultValue once */
  failNext(error: Error, times?: number): void
  /** Refuses the next `count` records with `code`, in requests that are answered. @defaultValue one */
  refuseRecords(code: string, count?: number): void
}

/**
 * Makes a Firehose in memory for tests. It keeps everything, so do not use it in a running service.
 *
 * @example
 * ```ts
 * const firehose = createInMemoryFirehose()
 * const logger = createLogger({ telemetry, firehose: { client: firehose } })
 * logger.info('order created')
 * await logger.flush()
 * firehose.records()[0]?.['message'] // 'order created'
 * ```
 */
export function createInMemoryFirehose(): InMemoryFirehose {
  const requests: PutRecordBatchRequest[] = []
  const taken: string[] = []
  const failures: Error[] = []
  const refusals: string[] = []
  let calls = 0

  function take({ Data }: { readonly Data: Uint8Array }): PutRecordBatchResultEntry {
    const code = refusals.shift()
    if (code !== undefined) return { ErrorCode: code, ErrorMessage: 'as the service says' }
    taken.push(Buffer.from(Data).toString('utf8'))
    return { RecordId: `record-${taken.length}` }
  }

  const lines = (): readonly string[] => taken.flatMap((data) => data.split('\n').filter((line) => line !== ''))

  return {
    async send(request, { signal }) {
      calls += 1
      signal.throwIfAborted()
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      const violation = putRecordBatchViolation(request)
      if (violation !== undefined) throw new AwsViolationError(violation)
      requests.push(request)
      const RequestResponses = request.Records.map(take)
      return {
        FailedPutCount: RequestResponses.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
        RequestResponses,
      }
    },
    get calls() {
      return calls
    },
    requests,
    lines,
    records: () => lines().map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    failNext(error, times = 1) {
      for (let time = 0; time < times; time++) failures.push(error)
    },
    refuseRecords(code, count = 1) {
      for (let time = 0; time < count; time++) refusals.push(code)
    },
  }
}
