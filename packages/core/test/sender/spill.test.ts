import { AsyncResource } from 'node:async_hooks'
import { describe, expect, it, vi } from 'vitest'
import { createFakeSpillStore } from '../../../../scripts/testing/fake-spill-store.mjs'
import { filesIn } from '../../../../scripts/testing/files-in.mjs'
import { segmentsIn, temporaryDirectory, until } from '../../../../scripts/testing/spill-directory.mjs'
import { currentContext, runWithContext } from '../../src/context/index.js'
import { createManualClock } from '../../src/testing/index.js'
import { accept, account, createSender, encode, failWith, watchEnds } from './create-sender.js'

const stderr = vi.hoisted(() => ({ text: '' }))
vi.mock('../../src/reporting/write-now.js', async (load) => ({
  ...(await load<typeof import('../../src/reporting/write-now.js')>()),
  writeNow: (descriptor: number, bytes: Uint8Array) => {
    if (descriptor === 2) stderr.text += Buffer.from(bytes).toString()
    return bytes.length
  },
}))

const down = failWith('InternalFailure', { $metadata: { httpStatusCode: 500 } })
const lineOf = (id: number): string => encode({ id, weight: 10 }).line

/** A sender with a store in memory, from which lines are retrieved as they wait in it. */
function createSpilling(options: Parameters<typeof createSender>[0] = {}) {
  const store = createFakeSpillStore()
  store.retrieve = async ({ maxLines }) => {
    const receipts = [...store.waiting].slice(0, maxLines)
    for (const receipt of receipts) store.waiting.delete(receipt)
    return receipts.flatMap((receipt) => {
      const line = store.kept.get(receipt)
      return line === undefined ? [] : [{ ...line, receipt }]
    })
  }
  const harness = createSender({ spill: { store, writeWithinMs: 1_000 }, ...options })
  stderr.text = ''
  return { harness, store, keptLines: () => [...store.kept.values()].map(({ line }) => line) }
}

describe('a sender with a spill', () => {
  it('keeps what overflows, and sends it by itself when there is room again', async () => {
    const { harness, store } = createSpilling({ tuning: { buffer: { maxItems: 5 } } })
    harness.reply = down
    expect(harness.offer(8)).toEqual(Array(8).fill(true))
    expect(store.waiting.size).toBe(3)
    expect(harness.sender.stats()).toMatchObject({ spilled: 3, spill: { lines: 3 }, dropped: { overflow: 0 } })
    harness.reply = accept
    await harness.clock.advance(30_000)

    expect([...harness.accepted].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(store.kept.size).toBe(0)
    expect(harness.losses).toEqual([])
    expect(await harness.sender.shutdown()).toEqual(account({ delivered: 8 }))
    expect(harness.sender.stats()).toMatchObject({ offered: 8, delivered: 8, spilled: 0 })
  })

  it('counts each item of its own once, wherever it went, and those of a process before it as offered to it', async () => {
    const { harness, store } = createSpilling({ tuning: { buffer: { maxItems: 2 } } })
    for (const id of [100, 101]) {
      const receipt = store.keep({ line: lineOf(id), priority: 0 })
      if (receipt !== undefined) store.letGo(receipt)
    }
    const { retrieve } = store
    store.retrieve = async (limits) =>
      (await retrieve(limits)).map((line) => ({ ...line, isInherited: /:10[01],/.test(line.line) }))
    harness.reply = down
    harness.offer(6)
    for (let minute = 0; minute < 3; minute++) await harness.clock.advance(60_000)
    harness.reply = accept
    await harness.clock.advance(600_000)

    expect(harness.accepted).toHaveLength(8)
    expect(harness.sender.stats()).toMatchObject({ offered: 8, delivered: 8, spilled: 0, dropped: { overflow: 0 } })
  })

  it.each([
    ['transient faults', down],
    ['denied access', failWith('AccessDeniedException')],
    ['expired credentials', failWith('ExpiredTokenException')],
    ['connections that are closed', failWith('Error', { code: 'ECONNRESET' })],
  ])('resumes after an outage without a new item, by itself: %s', async (_what, fail) => {
    const { harness, store } = createSpilling({ tuning: { retry: { maxAgeMs: 2_000, probeIntervalMs: 1_000 } } })
    harness.reply = fail
    harness.offer(50)
    // The age limit is over for all of them: memory is empty, and nothing but the store knows of them.
    for (let minute = 0; minute < 10; minute++) await harness.clock.advance(60_000)
    expect(store.kept.size).toBe(50)
    expect(harness.accepted).toEqual([])

    harness.reply = accept
    for (let minute = 0; minute < 2; minute++) await harness.clock.advance(60_000)

    expect([...harness.accepted].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_unused, index) => index))
    expect(harness.sender.stats()).toMatchObject({ failing: false, spill: { lines: 0 } })
    expect(store.kept.size).toBe(0)
  })

  it('tries one line at a time while the destination is away, and hammers nothing', async () => {
    const { harness, store } = createSpilling({ tuning: { retry: { maxAgeMs: 1_000 } } })
    harness.reply = down
    harness.offer(20)
    for (let minute = 0; minute < 5; minute++) await harness.clock.advance(60_000)
    const before = harness.requests.length
    for (let minute = 0; minute < 10; minute++) await harness.clock.advance(60_000)

    expect(store.kept.size).toBe(20)
    expect(harness.requests.slice(before).every((ids) => ids.length === 1)).toBe(true)
    expect(harness.requests.length - before).toBeLessThan(10 * 60)
  })

  it('has in the store what waits in memory for long, and takes it out once it is delivered', async () => {
    const { harness, store, keptLines } = createSpilling()
    harness.reply = () => new Promise((resolve) => harness.clock.schedule(() => resolve({ Refused: [] }), 3_000))
    harness.offer(2)
    await harness.clock.advance(1_000)
    expect(keptLines()).toEqual([lineOf(0), lineOf(1)])
    expect(store.waiting.size).toBe(0)
    await harness.clock.advance(5_000)

    expect([harness.accepted, store.kept.size]).toEqual([[0, 1], 0])
  })

  it('writes nothing of what is delivered soon', async () => {
    const { harness, store } = createSpilling()
    let kept = 0
    const { keep } = store
    store.keep = (line) => {
      kept += 1
      return keep(line)
    }
    harness.offer(5)
    await harness.clock.advance(60_000)

    expect([harness.accepted.length, kept]).toEqual([5, 0])
  })

  it('leaves at the end in the store what is unsent, and on stderr only what the store cannot keep', async () => {
    const { harness, store, keptLines } = createSpilling()
    harness.reply = down
    harness.offer(2)
    await harness.clock.advance(1_000)
    store.hasRoom = false
    harness.offer(1)
    const ended = harness.sender.shutdown({ timeoutMs: 100 })
    await harness.clock.advance(100)

    expect(await ended).toEqual(account({ dropped: 1, spilled: 2, byReason: { unsent: 1 } }))
    expect(keptLines()).toEqual([lineOf(0), lineOf(1)])
    expect(stderr.text).toBe('{"unsent":true,"id":2,"weight":10}\n')
  })

  it('leaves on stderr what the store took over and could not write', async () => {
    const { harness, store } = createSpilling({ tuning: { buffer: { maxItems: 1 } } })
    harness.reply = down
    harness.offer(2)
    store.unwritten = [encode({ id: 0, weight: 10 }), encode({ id: 1, weight: 10 }), { line: 'not ours', priority: 0 }]
    const ended = harness.sender.shutdown({ timeoutMs: 0 })
    await harness.clock.advance(0)
    const { spilled, dropped } = await ended

    expect([spilled, dropped]).toEqual([0, 2])
    expect(harness.sender.stats()).toMatchObject({ offered: 2, spilled: 0, dropped: { unsent: 2 } })
    expect(stderr.text.split('\n').sort()).toEqual([
      '',
      '{"unsent":true,"id":0,"weight":10}',
      '{"unsent":true,"id":1,"weight":10}',
    ])
  })

  it('says of foreign lines that they are left out, once a minute, and sends the others', async () => {
    const { harness, store } = createSpilling()
    for (const line of ['{broken', '[]', '{"id":"x"}', lineOf(7), 'null']) {
      const receipt = store.keep({ line, priority: 0 })
      if (receipt !== undefined) store.letGo(receipt)
    }
    await harness.clock.advance(15_000)

    expect(harness.accepted).toEqual([7])
    expect(harness.diagnostics).toMatchObject([
      {
        level: 'warn',
        code: 'MON_SPILL_FOREIGN',
        message: 'A line of the spill store cannot be read as a parcel of ours; it is left out.',
      },
    ])
    expect(store.kept.size).toBe(0)
  })

  it('keeps a half of its buffer free for new items while it sends spilled ones', async () => {
    const asked: number[] = []
    const { harness, store } = createSpilling({
      tuning: { buffer: { maxItems: 100, maxBytes: 3_000 }, requestTimeoutMs: 60_000 },
    })
    const { retrieve } = store
    store.retrieve = (limits) => {
      asked.push(limits.maxLines, limits.maxBytes)
      return retrieve(limits)
    }
    harness.reply = () => new Promise(() => {})
    harness.offer(3)
    await harness.clock.advance(10_000)

    expect(asked).toEqual([47, 1_470])
  })

  it('lets the store go on where the application’s own fails: nothing is lost, and each is told', async () => {
    const { harness, store } = createSpilling({ tuning: { buffer: { maxItems: 1 } } })
    store.keep = () => Promise.reject(new Error('no disk')) as never
    store.retrieve = () => {
      throw new Error('no disk')
    }
    harness.offer(2)
    await harness.clock.advance(20_000)

    expect(harness.accepted).toEqual([1])
    expect(new Set(harness.diagnostics.map(({ code, subject }) => `${code} ${subject}`))).toEqual(
      new Set([
        'MON_CALLBACK_FAILED spill.store.keep',
        'MON_CALLBACK_FAILED spill.store.retrieve',
        'MON_DELIVERY_LOST undefined',
      ]),
    )
  })

  it('belongs to no request: what a store does in the background is nobody’s', async () => {
    const clock = createManualClock()
    const seen = new Map<string, unknown>()
    const store = createFakeSpillStore()
    const witnessed = Object.fromEntries(
      Object.entries(store).map(([name, member]) => [
        name,
        typeof member !== 'function'
          ? member
          : (...args: never[]) => {
              if (Object.keys(currentContext()).length > 0) seen.set(name, currentContext())
              return (member as (...given: never[]) => unknown)(...args)
            },
      ]),
    ) as typeof store
    const harness = createSender({
      spill: { store: witnessed, writeWithinMs: 1_000 },
      tuning: { buffer: { maxItems: 2 } },
      common: {
        clock: { ...clock, schedule: (callback, delayMs) => clock.schedule(AsyncResource.bind(callback), delayMs) },
        random: () => 0.5,
        exitHooks: false,
      },
    })
    harness.reply = down
    await runWithContext({ requestId: 'r-1' }, async () => {
      harness.offer(5)
      await clock.advance(20_000)
      harness.reply = accept
      await clock.advance(20_000)
      const ended = harness.sender.shutdown({ timeoutMs: 100 })
      await clock.advance(100)
      await ended
    })

    expect(Object.fromEntries(seen)).toEqual({})
  })
})

describe('the end of the process with a spill', () => {
  const watched = () => {
    const participants = watchEnds()
    const clock = createManualClock()
    const spilling = createSpilling({ common: { clock, random: () => 0.5, exitHooks: true } })
    return { ...spilling, participants, clock }
  }

  it('is watched until the store has written what was delivered', async () => {
    const { harness, store, participants } = watched()
    let isWritten = false
    store.onWritten = async () => isWritten
    harness.offer(1)
    await harness.sender.flush()
    await new Promise((resolve) => setImmediate(resolve))
    expect(participants.size).toBe(1)
    isWritten = true
    harness.offer(1)
    await harness.sender.flush()
    await new Promise((resolve) => setImmediate(resolve))

    expect(participants.size).toBe(0)
  })

  it('stays watched when a new item comes while the store still writes', async () => {
    const { harness, store, participants } = watched()
    let answer: (isWritten: boolean) => void = () => {}
    store.onWritten = () =>
      new Promise((resolve) => {
        answer = resolve
      })
    harness.offer(1)
    await harness.sender.flush()
    harness.reply = () => new Promise(() => {})
    harness.offer(1)
    answer(true)
    await new Promise((resolve) => setImmediate(resolve))

    expect(participants.size).toBe(1)
  })

  it('leaves everything in the store before it returns', () => {
    const { harness, participants, keptLines } = watched()
    harness.offer(3)
    for (const participant of [...participants]) participant.abandon()

    expect(keptLines()).toEqual([0, 1, 2].map(lineOf))
    expect(stderr.text).toBe('')
  })
})

describe('a sender with a spill in a directory', () => {
  it('leaves to the next process what it cannot send, which is sent once', async () => {
    const directory = temporaryDirectory()
    const first = createSender({ spill: { directory } })
    first.reply = down
    first.offer(25)
    const ended = first.sender.shutdown({ timeoutMs: 100 })
    await first.clock.advance(100)
    expect(await ended).toEqual(account({ spilled: 25 }))
    expect(segmentsIn(directory).join('')).toContain('{"id":24,"weight":10}')

    const second = createSender({ spill: { directory } })
    await until(
      () => second.accepted.length === 25,
      () => second.clock.advance(250),
    )
    await second.sender.shutdown()

    expect([...second.accepted].sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_unused, index) => index))
    expect(second.codes()).toContain('MON_SPILL_RETRIEVED')
    expect(filesIn(directory)).toEqual([])
  })

  it('keeps each destination’s lines apart', async () => {
    const directory = temporaryDirectory()
    const first = createSender({ spill: { directory } })
    first.reply = down
    first.offer(1)
    const ended = first.sender.shutdown({ timeoutMs: 0 })
    await first.clock.advance(0)
    await ended

    const other = createSender({ spill: { directory }, name: 'parcels:Other' })
    for (let second = 0; second < 20; second++) await other.clock.advance(1_000)

    expect(other.requests).toEqual([])
    expect(segmentsIn(directory)).toHaveLength(1)
    await other.sender.shutdown()
  })
})
