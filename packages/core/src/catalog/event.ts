import { expectEventBusName } from '../aws/names.js'
import { ConfigurationError } from '../errors.js'
import { expectInteger, expectKnownKeys, expectString } from '../expect.js'
import type { StandardSchema } from './standard-schema.js'

/** What may be said of a type of event besides its schema. */
export interface EventOptions {
  /** What the event says and when it is sent, for whoever reads the catalog. @defaultValue none */
  readonly description?: string | undefined
  /** Name or ARN of the bus of this type. @defaultValue the bus of the catalog */
  readonly eventBusName?: string | undefined
  /** ARNs or names of what every event of this type is about. A call of `publish` may add more. @defaultValue [] */
  readonly resources?: readonly string[] | undefined
  /** Importance from 0 to 15: in a full buffer the least important event is given up first. @defaultValue 0 */
  readonly priority?: number | undefined
  /**
   * Path of a field of the detail, such as `order.id`, whose value names the sequence that an event belongs to. A
   * declaration for whoever consumes the events; delivery does not act upon it: what failed goes again, behind what
   * came later. @defaultValue none
   */
  readonly orderingKey?: string | undefined
  /** Names of fields that hold secrets in this type; they are redacted at any depth. @defaultValue [] */
  readonly secret?: readonly string[] | undefined
  /** Names of fields that are not secret in this type although they look so. @defaultValue [] */
  readonly safe?: readonly string[] | undefined
}

/** One type of event as plain data. Make it with {@link event}. */
export interface EventDefinition<S extends StandardSchema = StandardSchema> extends EventOptions {
  /** What a detail must fit. */
  readonly schema: S
}

/** What an event type may be in a catalog: a definition, or a schema for one without options. */
export type EventType = StandardSchema | EventDefinition

/** The schema of an event type. */
export type SchemaOf<T extends EventType> =
  T extends EventDefinition<infer S> ? S : T extends StandardSchema ? T : never

/** What a schema, or the schema of an event type, accepts. */
export type InputOf<T extends EventType> = NonNullable<SchemaOf<T>['~standard']['types']>['input']

const OPTION_NAMES = ['description', 'eventBusName', 'resources', 'priority', 'orderingKey', 'secret', 'safe']

/** The same as the priorities of delivery. */
const MAX_PRIORITY = 15

const PATH = /^[^.\s]+(?:\.[^.\s]+)*$/

/**
 * Declares a type of event: the schema of its detail, and where and how it goes.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * event(z.object({ orderId: z.string(), total: z.number() }), { orderingKey: 'orderId', priority: 5 })
 * ```
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
export function event<S extends StandardSchema>(schema: S, options: EventOptions = {}): EventDefinition<S> {
  if (!isSchema(schema)) throw schemaError('event')
  expectKnownKeys('event', options, OPTION_NAMES)
  const { description, eventBusName, resources, priority, orderingKey, secret, safe } = options
  if (description !== undefined) expectString('event.description', description)
  if (eventBusName !== undefined) expectEventBusName('event.eventBusName', eventBusName)
  if (resources !== undefined) expectStrings('event.resources', resources)
  if (priority !== undefined) expectInteger('event.priority', priority, { min: 0, max: MAX_PRIORITY })
  if (orderingKey !== undefined)
    expectString('event.orderingKey', orderingKey, {
      pattern: PATH,
      expectation: 'the path of a field such as "order.id"',
    })
  if (secret !== undefined) expectStrings('event.secret', secret)
  if (safe !== undefined) expectStrings('event.safe', safe)
  return Object.freeze({ ...options, schema })
}

/** The definition that an event type of a catalog stands for. */
export function eventDefinitionOf(type: EventType): EventDefinition {
  return isEventDefinition(type) ? type : { schema: type }
}

/** Whether a value can be an event type of a catalog. */
export function isEventType(value: unknown): value is EventType {
  return isSchema(value) || isEventDefinition(value)
}

/** The error that says that an event type has no schema. */
export function schemaError(name: string): ConfigurationError {
  return new ConfigurationError(
    `Event \`${name}\` must have a schema that follows Standard Schema, such as z.object({ … }) of zod 4.`,
  )
}

function isEventDefinition(value: unknown): value is EventDefinition {
  return typeof value === 'object' && value !== null && !isSchema(value) && isSchema((value as EventDefinition).schema)
}

/** Schemas of some libraries are functions. */
function isSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  return typeof (value as Partial<StandardSchema>)['~standard']?.validate === 'function'
}

function expectStrings(option: string, values: unknown): void {
  if (!Array.isArray(values)) throw new ConfigurationError(`Option \`${option}\` must be an array of texts.`)
  for (const value of values) expectString(option, value)
}
