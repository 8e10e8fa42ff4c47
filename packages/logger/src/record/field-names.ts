import { ConfigurationError, expectObject, expectString } from '@org/core'

/** The fields that the logger itself writes. */
export const RESERVED_FIELDS = [
  'timestamp',
  'level',
  'message',
  'service',
  'version',
  'environment',
  'hostname',
  'region',
  'requestId',
  'traceId',
  'spanId',
  'eventId',
  'sequence',
  'error',
  'truncated',
] as const

/** One of them. */
export type ReservedField = (typeof RESERVED_FIELDS)[number]

/** The name under which each of the logger's own fields is written. */
export type FieldNames = Readonly<Record<ReservedField, string>>

const PLAIN: FieldNames = {
  timestamp: 'timestamp',
  level: 'level',
  message: 'message',
  service: 'service',
  version: 'version',
  environment: 'environment',
  hostname: 'hostname',
  region: 'region',
  requestId: 'requestId',
  traceId: 'traceId',
  spanId: 'spanId',
  eventId: 'eventId',
  sequence: 'sequence',
  error: 'error',
  truncated: 'truncated',
}

/** Elastic Common Schema. https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html */
const ECS: FieldNames = {
  timestamp: '@timestamp',
  level: 'log.level',
  message: 'message',
  service: 'service.name',
  version: 'service.version',
  environment: 'service.environment',
  hostname: 'host.hostname',
  region: 'cloud.region',
  requestId: 'http.request.id',
  traceId: 'trace.id',
  spanId: 'span.id',
  eventId: 'event.id',
  sequence: 'event.sequence',
  error: 'error',
  truncated: 'log.truncated',
}

/** OpenTelemetry log data model and resource conventions. https://opentelemetry.io/docs/specs/otel/logs/data-model/ */
const OTEL: FieldNames = {
  timestamp: 'Timestamp',
  level: 'SeverityText',
  message: 'Body',
  service: 'service.name',
  version: 'service.version',
  environment: 'deployment.environment.name',
  hostname: 'host.name',
  region: 'cloud.region',
  requestId: 'http.request.id',
  traceId: 'TraceId',
  spanId: 'SpanId',
  eventId: 'event.id',
  sequence: 'event.sequence',
  error: 'exception',
  truncated: 'log.truncated',
}

/** The names are part of every line, also of the shortest that a line can be cut to. */
const MAX_NAME_LENGTH = 100
const NAME = /^[\w.@\-/:$]+$/

const PRESETS = { plain: PLAIN, ecs: ECS, otel: OTEL } as const

/**
 * A preset, or names that replace those of the plain one: each 1 to 100 of letters, digits and `_.@-/:$`, and no two
 * alike; others are refused.
 */
export type FieldNamesOption = keyof typeof PRESETS | { readonly [K in ReservedField]?: string | undefined }

/** Finds the names that were asked for. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for a name that no field can have. */
export function resolveFieldNames(option: FieldNamesOption = 'plain'): FieldNames {
  if (typeof option === 'string') {
    const preset = Object.hasOwn(PRESETS, option) ? PRESETS[option] : undefined
    if (preset !== undefined) return preset
    throw new ConfigurationError(
      `Option \`fieldNames\` must be 'plain', 'ecs', 'otel' or an object of names; got "${option}".`,
    )
  }
  expectObject('fieldNames', option)
  for (const [field, name] of Object.entries(option)) {
    if (!Object.hasOwn(PLAIN, field)) {
      throw new ConfigurationError(`fieldNames has no field \`${field}\`; known fields: ${RESERVED_FIELDS.join(', ')}.`)
    }
    if (name !== undefined)
      expectString(`fieldNames.${field}`, name, {
        maxLength: MAX_NAME_LENGTH,
        pattern: NAME,
        expectation: 'a name of letters, digits and _ . @ - / : $',
      })
  }
  const own = Object.entries(option).filter(([, name]) => name !== undefined)
  const names: FieldNames = { ...PLAIN, ...Object.fromEntries(own) }
  if (new Set(Object.values(names)).size !== RESERVED_FIELDS.length) {
    throw new ConfigurationError('Option `fieldNames` gives two fields the same name.')
  }
  return names
}
