import {
  MAX_DATUMS_PER_REQUEST,
  MAX_NAMESPACE_LENGTH,
  PUT_METRIC_DATA_BYTES_LIMIT,
  RESERVED_NAMESPACE_PREFIX,
} from './limits/cloudwatch-limits.js'
import { cloudWatchTextViolation } from './rules/cloudwatch-name-rules.js'
import { metricDatumViolation } from './rules/metric-datum-rules.js'
import { entitiesViolation } from './rules/metric-entity-rules.js'
import { type AwsViolation, invalidValue, missingParameter, wrongType } from './rules/violation.js'
import { isAbsent, isWireStructure, type WireStructure, wireBytes, wireList } from './rules/wire.js'

/** What is known of a PutMetricData request besides its content. */
export interface PutMetricDataContext {
  /** The moment at which it arrives, in milliseconds since the epoch. */
  readonly now: number
  /** Bytes of its body before compression, for who has received one. @defaultValue what {@link putMetricDataBytes} measures */
  readonly bodyBytes?: number | undefined
}

/**
 * The rule of CloudWatch that a PutMetricData request breaks, or undefined when it would be taken. As in CloudWatch,
 * one bad datum makes the whole request bad.
 *
 * @param request - Parsed from JSON, or as the SDK takes it.
 *
 * @example
 * ```ts
 * const violation = putMetricDataViolation({ Namespace: 'AWS/EC2', MetricData: [] }, { now: Date.now() })
 * violation?.code // 'InvalidParameterValueException'
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function putMetricDataViolation(request: unknown, context: PutMetricDataContext): AwsViolation | undefined {
  if (!isWireStructure(request)) return wrongType('The request', 'an object')
  return (
    namespaceViolation(request['Namespace']) ??
    entitiesViolation(request) ??
    listViolation(request) ??
    sizeViolation(context.bodyBytes ?? putMetricDataBytes(request)) ??
    firstDatumViolation(request, context.now)
  )
}

/**
 * Bytes of the body that the SDK sends for a PutMetricData request, before compression.
 *
 * @example
 * ```ts
 * putMetricDataBytes({ Namespace: 'N', MetricData: [] }) // 33
 * ```
 */
export function putMetricDataBytes(request: object): number {
  return wireBytes(request)
}

/** A list of datums in a request, and where it stands. */
export interface DatumList {
  /** In CloudWatch's words, such as `EntityMetricData.member.1.MetricData`. */
  readonly path: string
  /** Not yet checked. */
  readonly datums: readonly unknown[]
}

/**
 * The datums of a request: those without an entity, then those of each entity.
 *
 * @example
 * ```ts
 * datumListsOf({ Namespace: 'N', MetricData: [{ MetricName: 'm', Value: 1 }] })[0]?.path // 'MetricData'
 * ```
 */
export function datumListsOf(request: WireStructure): readonly DatumList[] {
  const entities = wireList(request['EntityMetricData']).map((item, index) => ({
    path: `EntityMetricData.member.${index + 1}.MetricData`,
    datums: wireList(isWireStructure(item) ? item['MetricData'] : undefined),
  }))
  return [{ path: 'MetricData', datums: wireList(request['MetricData']) }, ...entities]
}

function namespaceViolation(value: unknown): AwsViolation | undefined {
  const violation = cloudWatchTextViolation(value, 'Namespace', { maxLength: MAX_NAMESPACE_LENGTH })
  if (violation !== undefined) return violation
  if (typeof value !== 'string' || !value.startsWith(RESERVED_NAMESPACE_PREFIX)) return undefined
  return invalidValue(
    'Namespace',
    `The value for parameter Namespace is invalid: namespaces that begin with ${RESERVED_NAMESPACE_PREFIX} are reserved.`,
  )
}

function listViolation(request: WireStructure): AwsViolation | undefined {
  const { MetricData } = request
  if (!isAbsent(MetricData) && !Array.isArray(MetricData)) return wrongType('MetricData', 'a list')
  const count = datumListsOf(request).reduce((sum, { datums }) => sum + datums.length, 0)
  if (count === 0) return missingParameter('MetricData')
  if (count <= MAX_DATUMS_PER_REQUEST) return undefined
  return invalidValue(
    'MetricData',
    `The collection MetricData must not have a size greater than ${MAX_DATUMS_PER_REQUEST}.`,
  )
}

function sizeViolation(bytes: number): AwsViolation | undefined {
  if (bytes < PUT_METRIC_DATA_BYTES_LIMIT) return undefined
  return {
    code: 'RequestEntityTooLarge',
    path: 'MetricData',
    message: `Request size ${bytes} exceeded ${PUT_METRIC_DATA_BYTES_LIMIT - 1} bytes`,
  }
}

function firstDatumViolation(request: WireStructure, now: number): AwsViolation | undefined {
  for (const { path, datums } of datumListsOf(request)) {
    for (const [index, datum] of datums.entries()) {
      const violation = metricDatumViolation(datum, { now, path: `${path}.member.${index + 1}` })
      if (violation !== undefined) return violation
    }
  }
  return undefined
}
