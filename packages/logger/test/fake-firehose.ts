import type { FirehosePort, PutRecordBatchResultEntry } from '../src/index.js'

/** One PutRecordBatch as it arrived. */
export interface FakeRequest {
  readonly deliveryStreamName: string
  /** Data of the records, as text. */
  readonly records: readonly string[]
  readonly signal: AbortSignal
}

/** What becomes of each record of a request. */
export type Results = readonly PutRecordBatchResultEntry[]

export type Answer = (request: FakeRequest, number: number) => Results | Promise<Results>

/** A Firehose whose answers a test scripts, with all it was sent and all it took. */
export interface FakeFirehose extends FirehosePort {
  readonly requests: FakeRequest[]
  /** Data of the records it took, in order. */
  readonly accepted: string[]
  answer: Answer
  /** The lines of what it took. */
  lines(): string[]
}

export const ACCEPTED: PutRecordBatchResultEntry = {}

export function takeAll({ records }: FakeRequest): Results {
  return records.map(() => ACCEPTED)
}

export function createFakeFirehose(answer: Answer = takeAll): FakeFirehose {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const fake: FakeFirehose = {
    requests: [],
    accepted: [],
    answer,
    async send({ DeliveryStreamName, Records }, { signal }) {
      const records = Records.map(({ Data }) => decoder.decode(Data))
      const request = { deliveryStreamName: DeliveryStreamName, records, signal }
      fake.requests.push(request)
      const results = await fake.answer(request, fake.requests.length)
      fake.accepted.push(
        ...records.filter((_data, index) => {
          const result = results[index]
          return result !== undefined && (result.ErrorCode ?? '') === ''
        }),
      )
      return { RequestResponses: results }
    },
    lines: () => fake.accepted.flatMap((data) => data.split('\n').slice(0, -1)),
  }
  return fake
}

/** An error as the AWS SDK throws it. */
export function awsError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $fault: 'client', $metadata: { httpStatusCode, requestId: 'r-1' } })
}
