import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../testing/index.js'
import type { Entry } from '../queue/entry.js'
import type { SendOutcome } from './failure.js'
import { startRequest } from './request.js'

const entry = (item: string): Entry<string> => ({
  item,
  bytes: item.length,
  priority: 0,
  sequence: 0,
  acceptedAt: 0,
  attempts: 0,
  firstFailedAt: undefined,
  notBefore: 0,
})
/** As a transport without types may answer. */
const untyped = (value: unknown): SendOutcome => value as SendOutcome

describe('a request', () => {
  it('sends the items and passes the answer on, leaving no timer', async () => {
    const clock = createManualClock()
    const sent: (readonly string[])[] = []
    const request = startRequest(
      [entry('a'), entry('bcd')],
      async (items) => {
        sent.push(items)
        return { billedBytes: 5_120 }
      },
      1_000,
      clock,
    )

    expect(await request.answer).toEqual({ billedBytes: 5_120 })
    expect(sent).toEqual([['a', 'bcd']])
    expect(request.bytes).toBe(4)
    expect(clock.pendingTimers).toBe(0)
  })

  it('ends at its timeout, not before, although the transport ignores the signal', async () => {
    const clock = createManualClock()
    let signal: AbortSignal | undefined
    const request = startRequest(
      [entry('a')],
      (_items, context) => {
        signal = context.signal
        return new Promise(() => {})
      },
      1_000,
      clock,
    )
    let failure: unknown
    request.answer.catch((error: unknown) => {
      failure = error
    })

    await clock.advance(999)
    expect(failure).toBeUndefined()
    expect(signal?.aborted).toBe(false)
    await clock.advance(1)

    expect(failure).toMatchObject({ code: 'MON_DELIVERY_TIMEOUT', retryable: true })
    expect(signal?.reason).toBe(failure)
  })

  it('ends with the reason when it is given up, without a timer at once', async () => {
    const clock = createManualClock()
    const request = startRequest([entry('a')], () => new Promise(() => {}), 1_000, clock)
    const reason = new Error('The time was up.')

    request.abort(reason)

    expect(clock.pendingTimers).toBe(0)
    await expect(request.answer).rejects.toBe(reason)
  })

  it.each([undefined, null])('takes the answer %s for one without failures', async (answer) => {
    const request = startRequest([entry('a')], async () => untyped(answer), 1_000, createManualClock())

    expect(await request.answer).toEqual({})
  })

  it('says when it began', async () => {
    const clock = createManualClock()
    await clock.advance(70)
    const request = startRequest([entry('a')], async () => ({}), 1_000, clock)
    await clock.advance(5)

    expect(request.begunAt).toBe(70)
  })

  it('takes failures of items that it holds', async () => {
    const failed = [
      { index: 0, kind: 'transient' as const, code: 'X' },
      { index: 1, kind: 'rejected' as const, code: 'Y' },
    ]
    const request = startRequest([entry('a'), entry('b')], async () => ({ failed }), 1_000, createManualClock())

    expect(await request.answer).toEqual({ failed })
  })

  it.each(['all', 3, {}, true, null, [3], [null], [{ index: 1 }], [{ index: -1 }], [{ index: 0.5 }]])(
    'fails when `failed` is %o',
    async (failed) => {
      const request = startRequest([entry('a')], async () => untyped({ failed }), 1_000, createManualClock())

      await expect(request.answer).rejects.toMatchObject({
        code: 'MON_DELIVERY_ANSWER_INVALID',
        retryable: true,
        message: expect.stringContaining('`send` must resolve with `failed` as an array of `{ index, kind, code }`'),
      })
    },
  )
})
