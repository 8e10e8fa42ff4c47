import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { FakeProcess } from '../../test/lifecycle/fake-process.js'
import { createManualClock } from '../testing/index.js'
import { type Decisions, ForeignListeners } from './foreign-listeners.js'

/** Watches SIGTERM and SIGINT; what happens is noted, in order. */
function createListeners(watched = new FakeProcess(), decisions: Partial<Decisions> = {}) {
  const happened: string[] = []
  const ours = (signal: string): void => void happened.push(`ours ${signal}`)
  const own = new Map([
    ['SIGTERM', ours],
    ['SIGINT', ours],
  ])
  const listeners = new ForeignListeners(watched.watched, own as never, {
    onObserved: (event) => void happened.push(`observed ${String(event)}`),
    ...decisions,
  })
  const theirs = (signal: string): void => void happened.push(`theirs ${signal}`)
  return { watched, listeners, happened, ours, theirs }
}

const settle = () => createManualClock().settle()

describe('the listener that node:domain adds beside each other one', () => {
  it('is not taken for somebody else, as it comes and goes with ours', async () => {
    const { watched, listeners, happened, ours } = createListeners()
    let changes = 0
    const domainUncaughtExceptionClear = (): void => {}
    watched.on('newListener', (event: string, listener: unknown) => {
      if (event !== 'SIGTERM' || listener === domainUncaughtExceptionClear) return
      changes += 1
      watched.off(event, domainUncaughtExceptionClear)
      watched.prependListener(event, domainUncaughtExceptionClear)
    })
    watched.on('removeListener', (event: string, listener: unknown) => {
      if (event !== 'SIGTERM' || listener === domainUncaughtExceptionClear) return
      if (watched.listenerCount(event) === 1) watched.off(event, domainUncaughtExceptionClear)
    })

    listeners.attach()
    await settle()
    watched.emit('SIGTERM', 'SIGTERM')

    expect(watched.listeners('SIGTERM')).toEqual([domainUncaughtExceptionClear, ours])
    expect(happened).toEqual(['ours SIGTERM'])
    expect(changes).toBe(1)
  })
})

describe('a listener beside those of others', () => {
  it('is there while nobody else listens, event by event', async () => {
    const { watched, listeners, happened, ours, theirs } = createListeners()
    watched.on('SIGINT', theirs)

    listeners.attach()
    watched.emit('SIGTERM', 'SIGTERM')

    expect(watched.listeners('SIGTERM')).toEqual([ours])
    expect(watched.listeners('SIGINT')).toEqual([theirs])
    expect(happened).toEqual(['ours SIGTERM'])
  })

  it('gives its place to theirs, and takes it again at once when they go', async () => {
    const { watched, listeners, ours, theirs } = createListeners()
    listeners.attach()

    watched.on('SIGTERM', theirs)
    // Before theirs is there, nobody may be without a listener.
    expect(watched.listenerCount('SIGTERM')).toBe(2)
    await settle()
    expect(watched.listeners('SIGTERM')).toEqual([theirs])

    watched.off('SIGTERM', theirs)
    expect(watched.listeners('SIGTERM')).toEqual([ours])
  })

  it('stays when theirs has gone within the same turn', async () => {
    const { watched, listeners, ours, theirs } = createListeners()
    listeners.attach()

    watched.on('SIGTERM', theirs)
    watched.off('SIGTERM', theirs)
    await settle()
    expect(watched.listeners('SIGTERM')).toEqual([ours])

    watched.on('SIGTERM', theirs)
    await settle()
    expect(watched.listeners('SIGTERM')).toEqual([theirs])
  })

  it('comes back when somebody removes all of them', () => {
    const { watched, listeners, ours } = createListeners()
    listeners.attach()

    watched.removeAllListeners('SIGTERM')

    expect(watched.listeners('SIGTERM')).toEqual([ours])
  })

  it('is not there before the watch begins', () => {
    const { watched, happened } = createListeners()

    watched.emit('SIGTERM', 'SIGTERM')

    expect(watched.eventNames()).toEqual([])
    expect(happened).toEqual([])
  })

  it('leaves the event to theirs that came in the same turn', () => {
    const { watched, listeners, happened, theirs } = createListeners()
    listeners.attach()

    watched.on('SIGTERM', theirs)
    watched.emit('SIGTERM', 'SIGTERM')

    expect(happened).toEqual(['observed SIGTERM', 'theirs SIGTERM'])
  })

  it('leaves the event to theirs although somebody took away whatever watches listeners', () => {
    const { watched, listeners, happened, theirs } = createListeners()
    listeners.attach()

    watched.removeAllListeners()
    watched.on('SIGTERM', theirs)
    watched.emit('SIGTERM', 'SIGTERM')

    expect(happened).toEqual(['observed SIGTERM', 'theirs SIGTERM'])
  })

  it('observes each time what is left to others, and nothing else', async () => {
    const { watched, listeners, happened, theirs } = createListeners()
    watched.on('SIGTERM', theirs)
    watched.on('SIGUSR2', theirs)
    watched.on(Symbol.for('theirs'), theirs)
    listeners.attach()

    expect(watched.emit('SIGTERM', 'SIGTERM')).toBe(true)
    await settle()
    watched.emit('SIGTERM', 'SIGTERM')
    watched.emit('SIGUSR2', 'SIGUSR2')
    watched.emit(Symbol.for('theirs'), 'symbol')
    expect(watched.emit('nobody listens')).toBe(false)

    expect(happened).toEqual([
      'observed SIGTERM',
      'theirs SIGTERM',
      'observed SIGTERM',
      'theirs SIGTERM',
      'theirs SIGUSR2',
      'theirs symbol',
    ])
  })

  it('observes two signals of one turn apart', () => {
    const { watched, listeners, happened, theirs } = createListeners()
    watched.on('SIGTERM', theirs).on('SIGINT', theirs)
    listeners.attach()

    watched.emit('SIGTERM', 'SIGTERM')
    watched.emit('SIGINT', 'SIGINT')

    expect(happened).toEqual(['observed SIGTERM', 'theirs SIGTERM', 'observed SIGINT', 'theirs SIGINT'])
  })

  it('observes once although others wrap `process.emit`, and needs no growing chain of its own', () => {
    const { watched, listeners, happened, theirs } = createListeners()
    watched.on('SIGTERM', theirs)
    listeners.attach()
    const ours = watched.emit
    watched.emit = function (this: FakeProcess, ...args: never[]) {
      return Reflect.apply(ours, this, args)
    } as typeof watched.emit
    listeners.detach(['SIGTERM', 'SIGINT'])
    listeners.attach()
    const wrapped = watched.emit
    listeners.detach(['SIGTERM', 'SIGINT'])
    listeners.attach()

    watched.emit('SIGTERM', 'SIGTERM')

    expect(watched.emit).toBe(wrapped)
    expect(happened).toEqual(['observed SIGTERM', 'theirs SIGTERM'])
  })

  it('is gone after the end of the watch, whatever comes then', async () => {
    const { watched, listeners, happened, theirs } = createListeners()
    listeners.attach()

    // What was to be looked at in the next turn is not looked at any more.
    watched.on('SIGTERM', theirs)
    listeners.detach(['SIGTERM', 'SIGINT'])
    watched.emit('SIGTERM', 'SIGTERM')
    watched.off('SIGTERM', theirs)
    await settle()

    expect(watched.eventNames()).toEqual([])
    expect(happened).toEqual(['theirs SIGTERM'])
  })
})

describe('a listener of some events', () => {
  it('goes for one, and still gives and takes its place for the other', async () => {
    const { watched, listeners, happened, ours, theirs } = createListeners()
    listeners.attach()

    listeners.detach(['SIGTERM', 'SIGUSR2'])
    watched.on('SIGTERM', theirs)
    watched.on('SIGINT', theirs)
    await settle()
    watched.emit('SIGTERM', 'SIGTERM')
    watched.emit('SIGINT', 'SIGINT')
    watched.off('SIGINT', theirs)

    expect(happened).toEqual(['theirs SIGTERM', 'observed SIGINT', 'theirs SIGINT'])
    expect(watched.listeners('SIGINT')).toEqual([ours])
  })

  it('comes back for all, and watches others once', () => {
    const { watched, listeners, ours } = createListeners()
    listeners.attach()
    listeners.detach(['SIGTERM'])

    listeners.attach()

    expect(watched.listeners('SIGTERM')).toEqual([ours])
    expect(watched.listenerCount('newListener')).toBe(1)
    expect(watched.listenerCount('removeListener')).toBe(1)
  })
})

/** Node calls the `emit` that there was when the first listener of a signal came. */
function raise(watched: FakeProcess, signal: string): boolean {
  return EventEmitter.prototype.emit.call(watched, signal, signal)
}

describe('listeners of others that were there before', () => {
  it('are observed, are called in their order, as often as before, and with what they were given', () => {
    const { watched, listeners, happened, theirs } = createListeners()
    const calledOn: unknown[] = []
    watched.on('SIGTERM', theirs)
    watched.once('SIGTERM', function (this: unknown, signal) {
      calledOn.push(this)
      happened.push(`once ${signal}`)
    })
    watched.on('SIGTERM', (signal) => happened.push(`last ${signal}`))
    listeners.attach()

    raise(watched, 'SIGTERM')
    raise(watched, 'SIGTERM')

    expect(happened).toEqual([
      'observed SIGTERM',
      'theirs SIGTERM',
      'once SIGTERM',
      'last SIGTERM',
      'theirs SIGTERM',
      'last SIGTERM',
    ])
    expect(calledOn).toEqual([watched])
  })

  it('are found, counted and removed as before, and ours takes their place', () => {
    const { watched, listeners, happened, ours, theirs } = createListeners()
    const once = (): void => {}
    watched.on('SIGTERM', theirs).once('SIGTERM', once)
    listeners.attach()

    expect(watched.listeners('SIGTERM')).toEqual([theirs, once])
    watched.off('SIGTERM', once)
    expect(watched.listeners('SIGTERM')).toEqual([theirs])
    watched.off('SIGTERM', theirs)
    expect(watched.listeners('SIGTERM')).toEqual([ours])

    raise(watched, 'SIGTERM')
    expect(happened).toEqual(['ours SIGTERM'])
  })

  it('are never fewer, so that no signal finds none', () => {
    const { watched, listeners, theirs } = createListeners()
    const counts = new Set<number>()
    watched.on('SIGTERM', theirs)
    watched.on('removeListener', (event) => counts.add(watched.listenerCount(event)))

    listeners.attach()

    expect([...counts]).toEqual([1])
  })

  it('are alone when the one that listened once was called, and ours comes back', () => {
    const { watched, listeners, happened, ours, theirs } = createListeners()
    watched.once('SIGTERM', theirs)
    listeners.attach()

    raise(watched, 'SIGTERM')

    expect(happened).toEqual(['observed SIGTERM', 'theirs SIGTERM'])
    expect(watched.listeners('SIGTERM')).toEqual([ours])
  })
})

describe('an event that is decided about', () => {
  it('does what it does without any listener where it is left to Node, and the next one is ours', async () => {
    const left: unknown[][] = []
    const { watched, listeners, happened } = createListeners(undefined, {
      isLeftToNode: (_event, args) => left.push([...args]) === 1,
    })
    listeners.attach()

    expect(watched.emit('SIGTERM', 'SIGTERM', 15)).toBe(false)
    expect(watched.listenerCount('SIGTERM')).toBe(0)
    await Promise.resolve()
    expect(watched.emit('SIGTERM', 'SIGTERM')).toBe(true)

    expect(left).toEqual([['SIGTERM', 15], ['SIGTERM']])
    expect(happened).toEqual(['ours SIGTERM'])
  })

  it('is not asked about where others listen', () => {
    const { watched, listeners, happened, theirs } = createListeners(undefined, { isLeftToNode: () => true })
    listeners.attach()
    watched.on('SIGTERM', theirs)

    watched.emit('SIGTERM', 'SIGTERM')

    expect(happened).toEqual(['observed SIGTERM', 'theirs SIGTERM'])
  })

  it('reaches nobody where it follows from what we do', () => {
    const { watched, listeners, happened, theirs } = createListeners(undefined, { isOurs: (event) => event === 'mine' })
    listeners.attach()
    watched.on('mine', theirs)
    watched.on('yours', theirs)

    expect([watched.emit('mine', 'mine'), watched.emit('yours', 'yours')]).toEqual([true, true])
    expect(happened).toEqual(['theirs yours'])
  })
})
