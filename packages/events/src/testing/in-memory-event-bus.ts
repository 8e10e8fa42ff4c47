import type { EventsClient, PutEventsEntry, PutEventsResultEntry } from '../client.js'
import type { EventMetadata } from '../metadata.js'
import { entryViolationOf, violationOf } from './request-rules.js'

/** An event as a consumer would see it. */
export interface ReceivedEvent {
  readonly source: string
  readonly detailType: string
  /** Parsed, with the metadata of the package. */
  readonly detail: Readonly<Record<string, unknown>> & { readonly metadata: EventMetadata }
  readonly resources: readonly string[]
  readonly time: Date
  readonly eventBusName: string | undefined
}

/** An event bus in memory, with the rules of EventBridge. Give it to `createEvents` as `client`. */
export interface InMemoryEventBus extends EventsClient {
  /** Calls, whether taken or not. */
  readonly calls: number
  /** Events that were taken, in order; of one type when `detailType` is given. */
  events(detailType?: string): readonly ReceivedEvent[]
  /** Rejects the next `times` calls with `error`. @defaultValue once */
  failNext(error: Error, times?: number): void
  /** Refuses the next `count` entries with `code`, in requests that are answered. @defaultValue one */
  refuseEntries(code: string, count?: number): void
}

/** What EventBridge answers to a request that breaks a rule; delivery takes it as `rejected`. */
class InvalidRequestError extends Error {
  readonly $metadata = { httpStatusCode: 400 }

  constructor(violation: string) {
    super(violation)
    this.name = 'ValidationException'
  }
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
    const code = refusals.shift() ?? entryViolationOf(entry)
    if (code !== undefined) return { ErrorCode: code, ErrorMessage: 'as the service says' }
    taken.push(entry)
    return { EventId: `event-${taken.length}` }
  }

  return {
    async putEvents(request, { abortSignal }) {
      calls += 1
      abortSignal.throwIfAborted()
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      const violation = violationOf(request)
      if (violation !== undefined) throw new InvalidRequestError(violation)
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
