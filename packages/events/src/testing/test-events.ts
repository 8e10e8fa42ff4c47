import { type Diagnostic, expectObject } from '@org/core'
import type { EventTypes } from '@org/core/catalog'
import { createManualClock, type ManualClock } from '@org/core/testing'
import { createEvents, type Events } from '../events.js'
import type { EventsOptions } from '../options.js'
import { createInMemoryEventBus, type InMemoryEventBus } from './in-memory-event-bus.js'

/** Events with everything around them that a test looks at. */
export interface TestEvents<E extends EventTypes> {
  /** What is tested. */
  readonly events: Events<E>
  /** Where they are sent. */
  readonly bus: InMemoryEventBus
  /** Their time, which moves when it is told to. */
  readonly clock: ManualClock
  /** What the publisher said about itself, in order. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Makes events that end in memory and whose time stands still until told otherwise: what failed is sent again when
 * `clock` is advanced. The publisher is called `test`, and the end of the process is not watched.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * const { events, bus } = createTestEvents({ telemetry })
 * events.publish('page requested', { path: '/' })
 * await events.flush()
 * bus.events().length // 1
 * ```
 */
export function createTestEvents<const E extends EventTypes>(
  options: Omit<EventsOptions<E>, 'client' | 'clock' | 'onDiagnostic'> & {
    /** Wall-clock ms at the start. @defaultValue 2026-01-01T00:00:00Z */
    readonly now?: number | undefined
  },
): TestEvents<E> {
  expectObject('options', options)
  const { now, ...eventsOptions } = options
  const clock = createManualClock(now === undefined ? {} : { now })
  const bus = createInMemoryEventBus()
  const diagnostics: Diagnostic[] = []
  const events = createEvents<E>({
    publisher: 'test',
    // A test ends as it likes, and has no runtime.
    exitHooks: false,
    runtimeMetadata: false,
    // The shortest backoff, a millisecond.
    random: () => 0,
    ...eventsOptions,
    client: bus,
    clock,
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
  })
  return { events, bus, clock, diagnostics }
}
