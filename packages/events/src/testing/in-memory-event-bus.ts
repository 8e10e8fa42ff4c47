import { AwsViolationError, eventEntryViolation, putEventsViolation } from '@org/core/aws'
import type { EventMetadata } from '../detail/metadata.js'
import type { EventsPort, PutEventsEntry, PutEventsResultEntry } from '../wire.js'

/** An event as a consumer would see it. */
export interface ReceivedEvent {
  /** That of the catalog. */
  readonly source: string
  /** The type. */
  readonly detailType: string
  /** Parsed, with the metadata of the package. */
  readonly detail: Readonly<Record<string, unknown>> & { readonly metadata: EventMetadata }
  /** Those of the type and of the call. */
  readonly resources: readonly string[]
  /** When it happened. */
  readonly time: Date
  /** Undefined for the bus `default`. */
  readonly eventBusName: string | undefined
}

/** An event bus in memory, with the rules of EventBridge. Give it to `createEvents` as `client`. */
export interface InMemoryEventBus extends EventsPort {
  /** Requests so far, whether taken or not. */
  readonly calls: number
  /** Events that were taken, in order; of one type when `detailType` is given. */
  events(detailType?: string): readonly ReceivedEvent[]
  /** Rejects the next `times` requests with `error`, as the SDK would: by its `name` it is known. @defaultValue once */
  failNext(error: Error, times?: number): void
  /** Refuses the next `count` entries with `code`, such as `ThrottlingException`, in requests that are answered. @defaultValue one */
  refuseEntries(code: string, count?: number): void
}

/**
 * Makes an event bus in memory for tests. It keeps everything, so do not use it in a running service.
 *
 * @example
 * ```ts
 * const bus = createInMemoryEventBus()
 * const events = createEvents({ telemetry, client: bus })
 * events.publish('page requested', { path: '/' })
 * await events.flush()
 * bus.events('page requested')[0]?.detail // { path: '/', metadata: { … } }
 * ```
 */
export function createInMemoryEventBus(): InMemoryEventBus {
  const taken: PutEventsEntry[] = []
  const failures: Error[] = []
  const refusals: string[] = []
  let calls = 0

  function take(entry: PutEventsEntry): PutEventsResultEntry {
    const refusal = refusals.shift()
    if (refusal !== undefined) return { ErrorCode: refusal, ErrorMessage: 'as the test says' }
    const violation = eventEntryViolation(entry)
    if (violation !== undefined) return { ErrorCode: violation.code, ErrorMessage: violation.message }
    taken.push(entry)
    return { EventId: `event-${taken.length}` }
  }

  return {
    async send(request, { signal }) {
      calls += 1
      signal.throwIfAborted()
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      const violation = putEventsViolation(request)
      if (violation !== undefined) throw new AwsViolationError(violation)
      const Entries = request.Entries.map(take)
      return { FailedEntryCount: Entries.filter((entry) => entry.ErrorCode !== undefined).length, Entries }
    },
    get calls() {
      return calls
    },
    events(detailType) {
      return taken.filter((entry) => detailType === undefined || entry.DetailType === detailType).map(received)
    },
    failNext(error, times = 1) {
      for (let time = 0; time < times; time++) failures.push(error)
    },
    refuseEntries(code, count = 1) {
      for (let time = 0; time < count; time++) refusals.push(code)
    },
  }
}

function received(entry: PutEventsEntry): ReceivedEvent {
  return {
    source: entry.Source,
    detailType: entry.DetailType,
    detail: JSON.parse(entry.Detail) as ReceivedEvent['detail'],
    resources: entry.Resources ?? [],
    time: entry.Time,
    eventBusName: entry.EventBusName,
  }
}
