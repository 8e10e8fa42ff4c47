import type { Call } from '../store/calls.js'
import type { Store } from '../store/store.js'
import { contains, iso, type Page, page } from './page.js'
import { type CallQuery, expectCallQuery } from './queries.js'

/** One call as JSON: a {@link Call} whose time is ISO 8601. */
export type CallView = Omit<Call, 'time'> & {
  /** When it arrived, ISO 8601. */
  readonly time: string
}

export function viewCalls({ calls }: Store, filters?: CallQuery | undefined): Page<CallView> {
  const query = expectCallQuery(filters)
  return page(
    calls.ring,
    query.limit,
    (call) => ({ ...call, time: iso(call.time) }),
    (call) => {
      if (query.service !== undefined && call.service !== query.service) return false
      return contains(query.q, call.operation, call.error ?? '', call.fault ?? '')
    },
  )
}
