import { expectFunction, expectKnownKeys, expectObject, expectString, lazyNode } from '@org/core'
import { type EventTypes, eventDefinitionOf, type MetricDefinitions, type Telemetry } from '@org/core/catalog'
import { createRedaction, type RedactionOptions } from '@org/core/redaction'
import {
  COMMON_OPTION_NAMES,
  type CommonOptions,
  OUTLET_OPTION_NAMES,
  type Outlet,
  type OutletOptions,
  type ResolvedCommonOptions,
  resolveCommonOptions,
  resolveOutlet,
} from '@org/core/sender'
import { loadEventBridgeSdk } from './aws/eventbridge-sdk.js'
import { type ResolvedEventType, resolveEventType } from './event-type.js'
import type { PutEventsEntry, PutEventsRequest, PutEventsResult } from './wire.js'

/** Options of {@link createEvents}. */
export interface EventsOptions<E extends EventTypes>
  extends CommonOptions,
    Omit<OutletOptions<'putEvents', PutEventsRequest, PutEventsResult>, 'region'> {
  /** The catalog; its `events` can be published. */
  readonly telemetry: Telemetry<MetricDefinitions, E>
  /**
   * Names this publisher in the metadata, 1 to 128 characters. Ids are made of it, so that it must differ for every
   * process and every start of one. @defaultValue a random UUID
   */
  readonly publisher?: string | undefined
  /** What is redacted besides the defaults and the catalog's, and what is not; `false` redacts nothing. @defaultValue {} */
  readonly redact?: RedactionOptions | false | undefined
  /**
   * Receives the entries that were unsent when the time of a shutdown was up, or at the end of the process, and those
   * that were published later, in place of stderr; they may have arrived all the same. What a spill takes is not handed over. Synchronous: nothing
   * asynchronous runs any more. @defaultValue they are written to stderr, each as a line with `"unsent":true`
   */
  readonly onUnsent?: ((entries: readonly PutEventsEntry[]) => void) | undefined
}

const OPTION_NAMES = ['telemetry', 'publisher', 'redact', 'onUnsent', ...COMMON_OPTION_NAMES, ...OUTLET_OPTION_NAMES]

const MAX_PUBLISHER_LENGTH = 128

/** Every option with its value. */
export interface ResolvedEventsOptions {
  readonly source: string
  readonly eventBusName: string | undefined
  readonly types: ReadonlyMap<string, ResolvedEventType>
  readonly publisher: string
  readonly onUnsent: ((entries: readonly PutEventsEntry[]) => void) | undefined
  readonly common: ResolvedCommonOptions
  readonly outlet: Outlet<PutEventsRequest, PutEventsResult>
}

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function resolveEventsOptions<E extends EventTypes>(options: EventsOptions<E>): ResolvedEventsOptions {
  expectObject('options', options)
  expectKnownKeys('createEvents', options, OPTION_NAMES)
  const { telemetry, redact, publisher, onUnsent } = options
  expectObject('telemetry', telemetry)
  // Also where the catalog has no types.
  createRedaction(redact)
  const types = Object.entries(telemetry.events?.types ?? {}).map(
    ([name, type]) => [name, resolveEventType(eventDefinitionOf(type), telemetry.redaction, redact)] as const,
  )
  return {
    source: telemetry.events?.source ?? '',
    eventBusName: telemetry.events?.eventBusName,
    types: new Map(types),
    publisher:
      publisher === undefined
        ? lazyNode.crypto.randomUUID()
        : expectString('publisher', publisher, { maxLength: MAX_PUBLISHER_LENGTH }),
    onUnsent: onUnsent === undefined ? undefined : expectFunction('onUnsent', onUnsent),
    common: resolveCommonOptions(options, telemetry),
    outlet: resolveOutlet(options, {
      operation: 'putEvents',
      clientName: 'EventBridgeClient',
      packageName: '@aws-sdk/client-eventbridge',
      load: loadEventBridgeSdk,
    }),
  }
}
