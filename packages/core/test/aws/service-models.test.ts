import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CLOUDWATCH_NAME,
  DELIVERY_STREAM_NAME,
  EVENT_BUS_NAME,
  METRIC_UNITS,
  putEventsViolation,
  putMetricDataViolation,
  putRecordBatchViolation,
  putRecordViolation,
  QUERY_ERROR_CODES,
} from '../../src/aws/index.js'

interface Shape {
  readonly type: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly required?: readonly string[]
  readonly members?: Readonly<Record<string, string>>
  readonly member?: string
}

interface Model {
  readonly shapes: Readonly<Record<string, Shape>>
  readonly errors: Readonly<Record<string, { readonly queryCode?: string; readonly httpStatusCode?: number }>>
}

type Service = 'cloudwatch' | 'eventbridge' | 'firehose'

/** What AWS publishes about its own services, as extract-models.mjs takes it from botocore. */
const { services } = JSON.parse(
  readFileSync(new URL('./fixtures/data/service-models.json', import.meta.url), 'utf8'),
) as { readonly services: Readonly<Record<Service, Model>> }

function shapeOf(service: Service, name: string): Shape {
  const shape = services[service].shapes[name]
  if (shape === undefined) throw new Error(`The model of ${service} has no shape ${name}.`)
  return shape
}

/** Every number that a file of limits exports, by name; the members of an object each for itself. */
async function numbersOfLimits(): Promise<ReadonlyMap<string, number | bigint>> {
  const folder = new URL('../../src/aws/limits/', import.meta.url)
  const numbers = new Map<string, number | bigint>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('-limits.ts'))) {
    const module = (await import(new URL(file, folder).href)) as Readonly<Record<string, unknown>>
    for (const [name, value] of Object.entries(module)) collect(name, value, numbers)
  }
  return numbers
}

function collect(name: string, value: unknown, numbers: Map<string, number | bigint>): void {
  if (typeof value === 'number' || typeof value === 'bigint') numbers.set(name, value)
  else if (typeof value === 'object' && value !== null) {
    for (const [member, inner] of Object.entries(value)) collect(`${name}.${member}`, inner, numbers)
  }
}

/** The numbers that the models state: constant, service, shape, constraint. */
const STATED: readonly (readonly [name: string, service: Service, shape: string, constraint: 'min' | 'max'])[] = [
  ['MAX_NAMESPACE_LENGTH', 'cloudwatch', 'Namespace', 'max'],
  ['MAX_METRIC_NAME_LENGTH', 'cloudwatch', 'MetricName', 'max'],
  ['MAX_DIMENSIONS', 'cloudwatch', 'Dimensions', 'max'],
  ['MAX_DIMENSION_NAME_LENGTH', 'cloudwatch', 'DimensionName', 'max'],
  ['MAX_DIMENSION_VALUE_LENGTH', 'cloudwatch', 'DimensionValue', 'max'],
  ['STORAGE_RESOLUTIONS.0', 'cloudwatch', 'StorageResolution', 'min'],
  ['ENTITY_KEY_ATTRIBUTES.min', 'cloudwatch', 'EntityKeyAttributesMap', 'min'],
  ['ENTITY_KEY_ATTRIBUTES.max', 'cloudwatch', 'EntityKeyAttributesMap', 'max'],
  ['MAX_ENTITY_KEY_ATTRIBUTE_NAME_LENGTH', 'cloudwatch', 'EntityKeyAttributesMapKeyString', 'max'],
  ['MAX_ENTITY_ATTRIBUTES', 'cloudwatch', 'EntityAttributesMap', 'max'],
  ['MAX_ENTITY_ATTRIBUTE_NAME_LENGTH', 'cloudwatch', 'EntityAttributesMapKeyString', 'max'],
  ['MAX_ENTITY_ATTRIBUTE_VALUE_LENGTH', 'cloudwatch', 'EntityAttributesMapValueString', 'max'],
  ['MAX_ENTITY_ATTRIBUTE_VALUE_LENGTH', 'cloudwatch', 'EntityKeyAttributesMapValueString', 'max'],
  ['MAX_ENTRIES_PER_REQUEST', 'eventbridge', 'PutEventsRequestEntryList', 'max'],
  ['MAX_EVENT_BUS_NAME_LENGTH', 'eventbridge', 'NonPartnerEventBusNameOrArn', 'max'],
  ['MAX_RESOURCE_LENGTH', 'eventbridge', 'EventResource', 'max'],
  ['MAX_TRACE_HEADER_LENGTH', 'eventbridge', 'TraceHeader', 'max'],
  ['MAX_RECORDS_PER_REQUEST', 'firehose', 'PutRecordBatchRequestEntryList', 'max'],
  ['MAX_RECORD_BYTES', 'firehose', 'Data', 'max'],
  ['MAX_DELIVERY_STREAM_NAME_LENGTH', 'firehose', 'DeliveryStreamName', 'max'],
]

/** The numbers that AWS states in prose only, each linked where it is defined. A new one belongs here or above. */
const IN_PROSE_ONLY: readonly string[] = [
  'DETAIL_INTEGER_RANGE.max',
  'DETAIL_INTEGER_RANGE.min',
  'ENTRY_TIME_BYTES',
  'FIREHOSE_BILLING_INCREMENT_BYTES',
  'MAX_DATUMS_PER_REQUEST',
  'MAX_DATUM_AGE_MS',
  'MAX_DATUM_LEAD_MS',
  'MAX_DETAIL_DEPTH',
  'MAX_DETAIL_TYPE_LENGTH',
  'MAX_EMF_DOCUMENT_BYTES',
  'MAX_EMF_METRICS',
  'MAX_EMF_VALUES',
  'MAX_ENTITIES_PER_REQUEST',
  'MAX_LINES_PER_RECORD',
  'MAX_METRIC_VALUE',
  'MAX_RECORD_BATCH_BYTES',
  'MAX_SOURCE_LENGTH',
  'MAX_VALUES_PER_DATUM',
  'MIN_METRIC_MAGNITUDE',
  'PUT_EVENTS_BYTES_LIMIT',
  'PUT_METRIC_DATA_BYTES_LIMIT',
  'STANDARD_RESOLUTION_SECONDS',
  'STORAGE_RESOLUTIONS.1',
]

/** Constrained shapes that nothing of ours sends. */
const NOT_NUMBERED: readonly string[] = ['eventbridge.EndpointId']

describe('the numbers of AWS', () => {
  it.each(STATED)('%s is what the model of %s says of %s', async (name, service, shape, constraint) => {
    expect((await numbersOfLimits()).get(name)).toBe(shapeOf(service, shape)[constraint])
  })

  it('are all held against a model, or known to be stated in prose only', async () => {
    const known = new Set([...STATED.map(([name]) => name), ...IN_PROSE_ONLY])

    expect([...(await numbersOfLimits()).keys()].sort()).toEqual([...known].sort())
  })

  it('leave no constraint of a model out', () => {
    const compared = new Set([...STATED.map(([, service, shape]) => `${service}.${shape}`), ...NOT_NUMBERED])
    const constrained = Object.entries(services).flatMap(([service, { shapes }]) =>
      Object.entries(shapes)
        .filter(([, { min, max }]) => min !== undefined || max !== undefined)
        .map(([name]) => `${service}.${name}`),
    )

    expect(constrained.filter((shape) => !compared.has(shape))).toEqual([])
  })
})

describe('the lists and patterns of AWS', () => {
  it('has the units of CloudWatch', () => {
    expect([...METRIC_UNITS].sort()).toEqual([...(shapeOf('cloudwatch', 'StandardUnit').enum ?? [])].sort())
  })

  it.each<[string, RegExp, Service, string]>([
    ['name or ARN of a bus', EVENT_BUS_NAME, 'eventbridge', 'NonPartnerEventBusNameOrArn'],
    ['name of a delivery stream', DELIVERY_STREAM_NAME, 'firehose', 'DeliveryStreamName'],
  ])('takes as the %s what the model takes, and nothing else', (_what, ours, service, shape) => {
    const theirs = wholePattern(service, shape)
    const near = fc.stringMatching(theirs)
    const cut = near.chain((text) => fc.nat(text.length).map((at) => `${text.slice(0, at)} /:${text.slice(at)}`))

    fc.assert(
      fc.property(fc.oneof(near, cut, fc.string(), fc.string({ unit: 'binary' })), (text) => {
        expect(ours.test(text)).toBe(theirs.test(text))
      }),
    )
  })

  it('takes as a name of CloudWatch nothing that the model of a namespace refuses', () => {
    const theirs = wholePattern('cloudwatch', 'Namespace')

    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(CLOUDWATCH_NAME.test(text))
        expect(theirs.test(text)).toBe(true)
      }),
    )
  })
})

function wholePattern(service: Service, shape: string): RegExp {
  return new RegExp(`^(?:${shapeOf(service, shape).pattern ?? ''})$`)
}

const NOW = Date.UTC(2026, 0, 15, 12)

/** One request of each operation that states every member of the model once, where they go together. */
const OPERATIONS: readonly {
  readonly service: Service
  readonly input: string
  readonly request: object
  readonly judge: (request: unknown) => { readonly code: string } | undefined
}[] = [
  {
    service: 'cloudwatch',
    input: 'PutMetricDataInput',
    request: {
      Namespace: 'N',
      MetricData: [
        {
          MetricName: 'm',
          Dimensions: [{ Name: 'n', Value: 'v' }],
          Timestamp: NOW / 1_000,
          Values: [1],
          Counts: [1],
          StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 },
          Unit: 'Count',
          StorageResolution: 60,
        },
        { MetricName: 'm', Value: 1 },
      ],
      EntityMetricData: [
        {
          Entity: { KeyAttributes: { Type: 'Service', Name: 's' }, Attributes: {} },
          MetricData: [{ MetricName: 'm', Value: 1 }],
        },
      ],
      StrictEntityValidation: true,
    },
    judge: (request) => putMetricDataViolation(request, { now: NOW }),
  },
  {
    service: 'eventbridge',
    input: 'PutEventsRequest',
    request: {
      Entries: [
        { Time: 0, Source: 's', Resources: ['r'], DetailType: 't', Detail: '{}', EventBusName: 'b', TraceHeader: 'h' },
      ],
    },
    judge: putEventsViolation,
  },
  {
    service: 'firehose',
    input: 'PutRecordBatchInput',
    request: { DeliveryStreamName: 's', Records: [{ Data: 'eA==' }] },
    judge: putRecordBatchViolation,
  },
  {
    service: 'firehose',
    input: 'PutRecordInput',
    request: { DeliveryStreamName: 's', Record: { Data: 'eA==' } },
    judge: putRecordViolation,
  },
]

interface Place {
  readonly path: readonly (string | number)[]
  readonly shape: Shape
  readonly isRequired: boolean
}

/** Every member of a request that its model describes, and where it stands. */
function placesOf(service: Service, name: string, value: unknown, path: Place['path'] = []): readonly Place[] {
  const shape = shapeOf(service, name)
  if (Array.isArray(value) && shape.member !== undefined) {
    const member = shape.member
    return value.flatMap((item, index) => placesOf(service, member, item, [...path, index]))
  }
  return Object.entries(shape.members ?? {}).flatMap(([member, memberShape]) => {
    const inner = (value as Readonly<Record<string, unknown>>)[member]
    if (inner === undefined) return []
    const place = {
      path: [...path, member],
      shape: shapeOf(service, memberShape),
      isRequired: shape.required?.includes(member) === true,
    }
    return [place, ...placesOf(service, memberShape, inner, place.path)]
  })
}

function changed(request: object, path: Place['path'], value: unknown): object {
  const copy = structuredClone(request)
  let holder = copy as Record<string | number, unknown>
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string | number, unknown>
  holder[path.at(-1) ?? ''] = value
  return copy
}

/** For each type of the models a value of another one. */
const OF_ANOTHER_TYPE: Readonly<Record<string, unknown>> = {
  string: 5,
  blob: 5,
  double: 'five',
  integer: 'five',
  boolean: 'yes',
  timestamp: 'today',
  list: {},
  structure: [],
  map: [],
}

describe.each(OPERATIONS)('the rules of $input', ({ service, input, request, judge }) => {
  const places = placesOf(service, input, request)

  it('take a request with every member of the model', () => {
    expect(judge(request)).toBeUndefined()
  })

  it.each(places.map((place) => [place.path.join('.'), place] as const))(
    'know the type of %s',
    (_path, { path, shape }) => {
      expect(judge(changed(request, path, OF_ANOTHER_TYPE[shape.type]))?.code).toBe('SerializationException')
    },
  )

  it.each(places.filter(({ isRequired }) => isRequired).map(({ path }) => [path.join('.'), path] as const))(
    'need %s',
    (_path, path) => {
      const code = service === 'cloudwatch' ? 'MissingRequiredParameterException' : 'ValidationException'

      expect(judge(changed(request, path, undefined))?.code).toBe(code)
    },
  )
})

describe('the errors of AWS', () => {
  it.each(Object.entries(QUERY_ERROR_CODES))(
    '%s is called %s in the older protocol, and is answered with 400',
    (name, queryCode) => {
      expect(services.cloudwatch.errors[name]).toMatchObject({ queryCode, httpStatusCode: 400 })
    },
  )

  it('knows the one of Firehose for what is too large', () => {
    expect(services.firehose.errors).toHaveProperty('InvalidArgumentException')
  })
})
