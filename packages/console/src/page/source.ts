import type { AlarmBoard } from '../alarms/board.js'
import type { FaultInjector } from '../faults/injector.js'
import type { Store } from '../store/store.js'

/** What the page shows. */
export interface PageSource {
  readonly store: Store
  readonly board: AlarmBoard
  readonly injector: FaultInjector
  readonly now: () => number
  /** Address of the console. */
  readonly url: string
}
