import type { FirehosePort, PutRecordResult } from '../src/index.js'

/** One PutRecordBatch as it arrived. */
export interface FakeRequest {
  readonly deliveryStreamName: string
  readonly records: readonly string[]
  readonly signal: AbortSignal
}

export type Answer = (
  request: FakeRequest,
  number: number,
) => readonly PutRecordResult[] | Promise<readonly PutRecordResult[]>

/** A Firehose whose answers a test scripts, with all it was sent and all it took. */
export interface FakeFirehose extends FirehosePort {
  readonly requests: FakeRequest[]
  /** Data of the records it took, in order. */
  readonly accepted: string[]
  answer: Answer
  /** The lines of what it took. */
  lines(): string[]
}

export const ACCEPTED: PutRecordResult = {}

export function takeAll({ records }: FakeRequest): PutRecordResult[] {
  return records.map(() => ACCEPTED)
}

export function createFakeFirehose(answer: Answer = takeAll): FakeFirehose {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const fake: FakeFirehose = {
    requests: [],
    accepted: [],
    answer,
    async putRecordBatch(deliveryStreamName, records, signal) {
      const request = { deliveryStreamName, records: records.map((data) => decoder.decode(data)), signal }
      fake.requests.push(request)
      const results = await fake.answer(request, fake.requests.length)
      fake.accepted.push(
        ...request.records.filter((_data, index) => {
          const result = results[index]
          return result !== undefined && (result.errorCode ?? '') === ''
        }),
      )
      return results
    },
    lines: () => fake.accepted.flatMap((data) => data.split('\n').slice(0, -1)),
  }
  return fake
}

/** An error as the AWS SDK throws it. */
export function awsError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $fault: 'client', $metadata: { httpStatusCode, requestId: 'r-1' } })
}
