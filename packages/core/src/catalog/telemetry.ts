import { ConfigurationError } from '../errors.js'
import { expectKnownKeys, expectObject, expectOneOf, expectString } from '../expect.js'
import {
  MAX_DELIVERY_STREAM_NAME_LENGTH,
  MAX_DETAIL_TYPE_LENGTH,
  MAX_EVENT_BUS_NAME_LENGTH,
  MAX_NAMESPACE_LENGTH,
  MAX_SOURCE_LENGTH,
} from './limits.js'
import { expectMetricName, isMetricDefinition, type MetricDefinitions } from './metric.js'
import type { StandardSchema } from './standard-schema.js'

/** Where a Firehose stream puts what it receives; it decides how records may be packed. */
export const LOG_DESTINATIONS = ['s3', 'opensearch', 'http'] as const
export type LogDestination = (typeof LOG_DESTINATIONS)[number]

/** Detail schemas by detail-type. */
export type EventTypes = Readonly<Record<string, StandardSchema>>

/** The metrics of a service. */
export interface MetricsCatalog<M extends MetricDefinitions = MetricDefinitions> {
  /** 1 to 255 characters; `AWS/…` is reserved. */
  readonly namespace: string
  readonly definitions: M
}

/** The events of a service. */
export interface EventsCatalog<E extends EventTypes = EventTypes> {
  /** For example `helloworld.app`; `aws.…` is reserved. */
  readonly source: string
  /** Name or ARN of the bus. @defaultValue 'default' */
  readonly eventBusName?: string | undefined
  /** Detail schemas by detail-type (1 to 128 characters). */
  readonly types: E
}

/** The log stream of a service. */
export interface LogsCatalog {
  /** Name of the Firehose stream, 1 to 64 of `a-zA-Z0-9_.-`. */
  readonly deliveryStreamName: string
  readonly destination: LogDestination
}

/**
 * Everything a service emits. Instruments and events are made from it, and alarms, dashboards and
 * IAM statements are derived from it, so that a name exists in one place.
 */
export interface Telemetry<M extends MetricDefinitions = MetricDefinitions, E extends EventTypes = EventTypes> {
  readonly service: string
  readonly metrics?: MetricsCatalog<M> | undefined
  readonly events?: EventsCatalog<E> | undefined
  readonly logs?: LogsCatalog | undefined
}

/**
 * Checks a service's catalog and freezes it.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when a name breaks a rule of CloudWatch,
 * EventBridge or Firehose; the message names the option.
 *
 * @example
 * ```ts
 * export const telemetry = defineTelemetry({
 *   service: 'helloworld',
 *   metrics: {
 *     namespace: 'Helloworld/traffic',
 *     definitions: { page_viewed: counter({ unit: 'Count', dimensions: ['Version'] }) },
 *   },
 *   events: { source: 'helloworld.app', types: { 'page requested': z.object({ path: z.string() }) } },
 *   logs: { deliveryStreamName: 'FirehoseLogs', destination: 'opensearch' },
 * })
 * ```
 */
export function defineTelemetry<
  const M extends MetricDefinitions = Readonly<Record<never, never>>,
  const E extends EventTypes = Readonly<Record<never, never>>,
>(telemetry: Telemetry<M, E>): Telemetry<M, E> {
  expectObject('telemetry', telemetry)
  expectKnownKeys('telemetry', telemetry, ['service', 'metrics', 'events', 'logs'])
  expectString('telemetry.service', telemetry.service, { maxLength: 255 })
  return Object.freeze({
    service: telemetry.service,
    ...(telemetry.metrics === undefined ? {} : { metrics: checkMetrics(telemetry.metrics) }),
    ...(telemetry.events === undefined ? {} : { events: checkEvents(telemetry.events) }),
    ...(telemetry.logs === undefined ? {} : { logs: checkLogs(telemetry.logs) }),
  })
}

function checkMetrics<M extends MetricDefinitions>(metrics: MetricsCatalog<M>): MetricsCatalog<M> {
  expectKnownKeys('telemetry.metrics', metrics, ['namespace', 'definitions'])
  expectString('telemetry.metrics.namespace', metrics.namespace, {
    maxLength: MAX_NAMESPACE_LENGTH,
    pattern: /^(?!AWS\/)[A-Za-z0-9._\-/#][A-Za-z0-9._\-/#: ]*$/,
    expectation: 'letters, digits and . - _ / # : that start with neither "AWS/" nor ":"',
  })
  expectObject('telemetry.metrics.definitions', metrics.definitions)
  for (const [name, definition] of Object.entries(metrics.definitions)) {
    expectMetricName(`telemetry.metrics.definitions["${name}"]`, name)
    if (!isMetricDefinition(definition)) {
      throw new ConfigurationError(
        `Metric \`${name}\` must be made with counter(), gauge() or histogram() of @org/core.`,
      )
    }
  }
  return Object.freeze({ namespace: metrics.namespace, definitions: Object.freeze({ ...metrics.definitions }) })
}

function checkEvents<E extends EventTypes>(events: EventsCatalog<E>): EventsCatalog<E> {
  expectKnownKeys('telemetry.events', events, ['source', 'eventBusName', 'types'])
  expectString('telemetry.events.source', events.source, {
    maxLength: MAX_SOURCE_LENGTH,
    pattern: /^(?!aws\.)[\w.\-/@]+$/i,
    expectation: 'a name such as "helloworld.app" that does not start with "aws."',
  })
  if (events.eventBusName !== undefined) {
    expectString('telemetry.events.eventBusName', events.eventBusName, {
      maxLength: MAX_EVENT_BUS_NAME_LENGTH,
      pattern: /^[\w.\-/:]+$/,
      expectation: 'the name or ARN of an event bus',
    })
  }
  expectObject('telemetry.events.types', events.types)
  for (const [detailType, schema] of Object.entries(events.types)) {
    expectString(`telemetry.events.types["${detailType}"]`, detailType, {
      maxLength: MAX_DETAIL_TYPE_LENGTH,
      expectation: 'a detail-type',
    })
    if (typeof schema?.['~standard']?.validate !== 'function') {
      throw new ConfigurationError(
        `Event \`${detailType}\` must have a schema that follows Standard Schema, such as z.object({ … }) of zod 4.`,
      )
    }
  }
  return Object.freeze({ ...events, types: Object.freeze({ ...events.types }) })
}

function checkLogs(logs: LogsCatalog): LogsCatalog {
  expectKnownKeys('telemetry.logs', logs, ['deliveryStreamName', 'destination'])
  expectDeliveryStreamName('telemetry.logs.deliveryStreamName', logs.deliveryStreamName)
  expectOneOf('telemetry.logs.destination', logs.destination, LOG_DESTINATIONS)
  return Object.freeze({ ...logs })
}

/** @throws {@link ConfigurationError} */
export function expectDeliveryStreamName(option: string, name: unknown): string {
  return expectString(option, name, {
    maxLength: MAX_DELIVERY_STREAM_NAME_LENGTH,
    pattern: /^[\w.-]+$/,
    expectation: 'the name of a delivery stream: letters, digits and _ . -',
  })
}
