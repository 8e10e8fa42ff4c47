import { lazyNode } from '../lazy-node.js'
import type { Lifecycle } from './lifecycle.js'
import { ProcessEnd } from './process-end.js'

/** One per process, shared by every copy of this package, so that the end is waited for once. */
const lifecycleKey = Symbol.for('@org/core/lifecycle/v1')
const holder = globalThis as { [lifecycleKey]?: Lifecycle }

/** The end of this process (of this thread, in a worker). */
export function processLifecycle(): Lifecycle {
  holder[lifecycleKey] ??= new ProcessEnd({ seesSignals: lazyNode.workerThreads.isMainThread })
  return holder[lifecycleKey]
}
