import { randomUUID } from 'node:crypto'
import {
  type Clock,
  type DiagnosticHandler,
  expectFunction,
  expectKnownKeys,
  expectObject,
  expectString,
  systemClock,
} from '@org/core'
import type { EventTypes, MetricDefinitions, Telemetry } from '@org/core/catalog'
import { detectIdentity, type Identity, type IdentityOptions } from '@org/core/context'
import { DELIVERY_DEFAULTS, type DeliveryTuning } from '@org/core/delivery'
import type { EventsClient, PutEventsEntry } from './client.js'
import { createKeyRedactor, type RedactOptions, type Replacer } from './redact-keys.js'

/** Options of {@link createEvents}. */
export interface EventsOptions<E extends EventTypes> extends DeliveryTuning {
  /** The catalog; its `events` can be published. */
  readonly telemetry: Telemetry<MetricDefinitions, E>
  /** Who publishes, for the metadata. @defaultValue the catalog's service, then as {@link detectIdentity} finds out */
  readonly identity?: IdentityOptions | undefined
  /** Names this publisher in the metadata; it must be unique per process. @defaultValue a random UUID */
  readonly publisher?: string | undefined
  /** What is redacted besides the defaults, and what is not; `false` redacts nothing. @defaultValue {} */
  readonly redact?: RedactOptions | false | undefined
  /** @defaultValue the client of `@aws-sdk/client-eventbridge`, loaded on the first send */
  readonly client?: EventsClient | undefined
  /** Region of the default client. @defaultValue `AWS_REGION`, then the shared AWS configuration */
  readonly region?: string | undefined
  /** URL that the default client calls. @defaultValue `AWS_ENDPOINT_URL`, then AWS */
  readonly endpoint?: string | undefined
  /** Receives the entries that were unsent when the time of a shutdown was up; they may have arrived all the same. */
  readonly onUnsent?: ((entries: readonly PutEventsEntry[]) => void) | undefined
  /** Receives what the package has to say about itself. @defaultValue one line per code and minute on stderr */
  readonly onDiagnostic?: DiagnosticHandler | undefined
  readonly clock?: Clock | undefined
  /** Uniform in [0, 1). @defaultValue Math.random */
  readonly random?: (() => number) | undefined
}

const OPTION_NAMES = [
  'telemetry',
  'identity',
  'publisher',
  'redact',
  'client',
  'region',
  'endpoint',
  'onUnsent',
  'onDiagnostic',
  'clock',
  'random',
  'flushIntervalMs',
  'buffer',
  'retry',
  'concurrency',
  'requestTimeoutMs',
]

const MAX_PUBLISHER_LENGTH = 128

/** Every option with its value. */
export interface ResolvedEventsOptions {
  readonly source: string
  readonly eventBusName: string | undefined
  readonly types: EventTypes
  readonly identity: Identity
  readonly publisher: string
  readonly replacer: Replacer | undefined
  readonly client: EventsClient | undefined
  readonly region: string | undefined
  readonly endpoint: string | undefined
  readonly onUnsent: ((entries: readonly PutEventsEntry[]) => void) | undefined
  readonly onDiagnostic: DiagnosticHandler | undefined
  readonly clock: Clock
  readonly random: () => number
  readonly delivery: DeliveryTuning
  readonly requestTimeoutMs: number
}

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} */
export function resolveEventsOptions<E extends EventTypes>(options: EventsOptions<E>): ResolvedEventsOptions {
  expectObject('options', options)
  expectKnownKeys('createEvents', options, OPTION_NAMES)
  const { telemetry, client, redact = {} } = options
  expectObject('telemetry', telemetry)
  return {
    source: telemetry.events?.source ?? '',
    eventBusName: telemetry.events?.eventBusName,
    types: telemetry.events?.types ?? {},
    identity: detectIdentity({ service: telemetry.service, ...options.identity }),
    publisher:
      options.publisher === undefined
        ? randomUUID()
        : expectString('publisher', options.publisher, { maxLength: MAX_PUBLISHER_LENGTH }),
    replacer: redact === false ? undefined : createKeyRedactor(checkRedact(redact)),
    client: client === undefined ? undefined : checkClient(client),
    region: options.region === undefined ? undefined : expectString('region', options.region),
    endpoint: options.endpoint === undefined ? undefined : expectString('endpoint', options.endpoint),
    onUnsent: options.onUnsent === undefined ? undefined : expectFunction('onUnsent', options.onUnsent),
    onDiagnostic: options.onDiagnostic === undefined ? undefined : expectFunction('onDiagnostic', options.onDiagnostic),
    clock: options.clock ?? systemClock,
    random: options.random === undefined ? Math.random : expectFunction('random', options.random),
    delivery: {
      flushIntervalMs: options.flushIntervalMs,
      buffer: options.buffer,
      retry: options.retry,
      concurrency: options.concurrency,
      requestTimeoutMs: options.requestTimeoutMs,
    },
    requestTimeoutMs: options.requestTimeoutMs ?? DELIVERY_DEFAULTS.requestTimeoutMs,
  }
}

function checkRedact(redact: RedactOptions): RedactOptions {
  expectObject('redact', redact)
  expectKnownKeys('redact', redact, ['keys', 'allow'])
  for (const key of redact.keys ?? []) expectString('redact.keys', key)
  for (const key of redact.allow ?? []) expectString('redact.allow', key)
  return redact
}

function checkClient(client: EventsClient): EventsClient {
  expectObject('client', client)
  expectFunction('client.putEvents', client.putEvents)
  return client
}
