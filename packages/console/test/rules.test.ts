import { StandardUnit } from '@aws-sdk/client-cloudwatch'
import {
  entryBytes,
  eventEntryViolation,
  METRIC_UNITS,
  putEventsViolation,
  putMetricDataBytes,
  putMetricDataViolation,
} from '@org/core/aws'
import { describe, expect, it } from 'vitest'
import { NOON, sendAws, start } from './harness.js'

/** Requests about which two doubles of AWS once disagreed, one of them in memory and one of them this console. */
const METRIC_REQUESTS: readonly (readonly [what: string, code: string | undefined, request: object])[] = [
  ['a body of 1,015,922 bytes', 'RequestEntityTooLarge', bodyOf(1_015_922)],
  ['a body of 999,999 bytes', undefined, bodyOf(999_999)],
  ['a value listed twice', 'InvalidParameterValueException', datum({ Values: [1, 1] })],
  ['a count that is not whole', undefined, datum({ Values: [1], Counts: [0.5] })],
  ['a count of zero', 'InvalidParameterValueException', datum({ Values: [1, 2], Counts: [1, 0] })],
  ['no value at all', 'InvalidParameterCombinationException', datum({})],
]

const EVENT_REQUESTS: readonly (readonly [
  what: string,
  code: string | undefined,
  entry: { readonly Detail: string },
])[] = [
  ['an entry of 1,020,024 bytes', 'ValidationException', entryOf(1_020_024)],
  ['an entry of 999,999 bytes', undefined, entryOf(999_999)],
  ['a source of AWS', 'NotAuthorizedForSourceException', { ...entryOf(100), Source: 'aws.ec2' }],
  ['a number that 64 bits do not hold', 'MalformedDetail', { ...entryOf(100), Detail: '{"n":9223372036854775808}' }],
]

function datum(values: object): object {
  return { Namespace: 'Test', MetricData: [{ MetricName: 'm', ...values }] }
}

function bodyOf(bytes: number): object {
  const request = { ...datum({ Value: 1 }), Padding: '' }
  return { ...request, Padding: 'x'.repeat(bytes - putMetricDataBytes(request)) }
}

function entryOf(bytes: number) {
  const entry = { Source: 'shop', DetailType: 'sold', Detail: '{"t":""}' }
  return { ...entry, Detail: `{"t":"${'x'.repeat(bytes - entryBytes(entry))}"}` }
}

describe('what the rules of core and the console say of the same request', () => {
  it.each(METRIC_REQUESTS)('%s: %s', async (_what, code, request) => {
    const { console } = await start()

    const answer = await sendAws(console, 'GraniteServiceVersion20100801.PutMetricData', request)

    expect(putMetricDataViolation(request, { now: NOON })?.code).toBe(code)
    expect(answer.status).toBe(code === undefined ? 200 : code === 'RequestEntityTooLarge' ? 413 : 400)
    if (code !== undefined) expect(JSON.parse(answer.body).__type).toBe(`com.amazonaws.cloudwatch#${code}`)
  })

  it.each(EVENT_REQUESTS)('%s: %s', async (_what, code, entry) => {
    const { console } = await start()
    const request = { Entries: [entry] }

    const answer = JSON.parse((await sendAws(console, 'AWSEvents.PutEvents', request)).body)

    expect(putEventsViolation(request)?.code ?? eventEntryViolation(entry)?.code).toBe(code)
    expect(answer.__type ?? answer.Entries[0].ErrorCode).toBe(code)
  })

  it('is that the units of CloudWatch are those of the SDK', () => {
    expect(new Set<string>(METRIC_UNITS)).toEqual(new Set(Object.values(StandardUnit)))
  })
})
