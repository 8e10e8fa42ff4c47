import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DELIVERY_DEFAULTS, type SendOutcome } from '../../src/delivery/index.js'
import { rejectingThenable, throwingThenable } from '../thenable.js'
import { account, createHarness, fault, rejectedItem, throttledItem } from './fake-service.js'

/** What a Node process would die of. */
const unhandled: unknown[] = []
const listener = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', listener)
})
afterEach(() => {
  process.off('unhandledRejection', listener)
})

const ERROR = new Error('callback')

/** How a callback may fail. */
const HOSTILE: readonly (readonly [string, () => never])[] = [
  [
    'throw',
    () => {
      throw ERROR
    },
  ],
  ['reject', () => Promise.reject(ERROR) as never],
  [
    'throw nothing',
    () => {
      throw undefined
    },
  ],
  ['return what throws when it is awaited', () => throwingThenable(ERROR) as never],
  ['return what rejects at once when it is awaited', () => rejectingThenable(ERROR) as never],
]

/** As a caller without types may write it. */
const untyped = <T>(value: unknown): T => value as T

describe('callbacks of the application', () => {
  it('may reject: an async handler of diagnostics does not kill the process', async () => {
    const { delivery, service, offer, clock } = createHarness({
      onDiagnostic: async () => {
        throw new Error('handler')
      },
    })
    service.answer = () => (service.requests.length === 1 ? Promise.reject(fault('transient')) : {})

    offer(1)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toMatchObject({ delivered: 1 })
    expect(unhandled).toEqual([])
  })

  it.each(HOSTILE)(
    'may %s: each is reported as a failed callback, by its name, and all is accounted for',
    async (_how, fail) => {
      const { delivery, service, offer, clock, diagnostics } = createHarness({
        onLoss: fail,
        onUnsent: fail,
        onIdle: fail,
        classify: fail as never,
        describe: fail as never,
        spill: { take: fail as never, takeAll: fail as never, settled: fail },
      })
      service.answer = () =>
        service.requests.length === 1 ? { failed: [rejectedItem(0)] } : Promise.reject(new Error('x'))
      offer(11)
      await clock.advance(2_000)

      const ended = delivery.shutdown({ timeoutMs: 100 })
      await clock.advance(100)

      expect(await ended).toEqual(account({ delivered: 9, dropped: 2, byReason: { rejected: 1, unsent: 1 } }))
      const failed = diagnostics.flatMap(({ code, subject }) => (code === 'MON_CALLBACK_FAILED' ? [subject] : []))
      expect(new Set(failed)).toEqual(
        new Set(['onLoss', 'onUnsent', 'onIdle', 'classify', 'spill.takeAll', 'spill.settled']),
      )
      await clock.settle()
      expect(unhandled).toEqual([])
    },
  )

  it('may fail to classify: the items are sent again and nothing is lost', async () => {
    const { delivery, service, offer, clock, diagnostics } = createHarness({
      classify: () => {
        throw new Error('classify')
      },
    })
    service.answer = () => (service.requests.length === 1 ? Promise.reject(fault('transient')) : {})

    offer(3)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toEqual(account({ delivered: 3 }))
    expect(diagnostics.map(({ code }) => code)).toContain('MON_CALLBACK_FAILED')
    expect(diagnostics.find(({ code }) => code === 'MON_DELIVERY_RETRYING')).toMatchObject({
      message: '3 records of a request were not taken (UnknownError); they are sent again.',
      error: { message: 'a fault that is transient' },
    })
    expect(unhandled).toEqual([])
  })

  it.each(HOSTILE)(
    'may %s although it has to give a number: a size that is none makes an item invalid, an importance that is none counts as 0',
    async (_how, fail) => {
      const { delivery, offer, clock } = createHarness({ measure: fail as never, priority: () => 0 })
      offer(2)
      const other = createHarness({ priority: fail as never, random: fail as never })
      other.service.answer = () =>
        other.service.requests.length === 1 ? Promise.reject(fault('transient')) : ({} as SendOutcome)
      other.offer(1)
      await Promise.all([clock.advance(10_000), other.clock.advance(10_000)])

      expect(delivery.stats()).toMatchObject({ offered: 2, dropped: { invalid: 2 } })
      const { delivered, dropped } = other.delivery.stats()
      expect(delivered + dropped.invalid).toBe(1)
      expect(unhandled).toEqual([])
    },
  )

  it.each([[undefined], [null], ['no network'], [7], [{ code: 1 }]])(
    'may reject with what is no error, which is told as theirs, and stumbled over by nobody: %j',
    async (value) => {
      const { delivery, service, offer, clock, diagnostics, codes } = createHarness({
        classify: (error) => ({ kind: 'throttled', code: (error as Error).message.toUpperCase(), error }),
      })
      service.answer = () => (service.requests.length === 1 ? Promise.reject(value) : {})

      offer(1)
      const flushed = delivery.flush()
      await clock.advance(10_000)

      expect(await flushed).toEqual(account({ delivered: 1 }))
      expect(codes()).toEqual(['MON_DELIVERY_RETRYING', 'MON_DELIVERY_RECOVERED'])
      expect(diagnostics[0]).toMatchObject({
        error: { message: expect.stringMatching(/^`send` of the client rejected with .+, which is no error\.$/) },
      })
    },
  )

  it('may be left out, which is no failure of theirs', () => {
    const { delivery, offer, codes } = createHarness({
      onUnsent: undefined,
      onLoss: undefined,
      onIdle: undefined,
      describe: undefined,
    })
    offer(1)

    expect(delivery.abandon()).toEqual(account({ dropped: 1, byReason: { unsent: 1 } }))
    expect(codes()).toEqual(['MON_DELIVERY_LOST'])
  })

  it('may answer nothing, which means that everything was taken', async () => {
    const { delivery, offer, clock } = createHarness({ send: async () => untyped<SendOutcome>(undefined) })

    offer(3)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toEqual(account({ delivered: 3 }))
    expect(unhandled).toEqual([])
  })

  it.each([
    ['a text', 'all'],
    ['an object', { 0: {} }],
    ['nothing in the list', [undefined]],
    ['null in the list', [null]],
    ['no index', [{ kind: 'transient', code: 'X' }]],
    ['an index of no item', [{ index: 3, kind: 'transient', code: 'X' }]],
    ['a negative index', [{ index: -1, kind: 'transient', code: 'X' }]],
    ['half an index', [{ index: 0.5, kind: 'transient', code: 'X' }]],
    ['a text as index', [{ index: '0', kind: 'transient', code: 'X' }]],
  ])('may answer nonsense, which is a failed request and no acceptance: %s', async (_what, failed) => {
    let sent = 0
    const { delivery, offer, clock, diagnostics } = createHarness({
      send: async () => {
        sent += 1
        return untyped<SendOutcome>(sent === 1 ? { failed } : {})
      },
    })

    offer(3)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toEqual(account({ delivered: 3 }))
    expect(sent).toBe(2)
    expect(diagnostics[0]).toMatchObject({
      code: 'MON_DELIVERY_RETRYING',
      error: { code: 'MON_DELIVERY_ANSWER_INVALID' },
    })
    expect(unhandled).toEqual([])
  })

  it('may throw at once instead of rejecting', async () => {
    let sent = 0
    const { delivery, offer, clock } = createHarness({
      send: () => {
        sent += 1
        if (sent === 1) throw new Error('no client yet')
        return Promise.resolve({})
      },
    })

    offer(1)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toMatchObject({ delivered: 1 })
  })

  it('may throw anything: an error that cannot be described is retried too', async () => {
    const hostile = Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('getter')
      },
    })
    const { delivery, service, offer, clock } = createHarness()
    service.answer = () => (service.requests.length === 1 ? Promise.reject(hostile) : {})

    offer(1)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toMatchObject({ delivered: 1 })
    expect(unhandled).toEqual([])
  })

  it('may answer after the time was up, which changes nothing', async () => {
    const late: (() => void)[] = []
    const { delivery, service, offer, clock } = createHarness({ requestTimeoutMs: 1_000 })
    service.answer = () =>
      service.requests.length === 1 ? new Promise((_resolve, reject) => late.push(() => reject(new Error('late')))) : {}

    offer(1)
    const flushed = delivery.flush()
    await clock.advance(5_000)
    for (const answer of late) answer()
    await clock.settle()

    expect(await flushed).toEqual(account({ delivered: 1 }))
    expect(late).toHaveLength(1)
    expect(unhandled).toEqual([])
  })

  it('may fail to say how important an item is, which is invalid then', async () => {
    const { delivery, service, offer } = createHarness({
      priority: ({ id }) => {
        if (id === 0) throw ERROR
        return untyped<number>(['1', Number.NaN, undefined, 99, -3, 1.9][id])
      },
    })

    expect(offer(7)).toEqual([false, true, true, true, true, true, true])
    await delivery.flush()

    expect(service.accepted).toHaveLength(6)
    expect(delivery.stats().dropped.invalid).toBe(1)
  })

  it('may offer more from within: what is enqueued by a callback is delivered', async () => {
    let extra = 0
    const harness = createHarness({
      onDiagnostic: ({ code }) => {
        if (code === 'MON_DELIVERY_RECOVERED') extra += harness.offer(1).filter(Boolean).length
      },
    })
    const { delivery, service, offer, clock } = harness
    service.answer = () => (service.requests.length === 1 ? Promise.reject(fault('transient')) : {})

    offer(1)
    await clock.advance(20_000)

    expect(extra).toBe(1)
    expect(delivery.stats().delivered).toBe(2)
  })
})

describe('the time given to flush and shutdown', () => {
  it.each([Number.NaN, -1, untyped<number>('5000'), untyped<number>(null)])(
    'is the default for a shutdown when it is %s',
    async (timeoutMs) => {
      const { delivery, service, offer, clock } = createHarness()
      service.answer = () => (service.requests.length === 1 ? Promise.reject(fault('transient')) : {})
      offer(1)

      const ended = delivery.shutdown({ timeoutMs })
      await clock.advance(DELIVERY_DEFAULTS.shutdownTimeoutMs)

      expect(await ended).toEqual(account({ delivered: 1 }))
    },
  )

  it('may be nothing: what is not delivered at once is handed over', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = () => new Promise(() => {})
    offer(1)

    const ended = delivery.shutdown({ timeoutMs: 0 })
    await clock.advance(0)

    expect(await ended).toEqual(account({ dropped: 1, byReason: { unsent: 1 } }))
    expect(unsent).toHaveLength(1)
  })

  it('may be without end', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = () => (service.requests.length < 5 ? Promise.reject(fault('transient')) : {})
    offer(1)

    const ended = delivery.shutdown({ timeoutMs: Number.POSITIVE_INFINITY })
    await clock.advance(60_000)

    expect(await ended).toEqual(account({ delivered: 1 }))
  })

  it('leaves no timer behind, whatever was under way', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = (items) => {
      if (service.requests.length === 1) return { failed: [throttledItem(0)] }
      return items.length > 3 ? new Promise(() => {}) : Promise.reject(fault('transient'))
    }
    offer(10)
    await clock.settle()
    offer(14)
    void delivery.flush({ timeoutMs: 60_000 })
    await clock.settle()

    let pendingAtTheEnd = -1
    const ended = delivery.shutdown({ timeoutMs: 200 }).then(() => {
      pendingAtTheEnd = clock.pendingTimers
    })
    await clock.advance(200)
    await ended

    expect(pendingAtTheEnd).toBe(0)
    expect(clock.holds).toBe(0)
  })
})
