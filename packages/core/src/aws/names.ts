import { expectString } from '../expect.js'
import {
  MAX_DIMENSION_NAME_LENGTH,
  MAX_DIMENSION_VALUE_LENGTH,
  MAX_METRIC_NAME_LENGTH,
  MAX_NAMESPACE_LENGTH,
  RESERVED_NAMESPACE_PREFIX,
} from './limits/cloudwatch-limits.js'
import { MAX_EVENT_BUS_NAME_LENGTH, MAX_SOURCE_LENGTH } from './limits/eventbridge-limits.js'
import { MAX_DELIVERY_STREAM_NAME_LENGTH } from './limits/firehose-limits.js'

/** ASCII without control characters, not blank. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
export const VISIBLE_ASCII = /^(?=.*[!-~])[ -~]+$/

/** The same, and not starting with a colon: metric names, namespaces and names of dimensions. */
export const CLOUDWATCH_NAME = /^(?!:)(?=.*[!-~])[ -~]+$/

const CLOUDWATCH_NAME_RULE = 'ASCII without control characters that does not start with ":"'

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Namespace */
const NAMESPACE = new RegExp(`^(?!${RESERVED_NAMESPACE_PREFIX})[A-Za-z0-9._\\-/#][A-Za-z0-9._\\-/#: ]*$`)

/** An event's source; those that start with `aws.` are AWS's own. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
const EVENT_SOURCE = /^(?!aws\.)[\w.\-/@]+$/i

/** The name or ARN of an event bus. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const EVENT_BUS_NAME = /^(?:arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[.\-_A-Za-z0-9]+$/

/** The name of a delivery stream. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export const DELIVERY_STREAM_NAME = /^[a-zA-Z0-9_.-]+$/

/** What CloudWatch takes as a dimension value: 1 to 1024 printable ASCII characters, not all blank. */
export function isDimensionValue(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_DIMENSION_VALUE_LENGTH && VISIBLE_ASCII.test(value)
}

/** What CloudWatch takes as the name of a dimension: 1 to 255 characters. */
export function isDimensionName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_DIMENSION_NAME_LENGTH && CLOUDWATCH_NAME.test(value)
}

/** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function expectDimensionName(option: string, name: unknown): string {
  return expectString(option, name, {
    maxLength: MAX_DIMENSION_NAME_LENGTH,
    pattern: CLOUDWATCH_NAME,
    expectation: CLOUDWATCH_NAME_RULE,
  })
}

/** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function expectMetricName(option: string, name: unknown): string {
  return expectString(option, name, {
    maxLength: MAX_METRIC_NAME_LENGTH,
    pattern: CLOUDWATCH_NAME,
    expectation: CLOUDWATCH_NAME_RULE,
  })
}

/** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`), also for a namespace of AWS's own */
export function expectNamespace(option: string, namespace: unknown): string {
  return expectString(option, namespace, {
    maxLength: MAX_NAMESPACE_LENGTH,
    pattern: NAMESPACE,
    expectation: `letters, digits and . - _ / # : that start with neither "${RESERVED_NAMESPACE_PREFIX}" nor ":"`,
  })
}

/** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function expectEventSource(option: string, source: unknown): string {
  return expectString(option, source, {
    maxLength: MAX_SOURCE_LENGTH,
    pattern: EVENT_SOURCE,
    expectation: 'a name such as "helloworld.app" that does not start with "aws."',
  })
}

/** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function expectEventBusName(option: string, name: unknown): string {
  return expectString(option, name, {
    maxLength: MAX_EVENT_BUS_NAME_LENGTH,
    pattern: EVENT_BUS_NAME,
    expectation: 'the name or ARN of an event bus',
  })
}

/** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function expectDeliveryStreamName(option: string, name: unknown): string {
  return expectString(option, name, {
    maxLength: MAX_DELIVERY_STREAM_NAME_LENGTH,
    pattern: DELIVERY_STREAM_NAME,
    expectation: 'the name of a delivery stream: letters, digits and _ . -',
  })
}
