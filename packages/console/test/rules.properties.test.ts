import {
  type AwsViolation,
  eventEntryViolation,
  METRIC_UNITS,
  putEventsViolation,
  putMetricDataViolation,
  putRecordBatchViolation,
} from '@org/core/aws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOON, sendAws, start } from './harness.js'

/** Requests that are near the edge of a rule, on either side of it. */
const SECONDS = NOON / 1_000
const FORTNIGHT = 14 * 24 * 3_600
const text = fc.oneof(
  fc.constantFrom('n', ':n', '', ' ', 'größe', 'a b', 'AWS/EC2', 'n'.repeat(255), 'n'.repeat(256), 'n'.repeat(1_025)),
  fc.string({ minLength: 1, maxLength: 8 }),
)
const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.5, 2 ** 360, 2 ** 361, -(2 ** 361), 'NaN', '1', null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

/** A record whose members are often there and sometimes not. */
function sometimes(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  return fc.record(members, { requiredKeys: [] })
}

const dimension = sometimes({ Name: text, Value: text })
const values = fc.oneof(
  fc.record({ Value: number }),
  fc.record({ Values: fc.array(number, { maxLength: 3 }), Counts: fc.array(number, { maxLength: 3 }) }),
  fc.record({ Values: fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 151 }) }),
  fc.record({
    StatisticValues: sometimes({ SampleCount: number, Sum: number, Minimum: number, Maximum: number }),
  }),
  fc.record({ Value: number, Values: fc.constant([1]) }),
  fc.constant({}),
)
const frame = sometimes({
  Dimensions: fc.array(dimension, { maxLength: 2 }),
  Timestamp: fc.constantFrom<unknown>(SECONDS, SECONDS - FORTNIGHT, SECONDS - FORTNIGHT - 1, SECONDS + 7_201, 'today'),
  Unit: fc.constantFrom<unknown>(...METRIC_UNITS, 'Parsecs', 5),
  StorageResolution: fc.constantFrom<unknown>(1, 60, 10),
})
const goodDatum = fc.record({ MetricName: fc.constantFrom('m', 'n'), Value: fc.integer() })
const datum = fc
  .tuple(fc.record({ MetricName: fc.oneof(fc.constant('m'), text) }), values, frame)
  .map(([name, value, rest]) => ({ ...name, ...value, ...rest }))
const putMetricData = fc.record({
  Namespace: fc.oneof({ weight: 4, arbitrary: fc.constant('Test') }, text),
  MetricData: fc.oneof(
    fc.array(goodDatum, { minLength: 1, maxLength: 3 }),
    fc.array(fc.oneof(goodDatum, datum), { maxLength: 3 }),
  ),
})

const detail = fc.oneof(
  fc.json({ maxDepth: 2 }),
  fc.constantFrom('{}', '{"n":1}', '', '[]', '{"n":9223372036854775808}', '{"n":9223372036854775807}', '{'),
)
const entry = sometimes({
  Source: fc.oneof(fc.constantFrom('shop', 'aws.ec2', 's'.repeat(257)), text),
  DetailType: fc.oneof(fc.constantFrom('sold', 't'.repeat(128), 't'.repeat(129)), text),
  Detail: detail,
  Time: fc.constantFrom<unknown>(SECONDS, 'today'),
  Resources: fc.array(fc.constantFrom('', 'r', 'r'.repeat(2_048), 'r'.repeat(2_049)), { maxLength: 2 }),
  EventBusName: fc.constantFrom('default', '', 'my bus', 'arn:aws:events:eu-west-1:123456789012:event-bus/shop'),
  TraceHeader: fc.constantFrom('t', '', 't'.repeat(501)),
})
const plainEntry = fc.record({ Source: fc.constantFrom('shop', 'aws.ec2'), DetailType: text, Detail: detail })
const putEvents = fc.record({
  Entries: fc.oneof(fc.array(plainEntry, { minLength: 1, maxLength: 11 }), fc.array(entry, { maxLength: 3 })),
})

const putRecordBatch = fc.record({
  DeliveryStreamName: fc.oneof({ weight: 4, arbitrary: fc.constant('FirehoseLogs') }, text),
  Records: fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.uint8Array({ maxLength: 9 }).map((bytes) => ({ Data: Buffer.from(bytes).toString('base64') })),
      },
      sometimes({ Data: fc.constantFrom<unknown>('ab-_', 'eA=', 5, null, '') }),
    ),
    { maxLength: 3 },
  ),
})

const OPERATIONS: readonly (readonly [
  target: string,
  requests: fc.Arbitrary<object>,
  judge: (request: unknown) => AwsViolation | undefined,
])[] = [
  [
    'GraniteServiceVersion20100801.PutMetricData',
    putMetricData,
    (request) => putMetricDataViolation(request, { now: NOON }),
  ],
  ['AWSEvents.PutEvents', putEvents, putEventsViolation],
  ['Firehose_20150804.PutRecordBatch', putRecordBatch, putRecordBatchViolation],
]

interface Answer {
  readonly __type?: string
  readonly Entries?: readonly { readonly ErrorCode?: string }[]
}

/** The name of the error that was answered, without its namespace; undefined for a request that was taken. */
function codeOf(status: number, answer: Answer): string | undefined {
  return status === 200 ? undefined : answer.__type?.split('#').at(-1)
}

/** The request as the SDK takes it: a Date for seconds, bytes for base64. */
function asSdkInput(request: unknown): unknown {
  return JSON.parse(JSON.stringify(request), (key, value: unknown) => {
    if ((key === 'Timestamp' || key === 'Time') && typeof value === 'number') return new Date(value * 1_000)
    const isBase64 =
      key === 'Data' && typeof value === 'string' && Buffer.from(value, 'base64').toString('base64') === value
    return isBase64 ? new Uint8Array(Buffer.from(value, 'base64')) : value
  })
}

describe.each(OPERATIONS)('%s', (target, requests, judge) => {
  it('is judged by the console over HTTP as by the rules, for JSON and for the input of the SDK alike', async () => {
    const { console } = await start()
    const verdicts = new Set<string | undefined>()

    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const wire: unknown = JSON.parse(JSON.stringify(request))
        const { status, body } = await sendAws(console, target, JSON.stringify(request))
        const answer = JSON.parse(body) as Answer

        expect(codeOf(status, answer)).toBe(judge(wire)?.code)
        expect(judge(asSdkInput(wire))).toEqual(judge(wire))
        if (answer.Entries !== undefined) {
          const entries = (wire as { readonly Entries: readonly unknown[] }).Entries
          expect(answer.Entries.map(({ ErrorCode }) => ErrorCode)).toEqual(
            entries.map((item) => eventEntryViolation(item)?.code),
          )
        }
        verdicts.add(judge(wire)?.code)
      }),
      { numRuns: 300 },
    )

    // Requests of one kind alone would prove nothing.
    expect(verdicts).toContain(undefined)
    expect(verdicts.size).toBeGreaterThan(2)
  })
})
