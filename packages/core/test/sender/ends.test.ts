import { describe, expect, it, onTestFinished } from 'vitest'
import { createFakeSpillStore } from '../../../../scripts/testing/fake-spill-store.mjs'
import { captureStderr } from '../../../../scripts/testing/stderr.mjs'
import { ProcessEnd } from '../../src/lifecycle/process-end.js'
import { createManualClock } from '../../src/testing/index.js'
import { FakeProcess } from '../lifecycle/fake-process.js'
import { createSender, type SenderHarness } from './create-sender.js'

/** A sender together with the end of a process, which is no real one. */
function createInProcess(options: Parameters<typeof createSender>[0] = {}) {
  const watched = new FakeProcess()
  const clock = createManualClock()
  const key = Symbol.for('@org/core/lifecycle/v1')
  const before: unknown = Reflect.get(globalThis, key)
  Reflect.set(
    globalThis,
    key,
    new ProcessEnd({ watched: watched.watched, clock, throwAgain: (_error, _origin, prepare) => prepare() }),
  )
  const stderr = captureStderr()
  onTestFinished(() => {
    stderr.release()
    Reflect.set(globalThis, key, before)
  })
  const harness = createSender({ common: { clock, random: () => 0.5, exitHooks: true }, ...options })
  return { ...harness, harness, watched, clock, stderr, isWatched: () => watched.listenerCount('exit') > 0 }
}

const never = (): Promise<never> => new Promise(() => {})
const marked = (...ids: readonly number[]) => ids.map((id) => ({ unsent: true, id, weight: 10 }))

/** Makes one parcel of what is gathered, as long as there is something. */
function createGathering(count: number) {
  let left = count
  let harness: SenderHarness | undefined
  return {
    use: (made: SenderHarness) => {
      harness = made
    },
    left: () => left,
    gather: () => {
      if (left > 0) harness?.offer(1)
      left -= 1
    },
  }
}

describe('a sender in a process that ends', () => {
  it('delivers what is held and gathered before the signal is raised again', async () => {
    const gathering = createGathering(1)
    const { harness, accepted, watched, clock, stderr } = createInProcess({ gather: gathering.gather })
    gathering.use(harness)
    harness.offer(1)

    watched.emit('SIGTERM', 'SIGTERM')
    await clock.settle()

    expect(accepted).toEqual([0, 1])
    expect(watched.killedBy).toEqual(['SIGTERM'])
    expect(stderr.lines()).toEqual([])
  })

  it.each([
    ['SIGTERM', 5_000, 'SIGTERM'],
    ['uncaughtException', 1_000, new Error('cause')],
  ])(
    'by %s leaves what it could not deliver within %i ms, once, and takes nothing more',
    async (event, budgetMs, cause) => {
      const { harness, watched, clock, stderr, sender } = createInProcess()
      harness.reply = never
      harness.offer(2)

      watched.emit(event, cause)
      await clock.advance(budgetMs - 1)
      expect(stderr.lines()).toEqual([])
      await clock.advance(1)
      expect(stderr.lines()).toEqual(marked(0, 1))
      expect(sender.stats().dropped).toMatchObject({ unsent: 2 })

      expect(harness.offer(1)).toEqual([false])
      await clock.advance(60_000)
      expect(stderr.lines()).toEqual(marked(0, 1, 2))
      expect(harness.requests).toEqual([[0, 1]])
    },
  )

  it('gives up what is under way when nobody waits any more, and leaves it at the exit', async () => {
    const signals: AbortSignal[] = []
    const { harness, watched, clock, stderr } = createInProcess({ tuning: { requestTimeoutMs: 60_000 } })
    harness.reply = (_request, signal) => {
      signals.push(signal)
      return never()
    }
    harness.offer(1)

    watched.emit('beforeExit', 0)
    await clock.advance(4_999)
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    await clock.advance(1)
    expect(signals[0]?.aborted).toBe(true)
    expect(stderr.lines()).toEqual([])

    watched.emit('exit', 0)
    expect(stderr.lines()).toEqual(marked(0))
  })

  it('leaves at the exit also what was gathered while a shutdown was under way, and each only once', () => {
    const gathering = createGathering(5)
    const { harness, watched, stderr, sender } = createInProcess({ gather: gathering.gather })
    gathering.use(harness)
    harness.reply = never

    void sender.shutdown()
    watched.emit('exit', 0)

    expect(gathering.left()).toBe(3)
    expect(stderr.lines()).toEqual(marked(1, 0))
    expect(sender.stats().dropped).toMatchObject({ unsent: 1, closed: 1 })
  })

  it('leaves at the exit what is only gathered after a shutdown, and is watched for it until then', async () => {
    const gathering = createGathering(2)
    const { harness, watched, stderr, sender, isWatched } = createInProcess({ gather: gathering.gather })
    gathering.use(harness)
    await sender.shutdown()
    expect(isWatched()).toBe(false)

    // As an instrument does with its first value.
    sender.watch()
    watched.emit('exit', 0)

    expect(stderr.lines()).toEqual(marked(1))
  })

  it('leaves in a listener of exit each thing that is gathered there, as that is looked for again', () => {
    const gathering = createGathering(3)
    const { harness, watched, stderr, sender } = createInProcess({ gather: gathering.gather })
    gathering.use(harness)
    watched.on('exit', () => {
      for (let each = 0; each < 3; each++) sender.watch()
    })

    watched._exiting = true
    watched.emit('exit', 0)

    expect(stderr.lines()).toEqual(marked(0, 1, 2))
  })

  it('leaves what is only recorded in a listener of exit', () => {
    const { harness, watched, stderr } = createInProcess()
    watched.on('exit', () => harness.offer(2))

    watched._exiting = true
    watched.emit('exit', 0)

    expect(stderr.lines()).toEqual(marked(0, 1))
  })

  it('stays watched while one item is under way and another waits, although the store has written', async () => {
    const store = createFakeSpillStore()
    let answer: (isWritten: boolean) => void = () => {}
    store.onWritten = () =>
      new Promise((resolve) => {
        answer = resolve
      })
    const { harness, clock, isWatched, sender } = createInProcess({
      spill: { store },
      limits: { maxBatchItems: 1, maxBatchBytes: 1_000, maxItemBytes: 200 },
      tuning: { concurrency: { initial: 1, max: 1 }, requestTimeoutMs: 60_000 },
    })
    harness.offer(1)
    await clock.advance(1_000)
    harness.reply = never
    harness.offer(2)
    await clock.settle()
    expect(sender.stats()).toMatchObject({ queued: { items: 1 }, inFlight: { items: 1 } })

    answer(true)
    await clock.settle()

    expect(isWatched()).toBe(true)
  })

  it('bothers nobody with lines that are none of ours and could not be written', async () => {
    const left: unknown[] = []
    const store = createFakeSpillStore()
    store.unwritten = [{ line: '{"not":"ours"}', priority: 0 }]
    const { sender } = createInProcess({ spill: { store }, onUnsent: (items) => left.push(items) })

    await sender.shutdown()

    expect(left).toEqual([])
  })
})
