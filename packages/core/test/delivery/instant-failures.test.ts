import { describe, expect, it } from 'vitest'
import { createDelivery } from '../../src/delivery/index.js'
import { account } from './fake-service.js'

describe('a destination that fails before the event loop turns', () => {
  const failing = (random: () => number) =>
    createDelivery<string>({
      name: 'test',
      limits: { maxBatchItems: 10, maxBatchBytes: 1_000, maxItemBytes: 100 },
      measure: (item) => item.length,
      send: () => Promise.reject(new Error('connect ECONNREFUSED')),
      onDiagnostic: () => {},
      flushIntervalMs: 1,
      retry: { baseDelayMs: 1 },
      random,
    })

  it.each([
    ['the luckiest', 0],
    ['any', 0.5],
  ])('leaves timers their turn, with %s draw of the backoff, and shutdown its end', async (_name, draw) => {
    const delivery = failing(() => draw)
    delivery.enqueue('a')
    await new Promise((resolve) => setImmediate(resolve))

    expect(await delivery.shutdown({ timeoutMs: 20 })).toEqual(account({ dropped: 1, byReason: { unsent: 1 } }))
  })
})
