import type { StoredEvent } from '../store/events.js'
import type { Store } from '../store/store.js'
import { contains, iso, type Page, page } from './page.js'
import type { EventQuery } from './queries.js'

/** One event as JSON. */
export interface EventView {
  readonly sequence: number
  readonly receivedAt: string
  readonly eventId: string
  readonly time: string
  readonly source: string
  readonly detailType: string
  readonly detail: unknown
  readonly resources: readonly string[]
  readonly eventBusName: string
  readonly traceHeader?: string | undefined
}

export function viewEvents({ events }: Store, query: EventQuery = {}): Page<EventView> {
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
