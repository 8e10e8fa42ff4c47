import type { Delivery } from '@org/core/delivery'
import { type ExitParticipant, exitWatch } from '../exit/exit-watch.js'
import { writeUnsent } from '../sinks/unsent.js'
import {
  createFirehoseDelivery,
  type FirehoseLine,
  type FirehoseOptions,
  type FirehoseSinkHooks,
} from './firehose-sink.js'

/** A pipe to Firehose that sees the process to its end. */
export interface WatchedDelivery {
  readonly delivery: Delivery<FirehoseLine>
  /** Accepts a line, and watches the end of the process while there is one to lose. */
  enqueue(line: FirehoseLine): void
}

/**
 * Makes the pipe. What is unsent at the end goes to stderr. With `exitHooks`, the end includes every
 * way in which a process ends.
 */
export function createWatchedDelivery(
  options: FirehoseOptions,
  hooks: Omit<FirehoseSinkHooks, 'onUnsent' | 'onIdle'>,
  exitHooks: boolean,
): WatchedDelivery {
  let isWatching = false
  const delivery = createFirehoseDelivery(options, {
    ...hooks,
    onUnsent: (lines) => writeUnsent(lines.map(({ line }) => line)),
    onIdle: () => {
      if (isWatching) exitWatch().remove(participant)
      isWatching = false
    },
  })
  const participant: ExitParticipant = {
    flush: (timeoutMs) => delivery.flush({ timeoutMs }),
    abandon: () => void delivery.abandon(),
  }

  return {
    delivery,
    enqueue(line) {
      if (!delivery.enqueue(line) || isWatching || !exitHooks) return
      isWatching = true
      exitWatch().add(participant)
    },
  }
}
