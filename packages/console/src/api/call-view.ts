import type { Call } from '../store/calls.js'
import type { Store } from '../store/store.js'
import { contains, iso, type Page, page } from './page.js'
import type { CallQuery } from './queries.js'

/** One call as JSON; see {@link Call}. */
export type CallView = Omit<Call, 'time'> & { readonly time: string }

export function viewCalls({ calls }: Store, query: CallQuery = {}): Page<CallView> {
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
