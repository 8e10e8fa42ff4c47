import type { Diagnostic } from '@org/core'
import type { EventTypes } from '@org/core/catalog'
import { createManualClock, type ManualClock } from '@org/core/testing'
import { createEvents, type Events } from '../events.js'
import type { EventsOptions } from '../options.js'
import { createInMemoryEventBus, type InMemoryEventBus } from './in-memory-event-bus.js'

/** Events with everything around them that a test looks at. */
export interface TestEvents<E extends EventTypes> {
  readonly events: Events<E>
  readonly bus: InMemoryEventBus
  readonly clock: ManualClock
  /** What the publisher said about itself. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Makes events that end in memory and whose time stands still until told otherwise.
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
  const { now, ...eventsOptions } = options
  const clock = createManualClock(now === undefined ? {} : { now })
  const bus = createInMemoryEventBus()
  const diagnostics: Diagnostic[] = []
  const events = createEvents<E>({
    publisher: 'test',
    // No backoff: what is sent again is sent at once.
    random: () => 0,
    ...eventsOptions,
    client: bus,
    clock,
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
  })
  return { events, bus, clock, diagnostics }
}
