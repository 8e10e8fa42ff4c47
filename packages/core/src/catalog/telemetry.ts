import { MAX_DETAIL_TYPE_LENGTH } from '../aws/limits/eventbridge-limits.js'
import {
  expectDeliveryStreamName,
  expectEventBusName,
  expectEventSource,
  expectMetricName,
  expectNamespace,
} from '../aws/names.js'
import { ConfigurationError } from '../errors.js'
import { expectKnownKeys, expectObject, expectOneOf, expectString } from '../expect.js'
import { type EventType, isEventType, schemaError } from './event.js'
import { isMetricDefinition, type MetricDefinitions } from './metric.js'

/** Where a Firehose stream puts what it receives; it decides how records may be packed. */
export const LOG_DESTINATIONS = ['s3', 'opensearch', 'http'] as const
/** One of {@link LOG_DESTINATIONS}. */
export type LogDestination = (typeof LOG_DESTINATIONS)[number]

/** Event types by detail-type. */
export type EventTypes = Readonly<Record<string, EventType>>

/** The metrics of a service. */
export interface MetricsCatalog<M extends MetricDefinitions = MetricDefinitions> {
  /** 1 to 255 characters; `AWS/…` is reserved. */
  readonly namespace: string
  /** By name, each made with `counter`, `gauge` or `histogram`. */
  readonly definitions: M
}

/** The events of a service. */
export interface EventsCatalog<E extends EventTypes = EventTypes> {
  /** For example `helloworld.app`; `aws.…` is reserved. */
  readonly source: string
  /** Name or ARN of the bus. @defaultValue 'default' */
  readonly eventBusName?: string | undefined
  /** By detail-type (1 to 128 characters), each made with `event(schema, { … })`, or a schema alone. */
  readonly types: E
}

/** The log stream of a service. */
export interface LogsCatalog {
  /** Name of the Firehose stream, 1 to 64 of `a-zA-Z0-9_.-`. */
  readonly deliveryStreamName: string
  /** Where the stream puts what it receives; it decides how records may be packed. */
  readonly destination: LogDestination
}

/** What is secret in a service, besides what the packages know by themselves. It holds for logs and events alike. */
export interface RedactionCatalog {
  /** Names of fields that hold secrets, at any depth; case and separators do not matter. @defaultValue [] */
  readonly secret?: readonly string[] | undefined
  /** Names of fields that are not secret although they look so; they win over every other rule. @defaultValue [] */
  readonly safe?: readonly string[] | undefined
}

/**
 * Everything a service emits. Instruments and events are made from it, and alarms, dashboards and
 * IAM statements are derived from it, so that a name exists in one place.
 */
export interface Telemetry<M extends MetricDefinitions = MetricDefinitions, E extends EventTypes = EventTypes> {
  /** Name of the service in logs, metrics and events: 1 to 255 characters. */
  readonly service: string
  /** Version in logs and events. @defaultValue found out at run time, see `detectIdentity` */
  readonly version?: string | undefined
  /** Environment such as `production`. @defaultValue found out at run time, see `detectIdentity` */
  readonly environment?: string | undefined
  /** Its metrics; absent where it has none. */
  readonly metrics?: MetricsCatalog<M> | undefined
  /** Its events; absent where it has none. */
  readonly events?: EventsCatalog<E> | undefined
  /** The Firehose stream of its logs; absent where they go to stdout alone. */
  readonly logs?: LogsCatalog | undefined
  /** What is secret in it besides what the packages know. @defaultValue nothing */
  readonly redaction?: RedactionCatalog | undefined
}

const MEMBER_NAMES = ['service', 'version', 'environment', 'metrics', 'events', 'logs', 'redaction']

const MAX_NAME_LENGTH = 255

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
 *     definitions: { page_viewed: counter({ unit: 'Count', dimensions: ['Version'], rollups: [[]] }) },
 *   },
 *   events: { source: 'helloworld.app', types: { 'page requested': event(z.object({ path: z.string() })) } },
 *   logs: { deliveryStreamName: 'FirehoseLogs', destination: 'opensearch' },
 * })
 * ```
 */
export function defineTelemetry<
  const M extends MetricDefinitions = Readonly<Record<never, never>>,
  const E extends EventTypes = Readonly<Record<never, never>>,
>(telemetry: Telemetry<M, E>): Telemetry<M, E> {
  expectObject('telemetry', telemetry)
  expectKnownKeys('telemetry', telemetry, MEMBER_NAMES)
  const { service, version, environment, metrics, events, logs, redaction } = telemetry
  for (const [name, value] of Object.entries({ service, version, environment })) {
    if (value !== undefined || name === 'service')
      expectString(`telemetry.${name}`, value, { maxLength: MAX_NAME_LENGTH })
  }
  return Object.freeze({
    service,
    ...(version === undefined ? {} : { version }),
    ...(environment === undefined ? {} : { environment }),
    ...(metrics === undefined ? {} : { metrics: checkMetrics(metrics) }),
    ...(events === undefined ? {} : { events: checkEvents(events) }),
    ...(logs === undefined ? {} : { logs: checkLogs(logs) }),
    ...(redaction === undefined ? {} : { redaction: checkRedaction(redaction) }),
  })
}

function checkMetrics<M extends MetricDefinitions>(metrics: MetricsCatalog<M>): MetricsCatalog<M> {
  expectKnownKeys('telemetry.metrics', metrics, ['namespace', 'definitions'])
  expectNamespace('telemetry.metrics.namespace', metrics.namespace)
  expectObject('telemetry.metrics.definitions', metrics.definitions)
  for (const [name, definition] of Object.entries(metrics.definitions)) {
    expectMetricName(`telemetry.metrics.definitions["${name}"]`, name)
    if (!isMetricDefinition(definition)) {
      throw new ConfigurationError(
        `Metric \`${name}\` must be made with counter(), gauge() or histogram() of @org/core/catalog.`,
      )
    }
  }
  return Object.freeze({ namespace: metrics.namespace, definitions: Object.freeze({ ...metrics.definitions }) })
}

function checkEvents<E extends EventTypes>(events: EventsCatalog<E>): EventsCatalog<E> {
  expectKnownKeys('telemetry.events', events, ['source', 'eventBusName', 'types'])
  expectEventSource('telemetry.events.source', events.source)
  if (events.eventBusName !== undefined) expectEventBusName('telemetry.events.eventBusName', events.eventBusName)
  expectObject('telemetry.events.types', events.types)
  for (const [detailType, type] of Object.entries(events.types)) {
    expectString(`telemetry.events.types["${detailType}"]`, detailType, {
      maxLength: MAX_DETAIL_TYPE_LENGTH,
      expectation: 'a detail-type',
    })
    if (!isEventType(type)) throw schemaError(detailType)
  }
  return Object.freeze({ ...events, types: Object.freeze({ ...events.types }) })
}

function checkLogs(logs: LogsCatalog): LogsCatalog {
  expectKnownKeys('telemetry.logs', logs, ['deliveryStreamName', 'destination'])
  expectDeliveryStreamName('telemetry.logs.deliveryStreamName', logs.deliveryStreamName)
  expectOneOf('telemetry.logs.destination', logs.destination, LOG_DESTINATIONS)
  return Object.freeze({ ...logs })
}

function checkRedaction(redaction: RedactionCatalog): RedactionCatalog {
  expectKnownKeys('telemetry.redaction', redaction, ['secret', 'safe'])
  for (const list of ['secret', 'safe'] as const) {
    const names = redaction[list] ?? []
    if (!Array.isArray(names))
      throw new ConfigurationError(`Option \`telemetry.redaction.${list}\` must be an array of names.`)
    for (const name of names) expectString(`telemetry.redaction.${list}`, name)
  }
  return Object.freeze({ ...redaction })
}
