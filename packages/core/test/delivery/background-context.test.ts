import { AsyncResource } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { currentContext, runWithContext } from '../../src/context/index.js'
import { createManualClock } from '../../src/testing/index.js'
import { createHarnessWith, fault, rejectedItem } from './fake-service.js'

/** Where a request's context was seen that should not have been. */
function createWitness() {
  const seen = new Map<string, unknown[]>()
  const note = (place: string): void => {
    const contexts = seen.get(place) ?? []
    seen.set(place, contexts)
    contexts.push(currentContext())
  }
  const clock = createManualClock()
  const witnessed = {
    ...clock,
    schedule(callback: () => void, delayMs: number) {
      // As the system's timers do, it runs where it was scheduled.
      const goOff = AsyncResource.bind(() => {
        note('timer')
        callback()
      })
      return clock.schedule(goOff, delayMs)
    },
  }
  return { seen, note, clock: witnessed, advance: clock.advance }
}

/** Everything that belongs to one request, from its first item to the end of the pipe. */
const inRequest = <T>(fn: () => T): T => runWithContext({ requestId: 'r-1', body: 'large' }, fn)

describe('work in the background that a request has caused', () => {
  it('belongs to nobody: timers, requests, callbacks of the application and its spill', async () => {
    const { seen, note, clock, advance } = createWitness()
    const { delivery, service, offer } = createHarnessWith(clock, {
      buffer: { maxItems: 12 },
      retry: { maxAgeMs: 100, probeIntervalMs: 100 },
      onDiagnostic: ({ code }) => note(code),
      onUnsent: () => note('onUnsent'),
      onLoss: () => note('onLoss'),
      onIdle: () => note('onIdle'),
      classify: (error) => {
        note('classify')
        return { kind: 'transient', code: 'X', error }
      },
      spill: {
        take: () => {
          note('spill.take')
          return false
        },
        takeAll: (items) => {
          note('spill.takeAll')
          return items
        },
        settled: () => note('spill.settled'),
      },
    })
    service.answer = () => {
      note('send')
      if (service.requests.length === 1) return { failed: [rejectedItem(0)] }
      return service.requests.length < 5 ? Promise.reject(fault('transient')) : {}
    }

    await inRequest(async () => {
      offer(15)
      await advance(30_000)
      offer(3)
      void delivery.flush()
      await advance(10)
      service.answer = () => new Promise(() => {})
      offer(3)
      const ended = delivery.shutdown({ timeoutMs: 100 })
      await advance(100)
      await ended
    })

    expect(Object.fromEntries([...seen].map(([place, contexts]) => [place, contexts.filter(isFilled)]))).toEqual(
      Object.fromEntries(
        [
          'timer',
          'send',
          'classify',
          'onUnsent',
          'onLoss',
          'onIdle',
          'spill.take',
          'spill.takeAll',
          'spill.settled',
          'MON_DELIVERY_REJECTED',
          'MON_DELIVERY_RETRYING',
          'MON_DELIVERY_RECOVERED',
          'MON_DELIVERY_LOST',
        ].map((place) => [place, []]),
      ),
    )
  })

  it('belongs to nobody either when the process abandons it within a request', () => {
    const { seen, note, clock } = createWitness()
    const { delivery, offer } = createHarnessWith(clock, {
      onDiagnostic: ({ code }) => note(code),
      onUnsent: () => note('onUnsent'),
      onLoss: () => note('onLoss'),
    })

    inRequest(() => {
      offer(3)
      delivery.abandon()
    })

    expect([...seen]).toEqual(['onUnsent', 'MON_DELIVERY_LOST', 'onLoss'].map((place) => [place, [{}]]))
  })

  it('leaves those who wait in their own context', async () => {
    const { clock, advance } = createWitness()
    const { delivery, service, offer } = createHarnessWith(clock)
    service.answer = () => new Promise(() => {})

    const seen = inRequest(async () => {
      offer(3)
      const contexts = [delivery.flush({ timeoutMs: 10 }), delivery.shutdown({ timeoutMs: 10 })].map((waiting) =>
        waiting.then(() => currentContext()['requestId']),
      )
      await advance(10)
      return Promise.all(contexts)
    })

    expect(await seen).toEqual(['r-1', 'r-1'])
  })
})

function isFilled(context: unknown): boolean {
  return Object.keys(context as object).length > 0
}
