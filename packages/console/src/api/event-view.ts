import type { StoredEvent } from '../store/events.js'
import type { Store } from '../store/store.js'
import { contains, iso, type Page, page } from './page.js'
import { type EventQuery, expectEventQuery } from './queries.js'

/** One event as JSON. Moments are ISO 8601. */
export interface EventView {
  /** 1 for the first event that was accepted, and so on. */
  readonly sequence: number
  /** When the console received it. */
  readonly receivedAt: string
  /** The id that was answered. */
  readonly eventId: string
  /** The entry's own time, else when it was received. */
  readonly time: string
  /** As it was sent. */
  readonly source: string
  /** As it was sent. */
  readonly detailType: string
  /** The JSON object that was sent, parsed. */
  readonly detail: unknown
  /** As they were sent; `[]` without any. */
  readonly resources: readonly string[]
  /** Name or ARN as it was sent; `default` when the entry named none. */
  readonly eventBusName: string
  /** X-Ray trace header, when the entry had one. */
  readonly traceHeader?: string | undefined
}

export function viewEvents({ events }: Store, filters?: EventQuery | undefined): Page<EventView> {
  const query = expectEventQuery(filters)
  return page(events.ring, query.limit, eventView, (event) => {
    if (query.source !== undefined && event.source !== query.source) return false
    if (query.detailType !== undefined && event.detailType !== query.detailType) return false
    return contains(query.q, event.detail, event.source, event.detailType)
  })
}

function eventView(event: StoredEvent): EventView {
  return {
    ...event,
    receivedAt: iso(event.receivedAt),
    time: iso(event.time),
    detail: JSON.parse(event.detail) as unknown,
  }
}
