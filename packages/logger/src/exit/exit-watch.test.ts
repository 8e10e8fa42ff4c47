import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { createExitWatch, type ExitParticipant } from './exit-watch.js'

/** A process that notes how it was killed. */
class FakeProcess extends EventEmitter {
  readonly pid = 7
  readonly killedBy: string[] = []

  kill(_pid: number, signal: string): true {
    this.killedBy.push(signal)
    return true
  }
}

interface FakeParticipant extends ExitParticipant {
  readonly budgets: number[]
  readonly isAbandoned: () => boolean
  finish(): void
}

function createParticipant(): FakeParticipant {
  const budgets: number[] = []
  let isAbandoned = false
  let finish: () => void = () => {}
  const flushed = new Promise<void>((resolve) => {
    finish = resolve
  })
  return {
    budgets,
    isAbandoned: () => isAbandoned,
    finish: () => finish(),
    flush(timeoutMs) {
      budgets.push(timeoutMs)
      return flushed
    },
    abandon() {
      isAbandoned = true
    },
  }
}

function createWatched() {
  const watched = new FakeProcess()
  const thrown: (() => void)[] = []
  const watch = createExitWatch(watched as never, (callback) => thrown.push(callback))
  return { watched, watch, thrown }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the exit watch', () => {
  it('listens only while somebody has something to lose', () => {
    const { watched, watch } = createWatched()
    const [first, second] = [createParticipant(), createParticipant()]
    expect(watched.eventNames()).toEqual([])

    watch.add(first)
    watch.add(second)
    watch.remove(first)
    expect(watched.eventNames()).toEqual(['beforeExit', 'exit', 'uncaughtException', 'SIGTERM', 'SIGINT'])
    for (const event of watched.eventNames()) expect(watched.listenerCount(event)).toBe(1)

    watch.remove(second)
    watch.remove(second)
    expect(watched.eventNames()).toEqual([])
  })

  it('waits for all at once on a signal, and raises it again', async () => {
    const { watched, watch } = createWatched()
    const [first, second] = [createParticipant(), createParticipant()]
    watch.add(first)
    watch.add(second)

    watched.emit('SIGTERM', 'SIGTERM')
    expect([first.budgets, second.budgets]).toEqual([[5_000], [5_000]])
    first.finish()
    await settled()
    expect(watched.killedBy).toEqual([])

    second.finish()
    await settled()
    expect(watched.killedBy).toEqual(['SIGTERM'])
    expect(watched.eventNames()).toEqual([])
    expect(first.isAbandoned()).toBe(true)
  })

  it('leaves the end to whoever else listens for the signal', async () => {
    const { watched, watch } = createWatched()
    const participant = createParticipant()
    watched.on('SIGTERM', () => {})
    watch.add(participant)

    watched.emit('SIGTERM', 'SIGTERM')
    participant.finish()
    await settled()

    expect(participant.budgets).toEqual([5_000])
    expect(watched.killedBy).toEqual([])
  })

  it('waits a second after an uncaught exception, which is then thrown again', async () => {
    const { watched, watch, thrown } = createWatched()
    const participant = createParticipant()
    watch.add(participant)

    watched.emit('uncaughtException', new Error('broken'))
    participant.finish()
    await settled()

    expect(participant.budgets).toEqual([1_000])
    expect(thrown).toHaveLength(1)
    expect(thrown[0]).toThrow('broken')
    expect(watched.eventNames()).toEqual([])
  })

  it('is one for all copies of the package, so that nobody waits twice', async () => {
    const first = await import('./exit-watch.js')
    vi.resetModules()
    const second = await import('./exit-watch.js')

    expect(second.exitWatch).not.toBe(first.exitWatch)
    expect(second.exitWatch()).toBe(first.exitWatch())
  })
})
