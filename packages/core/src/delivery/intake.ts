import type { Entry } from './entry.js'
import type { DropReason } from './ledger.js'
import type { ResolvedDeliveryOptions } from './options.js'
import { PRIORITY_COUNT } from './priority-lanes.js'

/** Why an item was not accepted. */
export interface Refusal {
  readonly reason: DropReason
  readonly priority: number
}

/** Measures what is offered and gives it its place in the order of acceptance. */
export class Intake<T> {
  readonly #options: ResolvedDeliveryOptions<T>
  #sequence = 0

  constructor(options: ResolvedDeliveryOptions<T>) {
    this.#options = options
  }

  /** The sequence of the newest entry, or -1. */
  get last(): number {
    return this.#sequence - 1
  }

  examine(item: T, closed: boolean): Entry<T> | Refusal {
    const { measure, priority: importanceOf, limits, buffer, clock } = this.#options
    let bytes: number
    let priority: number
    try {
      bytes = measure(item)
      priority = Math.min(PRIORITY_COUNT - 1, Math.max(0, Math.trunc(importanceOf(item)) || 0))
    } catch {
      return { reason: 'invalid', priority: 0 }
    }
    if (closed) return { reason: 'closed', priority }
    if (!(bytes >= 0)) return { reason: 'invalid', priority }
    if (bytes > limits.maxItemBytes || bytes > buffer.maxBytes) return { reason: 'tooLarge', priority }
    return {
      item,
      bytes,
      priority,
      sequence: this.#sequence++,
      acceptedAt: clock.monotonic(),
      attempts: 0,
      notBefore: 0,
    }
  }
}
