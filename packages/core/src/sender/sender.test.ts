import { AsyncResource } from 'node:async_hooks'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type accept,
  account,
  createSender,
  failWith,
  type Parcel,
  watchEnds,
} from '../../test/sender/create-sender.js'
import { throwingThenable } from '../../test/thenable.js'
import { currentContext, runWithContext } from '../context/index.js'
import { createManualClock } from '../testing/index.js'

const stderr = vi.hoisted(() => ({ text: '' }))
vi.mock('../reporting/write-now.js', async (load) => ({
  ...(await load<typeof import('../reporting/write-now.js')>()),
  writeNow: (descriptor: number, bytes: Uint8Array) => {
    if (descriptor === 2) stderr.text += Buffer.from(bytes).toString()
    return bytes.length
  },
}))

const unhandled: unknown[] = []
const listener = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => {
  stderr.text = ''
  unhandled.length = 0
  process.on('unhandledRejection', listener)
})
afterEach(() => {
  process.off('unhandledRejection', listener)
})

/** The lines on stderr, parsed. */
const unsentLines = (): unknown[] =>
  stderr.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
const marked = (...ids: readonly number[]): unknown[] => ids.map((id) => ({ unsent: true, id, weight: 10 }))
const never = (): Promise<never> => new Promise(() => {})
const FAILURE = new Error('of the application')

/** How a callback of the application may fail. */
const FAILING: readonly (readonly [string, () => never])[] = [
  [
    'throws',
    () => {
      throw FAILURE
    },
  ],
  ['rejects', () => Promise.reject(FAILURE) as never],
  ['gives what throws when it is awaited', () => throwingThenable(FAILURE) as never],
]

describe('a sender', () => {
  it('sends items of any type in batches, as its package makes requests of them', async () => {
    const { sender, requests, accepted, offer } = createSender()

    expect(offer(13)).toEqual(Array(13).fill(true))
    expect(await sender.flush()).toEqual(account({ delivered: 13 }))

    expect(requests.map((ids) => ids.length)).toEqual([10, 3])
    expect(accepted).toHaveLength(13)
    expect(sender.stats()).toMatchObject({ offered: 13, delivered: 13, deliveredBytes: 130 })
    expect(sender.stats()).not.toHaveProperty('spill')
  })

  it('has what its package reads in the answer', async () => {
    const harness = createSender({ describe: ({ id }) => `parcel ${id}` })
    harness.reply = () => ({ Refused: [1] })
    harness.offer(3)

    expect(await harness.sender.flush()).toEqual(account({ delivered: 2, dropped: 1, byReason: { rejected: 1 } }))
    expect(harness.diagnostics[0]).toMatchObject({ code: 'MON_DELIVERY_REJECTED', subject: 'parcel 1 (TooHeavy)' })
  })

  it('hands its tuning to delivery, and every request the signal', async () => {
    const harness = createSender({ tuning: { flushTimeoutMs: 40, requestTimeoutMs: 20 }, onUnsent: () => {} })
    const signals: AbortSignal[] = []
    harness.reply = (_request, signal) => {
      signals.push(signal)
      return never()
    }
    harness.offer(1)
    const flushed = harness.sender.flush()
    await harness.clock.advance(40)

    expect(await flushed).toEqual(account({ pending: 1 }))
    expect(signals[0]?.aborted).toBe(true)
  })

  it('gives losses to its package, and tells them in its own words', async () => {
    const { sender, messages, losses, clock } = (() => {
      const harness = createSender()
      return {
        ...harness,
        messages: () => harness.diagnostics.map(({ message }) => message),
      }
    })()
    sender.enqueue({ id: 1, weight: 201 })
    sender.enqueue({ id: 2, weight: 10 })
    await sender.flush()
    await clock.advance(0)

    expect(losses.map(({ byReason }) => byReason)).toEqual([{ tooLarge: 1 }])
    expect(messages()).toEqual(['1 parcel was lost: 1 tooLarge.'])
  })

  it('makes items of what is gathered with each flush, and at the end, but not after it', async () => {
    const gathered: Parcel[] = []
    const harness = createSender({
      gather: () => {
        for (const parcel of gathered.splice(0)) harness.sender.enqueue(parcel)
      },
    })
    gathered.push({ id: 1, weight: 10 })
    expect(await harness.sender.flush()).toEqual(account({ delivered: 1 }))
    gathered.push({ id: 2, weight: 10 })

    expect(await harness.sender.shutdown()).toEqual(account({ delivered: 2 }))
    expect(harness.sender.isClosed).toBe(true)
    gathered.push({ id: 3, weight: 10 })
    await harness.sender.flush()

    expect(gathered).toHaveLength(1)
    expect(harness.accepted).toEqual([1, 2])
    expect(stderr.text).toBe('')
  })
})

describe('what is unsent at the end', () => {
  it('is written to stderr, marked, one line each, in order', async () => {
    const harness = createSender()
    harness.reply = never
    harness.offer(13)
    const ended = harness.sender.shutdown({ timeoutMs: 100 })
    await harness.clock.advance(100)

    expect(await ended).toEqual(account({ dropped: 13, byReason: { unsent: 13 } }))
    expect(unsentLines()).toEqual(marked(...Array.from({ length: 13 }, (_unused, index) => index)))
    expect(harness.codes()).toEqual(['MON_DELIVERY_LOST'])
  })

  it('may be several lines of each item', async () => {
    const harness = createSender({ unsentLines: ({ id }) => [`{"part":"a","id":${id}}`, 'no JSON'] })
    harness.reply = never
    harness.offer(2)
    const ended = harness.sender.shutdown({ timeoutMs: 0 })
    await harness.clock.advance(0)
    await ended

    expect(unsentLines()).toEqual([
      { unsent: true, part: 'a', id: 0 },
      { unsent: true, message: 'no JSON' },
      { unsent: true, part: 'a', id: 1 },
      { unsent: true, message: 'no JSON' },
    ])
  })

  it('goes to the application where it wants it, and not to stderr', async () => {
    const unsent: Parcel[] = []
    const harness = createSender({ onUnsent: (items) => unsent.push(...items) })
    harness.reply = never
    harness.offer(2)
    const ended = harness.sender.shutdown({ timeoutMs: 0 })
    await harness.clock.advance(0)
    await ended
    harness.offer(1)

    expect(unsent.map(({ id }) => id)).toEqual([0, 1, 2])
    expect(stderr.text).toBe('')
  })

  it.each(FAILING)(
    'disturbs nobody when the application %s with it, and goes to stderr then',
    async (_how, onUnsent) => {
      const harness = createSender({ onUnsent })
      harness.reply = never
      harness.offer(2)
      const ended = harness.sender.shutdown({ timeoutMs: 0 })
      await harness.clock.advance(0)

      expect(await ended).toEqual(account({ dropped: 2, byReason: { unsent: 2 } }))
      expect(harness.offer(1)).toEqual([false])
      await harness.clock.settle()
      const failed = harness.diagnostics.filter(({ code }) => code === 'MON_CALLBACK_FAILED')
      expect(failed.map(({ subject }) => subject)).toEqual(['onUnsent', 'onUnsent'])
      expect(unsentLines()).toEqual(marked(0, 1, 2))
      expect(unhandled).toEqual([])
    },
  )
})

describe('an item that comes after the shutdown', () => {
  it('is refused and counted, and can be read on stderr', async () => {
    const harness = createSender()
    await harness.sender.shutdown()

    expect(harness.offer(2)).toEqual([false, false])
    expect(unsentLines()).toEqual(marked(0, 1))
    expect(harness.sender.stats().dropped.closed).toBe(2)
    expect(harness.requests).toEqual([])
  })

  it('stands in the account of a later shutdown, also where it was only gathered, and in that of no flush', async () => {
    const gathered: Parcel[] = []
    const harness = createSender({
      gather: () => {
        for (const parcel of gathered.splice(0)) harness.sender.enqueue(parcel)
      },
    })
    harness.offer(1)
    expect(await harness.sender.shutdown()).toEqual(account({ delivered: 1 }))
    harness.offer(2)
    gathered.push({ id: 7, weight: 10 })

    expect(await harness.sender.flush()).toEqual(account())
    const all = account({ delivered: 1, dropped: 3, byReason: { closed: 3 } })
    expect([await harness.sender.shutdown(), await harness.sender.shutdown()]).toEqual([all, all])
    expect(unsentLines()).toEqual(marked(1, 2, 7))
    expect(harness.closed).toBe(1)
  })

  it('stands in the account of the shutdown that was closing the connections then', async () => {
    let closed: () => void = () => {}
    const port = {
      send: async () => ({ Refused: [] }),
      close: () =>
        new Promise<void>((resolve) => {
          closed = resolve
        }),
    }
    const harness = createSender({ port })
    harness.offer(1)
    const ended = harness.sender.shutdown()
    await harness.clock.settle()
    harness.offer(1)
    closed()

    expect(await ended).toEqual(account({ delivered: 1, dropped: 1, byReason: { closed: 1 } }))
  })

  it('is left out of stderr where it can be read elsewhere', async () => {
    const harness = createSender({ leavesLateItems: false })
    await harness.sender.shutdown()
    harness.offer(1)

    expect(stderr.text).toBe('')
    expect(harness.sender.stats().dropped.closed).toBe(1)
  })

  it('is not taken for one that is lost before it: that is only counted', () => {
    const harness = createSender({ tuning: { buffer: { maxItems: 1 } }, priority: ({ id }) => 9 - id })
    harness.offer(2)

    expect(harness.sender.stats().dropped.overflow).toBe(1)
    expect(stderr.text).toBe('')
  })
})

describe('the connections', () => {
  it('are closed once, at the end, after what was held is delivered', async () => {
    const order: string[] = []
    const harness = createSender({
      port: {
        send: async () => {
          order.push('sent')
          return { Refused: [] }
        },
        close: () => void order.push('closed'),
      },
    })
    harness.offer(3)
    await harness.sender.flush()
    harness.offer(3)
    const [first, second] = [harness.sender.shutdown(), harness.sender.shutdown({ timeoutMs: 1 })]

    expect([await first, await second]).toEqual([account({ delivered: 6 }), account({ delivered: 6 })])
    expect(order).toEqual(['sent', 'sent', 'closed'])
    expect(harness.clock.pendingTimers).toBe(0)
  })

  it.each(FAILING)('disturb no shutdown when closing them %s', async (_how, close) => {
    const harness = createSender({ port: { send: async () => ({ Refused: [] }), close } })
    harness.offer(1)

    expect(await harness.sender.shutdown()).toEqual(account({ delivered: 1 }))
    expect(harness.diagnostics).toMatchObject([{ code: 'MON_CALLBACK_FAILED', subject: 'client.close' }])
    expect(unhandled).toEqual([])
  })

  it.each([
    [undefined, 0, 1_000],
    [200, 0, 200],
    [200, 150, 200],
    [200, 10_000, 200],
    [0, 0, 0],
  ])(
    'hold up no shutdown of %s ms when sending takes %i ms and closing never ends: it is over after %i ms',
    async (timeoutMs, sendingMs, expectedMs) => {
      const clock = createManualClock()
      const send = () =>
        new Promise<{ Refused: number[] }>((resolve) => void clock.schedule(() => resolve({ Refused: [] }), sendingMs))
      const harness = createSender({
        common: { clock, random: () => 0.5, exitHooks: false },
        port: { send, close: never },
        onUnsent: () => {},
      })
      harness.offer(1)
      let endedAt: number | undefined
      void harness.sender.shutdown({ timeoutMs }).then(() => {
        endedAt = clock.monotonic()
      })
      await clock.advance(20_000)

      expect(endedAt).toBe(expectedMs)
      expect(harness.diagnostics.filter(({ subject }) => subject === 'client.close')).toMatchObject([
        { code: 'MON_CLIENT_NOT_CLOSED' },
      ])
    },
  )

  it('keep the process until they are closed, and no longer', async () => {
    const clock = createManualClock()
    const close = () => new Promise<void>((resolve) => void clock.schedule(resolve, 400))
    const harness = createSender({
      common: { clock, random: () => 0.5, exitHooks: false },
      port: { send: async () => ({ Refused: [] }), close },
    })
    harness.offer(1)
    const ended = harness.sender.shutdown()
    await clock.advance(399)
    expect(clock.holds).toBe(1)
    await clock.advance(1)
    await ended

    expect(clock.holds).toBe(0)
  })
})

describe('the end of the process', () => {
  const watched = (more: Parameters<typeof createSender>[0] = {}) => {
    const participants = watchEnds()
    const clock = createManualClock()
    const harness = createSender({ common: { clock, random: () => 0.5, exitHooks: true }, ...more })
    const setReply = (reply: typeof accept): void => {
      harness.reply = reply
    }
    return { ...harness, clock, participants, setReply }
  }

  it('is watched while there is something to lose, and no longer', async () => {
    const { sender, offer, participants } = watched()
    expect(participants.size).toBe(0)
    for (let round = 0; round < 3; round++) {
      offer(2)
      expect(participants.size).toBe(1)
      await sender.flush()
      expect(participants.size).toBe(0)
    }
  })

  it('is watched in the phase of the package', () => {
    const { offer, participants } = watched({ phase: 'logs' })
    offer(1)

    expect([...participants].map(({ phase }) => phase)).toEqual(['logs'])
  })

  it('is watched also for what is only gathered, until that is sent too', async () => {
    let isGathering = true
    const { sender, offer, participants } = watched({ isGathering: () => isGathering })
    sender.watch()
    expect(participants.size).toBe(1)
    offer(1)
    await sender.flush()
    expect(participants.size).toBe(1)
    isGathering = false
    offer(1)
    await sender.flush()

    expect(participants.size).toBe(0)
  })

  it('is not watched where the application does not want it', () => {
    const { sender, offer, participants } = watched({
      common: { clock: createManualClock(), random: Math.random, exitHooks: false },
    })
    offer(1)
    sender.watch()

    expect(participants.size).toBe(0)
  })

  it('is not watched for an item that is lost at once', () => {
    const { sender, participants } = watched()
    sender.enqueue({ id: 1, weight: 201 })

    expect(participants.size).toBe(0)
  })

  it('delivers what is held and gathered, within the time there is', async () => {
    const gathered: Parcel[] = [{ id: 100, weight: 10 }]
    const { participants, offer, setReply, accepted, clock, ...harness } = watched({
      gather: () => {
        for (const parcel of gathered.splice(0)) harness.sender.enqueue(parcel)
      },
    })
    offer(2)
    await Promise.all([...participants].map((participant) => participant.flush(1_000)))
    expect([...accepted].sort()).toEqual([0, 1, 100])
    offer(1)
    setReply(never)
    let endedAt: number | undefined
    for (const participant of participants) {
      void participant.flush(300).then(() => {
        endedAt = clock.monotonic()
      })
    }
    await clock.advance(1_000)

    expect(endedAt).toBe(300)
  })

  it('leaves what is unsent on stderr before it returns, what is gathered included, and refuses what comes later', () => {
    const { participants, offer, ...harness } = watched({
      gather: () => void harness.sender.enqueue({ id: 100, weight: 10 }),
    })
    offer(2)
    for (const participant of [...participants]) participant.abandon()

    expect(unsentLines()).toEqual(marked(0, 1, 100))
    expect(participants.size).toBe(0)
    expect(offer(1)).toEqual([false])
    expect(unsentLines()).toHaveLength(4)
    expect(harness.sender.isClosed).toBe(true)
  })

  it('leaves nothing twice where a shutdown was under way', async () => {
    const { participants, offer, setReply, sender } = watched({ gather: () => {} })
    setReply(never)
    offer(2)
    const ended = sender.shutdown()
    for (const participant of [...participants]) participant.abandon()

    expect(await ended).toEqual(account({ dropped: 2, byReason: { unsent: 2 } }))
    expect(unsentLines()).toEqual(marked(0, 1))
  })
})

describe('work in the background of a sender', () => {
  it('belongs to no request: sending, what is unsent, diagnostics', async () => {
    const seen: unknown[] = []
    const note = (): void => void seen.push(currentContext())
    const clock = createManualClock()
    const harness = createSender({
      common: {
        clock: { ...clock, schedule: (callback, delayMs) => clock.schedule(AsyncResource.bind(callback), delayMs) },
        random: () => 0.5,
        exitHooks: false,
      },
      port: {
        send: (request) => {
          note()
          return request.Parcels.includes(0) ? Promise.reject(new Error('x')) : Promise.resolve({ Refused: [] })
        },
        close() {},
      },
      onUnsent: note,
      onLoss: note,
    })
    await runWithContext({ requestId: 'r-1' }, async () => {
      harness.offer(3)
      const ended = harness.sender.shutdown({ timeoutMs: 2_000 })
      await clock.advance(2_000)
      await ended
      harness.offer(1)
    })

    expect(seen.length).toBeGreaterThanOrEqual(4)
    expect(seen.filter((context) => Object.keys(context as object).length > 0)).toEqual([])
  })
})

describe('what a sender says of its troubles', () => {
  it('holds no secret of a client’s error: neither message, nor error, nor stack, nor details', async () => {
    const secret = 's3cr3t-pw'
    const harness = createSender({ onUnsent: () => {} })
    harness.reply = failWith('Error', {
      message: `Failed to establish tunnel via http://svc:${secret}@proxy:3128; Authorization: Bearer ${secret}.abc.def`,
      config: { secret },
    })
    harness.offer(3)
    const ended = harness.sender.shutdown({ timeoutMs: 500 })
    await harness.clock.advance(500)
    await ended

    const all = harness.diagnostics.map((diagnostic) => {
      const error = diagnostic.error as Error | undefined
      return [JSON.stringify(diagnostic), error?.message, error?.stack, String(error)].join('\n')
    })
    expect(all.join('\n')).toContain('MON_DELIVERY_RETRYING')
    expect(all.join('\n')).not.toContain(secret)
  })
})
