import type { Delivery } from './delivery.js'
import { type DeliveryOptions, resolveDeliveryOptions } from './options.js'
import { Pipe } from './pipe.js'

/**
 * Makes a pipe: a bounded buffer, batches within a service's limits, retries of only what failed,
 * and an account of everything.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * const delivery = createDelivery<string>({
 *   name: 'lines',
 *   limits: { maxBatchItems: 500, maxBatchBytes: 4_194_304, maxItemBytes: 1_024_000 },
 *   measure: (line) => Buffer.byteLength(line),
 *   send: async (lines, { signal }) => {
 *     await fetch(url, { method: 'POST', body: lines.join('\n'), signal })
 *     return {}
 *   },
 * })
 * delivery.enqueue('hello')
 * await delivery.shutdown({ timeoutMs: 5_000 }) // { delivered: 1, dropped: 0, spilled: 0, pending: 0, byReason: {} }
 * ```
 */
export function createDelivery<T>(options: DeliveryOptions<T>): Delivery<T> {
  return new Pipe(resolveDeliveryOptions(options))
}
