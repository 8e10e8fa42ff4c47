import { describe, expect, it, vi } from 'vitest'
import { createEnd, createParticipant, SIGNALS } from '../../test/lifecycle/fake-process.js'
import type { Participant } from './participant.js'

describe('the end of a process', () => {
  it('is watched while somebody has something to lose; signals from then on, as one may be on its way; an empty event loop always', () => {
    const { watched, end } = createEnd()
    const [first, second] = [createParticipant(), createParticipant()]
    const once = (events: readonly string[]) => Object.fromEntries(events.map((event) => [event, 1]))
    expect(watched.eventNames()).toEqual(['beforeExit'])

    end.add(first)
    end.add(second)
    end.remove(first)
    expect(watched.listening).toEqual(once(['beforeExit', 'exit', 'uncaughtException', ...SIGNALS]))

    end.remove(second)
    end.remove(second)
    expect(watched.listening).toEqual(once(['beforeExit', ...SIGNALS]))

    end.add(first)
    expect(watched.listening).toEqual(once(['beforeExit', 'exit', 'uncaughtException', ...SIGNALS]))
  })

  it('by a signal comes at once when nobody has anything to lose any more', async () => {
    const { watched, end, clock } = createEnd()
    const participant = createParticipant()
    end.add(participant)
    end.remove(participant)

    watched.emit('SIGTERM', 'SIGTERM')
    await clock.settle()

    expect(watched.killedBy).toEqual(['SIGTERM'])
    expect(watched.eventNames()).toEqual(['beforeExit'])
  })

  it('is no matter of signals where none arrive, as in a worker', () => {
    const { watched, end } = createEnd({ seesSignals: false })
    const participant = createParticipant()

    end.add(participant)
    expect(watched.listening).toEqual({ beforeExit: 1, exit: 1, uncaughtException: 1 })

    end.remove(participant)
    expect(watched.eventNames()).toEqual(['beforeExit'])
  })

  it.each(SIGNALS)('by %s comes after everybody has delivered, by the same signal', async (signal) => {
    const { watched, end, clock } = createEnd()
    const [first, second] = [createParticipant(), createParticipant('telemetry')]
    end.add(first)
    end.add(second)

    watched.emit(signal, signal)
    expect([first.budgets, second.budgets]).toEqual([[5_000], [5_000]])
    first.finish()
    await clock.settle()
    expect(watched.killedBy).toEqual([])

    second.finish()
    await clock.settle()
    expect(watched.killedBy).toEqual([signal])
    expect(watched.eventNames()).toEqual(['beforeExit'])
    expect([first, second].map((member) => member.isAbandoned())).toEqual([true, true])
  })

  it('takes away who came to listen during the delivery, as nobody did when the signal came', async () => {
    const { watched, end, clock } = createEnd()
    const participant = createParticipant()
    end.add(participant)

    watched.emit('SIGTERM', 'SIGTERM')
    watched.on('SIGTERM', () => {})
    watched.on('SIGINT', () => {})
    participant.finish()
    await clock.settle()

    expect(watched.killedBy).toEqual(['SIGTERM'])
    expect(watched.listening).toEqual({ beforeExit: 1, SIGINT: 1 })
  })

  it('comes by another signal where the system cannot raise the one that came', async () => {
    const { watched, end, clock } = createEnd()
    const participant = createParticipant()
    watched.unknownSignals.push('SIGBREAK')
    end.add(participant)

    watched.emit('SIGBREAK', 'SIGBREAK')
    participant.finish()
    await clock.settle()

    expect(watched.killedBy).toEqual(['SIGKILL'])
  })

  it('flushes logs once more when the others are done, within the same time', async () => {
    const { watched, end, clock } = createEnd()
    const [logs, telemetry] = [createParticipant('logs'), createParticipant('telemetry')]
    end.add(logs)
    end.add(telemetry)
    await clock.advance(700)

    watched.emit('SIGTERM', 'SIGTERM')
    await clock.advance(1_200)
    logs.finish()
    telemetry.finish()
    await clock.settle()

    expect(logs.budgets).toEqual([5_000, 3_800])
    expect(telemetry.budgets).toEqual([5_000])
  })

  it('delivers also the logs that only come of the delivery of the others, and nothing that is settled', async () => {
    const { watched, end, clock } = createEnd()
    const [logs, telemetry, settled] = [createParticipant(), createParticipant('telemetry'), createParticipant()]
    end.add(telemetry)
    end.add(settled)

    watched.emit('SIGTERM', 'SIGTERM')
    end.add(logs)
    settled.finish()
    end.remove(settled)
    telemetry.finish()
    await clock.settle()
    expect(watched.killedBy).toEqual([])
    logs.finish()
    await clock.settle()

    expect([logs.budgets, settled.budgets]).toEqual([[5_000], [5_000]])
    expect(watched.killedBy).toEqual(['SIGTERM'])
  })

  it('leaves what metrics and events hold before what logs hold', () => {
    const { watched, end } = createEnd()
    const order: string[] = []
    end.add(createParticipant('logs', order))
    end.add(createParticipant('telemetry', order))

    watched.emit('exit', 0)
    watched.emit('exit', 0)

    expect(order).toEqual(['telemetry', 'logs'])
  })

  it('leaves at once what is only recorded in the last moment', () => {
    const { watched, end } = createEnd()
    const [first, late] = [createParticipant(), createParticipant()]
    end.add(first)
    watched.on('exit', () => end.add(late))

    watched._exiting = true
    watched.emit('exit', 0)

    expect(late.isAbandoned()).toBe(true)
    expect(late.budgets).toEqual([])
  })

  it.each([
    ['a signal', 'SIGTERM', 'SIGTERM', 5_000],
    ['an uncaught exception', 'uncaughtException', new Error('cause'), 1_000],
  ])(
    'by %s comes no later than the budget, whoever hangs, once, and holds the process until then',
    async (_name, event, cause, budgetMs) => {
      const { watched, end, clock, thrown } = createEnd()
      const hanging = createParticipant()
      const ends = () => [...watched.killedBy, ...thrown]
      end.add(hanging)
      await clock.advance(10_000)

      watched.emit(event, cause)
      expect(clock.holds).toBe(1)
      await clock.advance(budgetMs - 1)
      expect(ends()).toEqual([])
      expect(hanging.isAbandoned()).toBe(false)
      await clock.advance(1)

      expect(ends()).toEqual([cause])
      expect([clock.holds, clock.pendingTimers]).toEqual([0, 0])
      expect(hanging.isAbandoned()).toBe(true)

      hanging.finish()
      await clock.advance(10_000)
      expect(ends()).toEqual([cause])
    },
  )

  it('is not disturbed by a participant that throws, rejects, or cannot leave what it holds', async () => {
    const { watched, end, clock } = createEnd()
    const good = createParticipant()
    const bad: Participant = {
      phase: 'telemetry',
      flush() {
        throw new Error('flush')
      },
      abandon() {
        throw new Error('abandon')
      },
    }
    end.add(bad)
    end.add({ ...bad, flush: () => Promise.reject(new Error('rejected')) })
    end.add(good)
    good.finish()

    watched.emit('SIGTERM', 'SIGTERM')
    await clock.settle()

    expect(watched.killedBy).toEqual(['SIGTERM'])
    expect(good.isAbandoned()).toBe(true)
    expect(() => end.add(bad)).not.toThrow()
  })

  it.each([
    ['SIGTERM', 5_000],
    ['uncaughtException', 1_000],
  ])('by %s is left to whoever else listens, each time, and there is time to deliver', async (event, budgetMs) => {
    const { watched, end, clock, thrown } = createEnd()
    const participant = createParticipant('telemetry')
    watched.on(event, () => {})
    end.add(participant)
    participant.finish()

    watched.emit(event, event)
    await clock.advance(10_000)
    watched.emit(event, event)
    await clock.advance(10_000)

    expect(participant.budgets).toEqual([budgetMs, budgetMs])
    expect([watched.killedBy, thrown]).toEqual([[], []])
    expect(participant.isAbandoned()).toBe(false)
  })

  it.each([
    ['SIGTERM', 0, []],
    ['SIGINT', 0, []],
    ['SIGINT', 499, []],
    ['SIGINT', 500, ['SIGINT']],
    ['SIGTERM', 500, ['SIGTERM']],
    ['SIGHUP', 3_000, ['SIGHUP']],
  ])(
    'after SIGTERM, with %s %i ms later, has come at once by %j, and comes once',
    async (second, afterMs, killedBy) => {
      const { watched, end, clock } = createEnd()
      const participant = createParticipant()
      end.add(participant)
      await clock.advance(10_000)

      watched.emit('SIGTERM', 'SIGTERM')
      await clock.advance(afterMs)
      watched.emit(second, second)
      await clock.settle()
      expect(watched.killedBy).toEqual(killedBy)
      expect(participant.isAbandoned()).toBe(killedBy.length > 0)
      expect(participant.budgets).toEqual([5_000])

      participant.finish()
      await clock.advance(10_000)
      expect(watched.killedBy).toEqual([killedBy[0] ?? 'SIGTERM'])
    },
  )

  it('hears a second signal although nobody has anything to lose any more', async () => {
    const { watched, end, clock } = createEnd()
    const [settled, hanging] = [createParticipant(), createParticipant()]
    end.add(settled)
    end.add(hanging)

    watched.emit('SIGTERM', 'SIGTERM')
    end.remove(settled)
    end.remove(hanging)
    await clock.advance(600)
    expect(watched.listening).toMatchObject({ uncaughtException: 1 })
    watched.emit('SIGTERM', 'SIGTERM')
    await clock.settle()

    expect(watched.killedBy).toEqual(['SIGTERM'])
  })

  it('does not come for process 1, which no signal kills without a listener', async () => {
    const { watched, end, clock } = createEnd({ pid: 1 })
    const participant = createParticipant('telemetry')
    end.add(participant)
    participant.finish()

    watched.emit('SIGTERM', 'SIGTERM')
    await clock.advance(600)
    watched.emit('SIGTERM', 'SIGTERM')
    await clock.advance(10_000)

    expect(participant.budgets).toEqual([5_000, 5_000])
    expect(watched.killedBy).toEqual([])
    expect(participant.isAbandoned()).toBe(false)
    expect(watched.listening).toMatchObject({ SIGTERM: 1 })
  })

  it('by an uncaught exception comes a second later at most, with the first error', async () => {
    const { watched, end, clock, thrown } = createEnd()
    const participant = createParticipant()
    const monitored: unknown[] = []
    watched.on('uncaughtExceptionMonitor', (error) => monitored.push(error))
    end.add(participant)
    const [cause, symptom] = [new Error('cause'), new Error('symptom')]

    watched.emit('uncaughtException', cause, 'uncaughtException')
    watched.emit('uncaughtException', symptom, 'uncaughtException')
    watched.emit('uncaughtExceptionMonitor', symptom)
    expect(participant.budgets).toEqual([1_000])
    await clock.advance(1_000)

    expect(thrown).toEqual([cause])
    expect(monitored).toEqual([])
    expect(participant.isAbandoned()).toBe(true)
    expect(watched.eventNames()).toEqual(['beforeExit'])
  })

  it.each([
    [499, 0],
    [500, 1],
  ])(
    'by an uncaught exception, with a signal %i ms later, is still that of the exception',
    async (afterMs, expected) => {
      const { watched, end, clock, thrown } = createEnd()
      const cause = new Error('cause')
      end.add(createParticipant())

      watched.emit('uncaughtException', cause, 'uncaughtException')
      await clock.advance(afterMs)
      watched.emit('SIGTERM', 'SIGTERM')
      await clock.settle()
      expect(thrown).toHaveLength(expected)

      await clock.advance(10_000)
      expect(thrown).toEqual([cause])
      expect(watched.killedBy).toEqual([])
    },
  )

  it('by a signal is still that of the signal when an exception comes before the end', async () => {
    const { watched, end, clock, thrown } = createEnd()
    const participant = createParticipant()
    end.add(participant)

    watched.emit('SIGTERM', 'SIGTERM')
    watched.emit('uncaughtException', new Error('consequence'), 'uncaughtException')
    await clock.advance(5_000)

    expect(thrown).toEqual([])
    expect(watched.killedBy).toEqual(['SIGTERM'])
  })

  it('is not caught again by what is recorded between the last delivery and the error that is thrown', async () => {
    const { watched, end, clock } = createEnd()
    const late = createParticipant()
    end.add(createParticipant())

    watched.emit('uncaughtException', new Error('cause'), 'uncaughtException')
    await clock.advance(1_000)
    end.add(late)

    expect(watched.eventNames()).toEqual(['beforeExit'])
    expect(late.isAbandoned()).toBe(true)
  })

  it.each([
    ['a text', 'text'],
    ['nothing', undefined],
    ['null', null],
    ['an object', { stack: 'Error: x\n    at y' }],
    ['what is made like an error', Object.create(Error.prototype)],
  ])('by %s that was thrown is left to Node, which alone knows where that was', async (_what, thrownValue) => {
    const { watched, end, clock, thrown } = createEnd()
    const participant = createParticipant()
    end.add(participant)

    expect(watched.emit('uncaughtException', thrownValue, 'uncaughtException')).toBe(false)
    expect(watched.listening).not.toHaveProperty('uncaughtException')
    watched.emit('exit', 1)

    expect(participant.isAbandoned()).toBe(true)
    await clock.advance(5_000)
    expect([participant.budgets, thrown]).toEqual([[], []])
  })

  it('by a text that was thrown is no end where the process goes on, and the next error is one', async () => {
    const { watched, end, clock, thrown } = createEnd()
    const [cause, participant] = [new Error('cause'), createParticipant()]
    end.add(participant)

    watched.emit('uncaughtException', 'text', 'uncaughtException')
    await clock.settle()
    expect(watched.emit('uncaughtException', cause, 'uncaughtException')).toBe(true)
    participant.finish()
    await clock.settle()

    expect(thrown).toEqual([cause])
  })

  it('by a text that was thrown while others listen is left to them', () => {
    const { watched, end } = createEnd()
    const [participant, seen] = [createParticipant(), [] as unknown[]]
    end.add(participant)
    watched.on('uncaughtException', (error) => seen.push(error))

    expect(watched.emit('uncaughtException', 'text', 'uncaughtException')).toBe(true)

    expect(seen).toEqual(['text'])
    expect(participant.budgets).toEqual([1_000])
  })

  it('by an uncaught exception is not changed by a text that is thrown after it', async () => {
    const { watched, end, clock, thrown } = createEnd()
    const cause = new Error('cause')
    end.add(createParticipant())

    watched.emit('uncaughtException', cause, 'uncaughtException')
    expect(watched.emit('uncaughtException', 'symptom', 'uncaughtException')).toBe(true)
    await clock.advance(1_000)

    expect(thrown).toEqual([cause])
  })

  it('by a rejection that nobody handled comes after the delivery, whatever it was, and nobody is told of rejections until then', async () => {
    const { watched, end, clock, thrown } = createEnd()
    const told: unknown[] = []
    watched.on('unhandledRejection', (reason) => told.push(reason))
    end.add(createParticipant())

    watched.emit('uncaughtException', { stack: 'x' }, 'unhandledRejection')
    expect(watched.emit('unhandledRejection', { stack: 'x' })).toBe(true)
    await clock.advance(1_000)

    expect([thrown, told]).toEqual([[{ stack: 'x' }], []])
    watched.emit('unhandledRejection', 'thrown again')
    expect(told).toEqual(['thrown again'])
  })

  it('by an empty event loop is waited for once, unnoticed by others, and once more when they have had work since', async () => {
    const { watched, end, clock } = createEnd()
    const participant = createParticipant()
    const theirs = vi.fn()
    watched.on('beforeExit', theirs)
    end.add(participant)

    watched.emit('beforeExit', 0)
    await clock.advance(5_000)
    expect([participant.budgets, clock.holds, theirs.mock.calls.length]).toEqual([[5_000], 0, 1])
    // As Node does when the delivery is over.
    watched.emit('beforeExit', 0)
    await clock.advance(5_000)
    expect([participant.budgets, theirs.mock.calls.length]).toEqual([[5_000], 1])

    watched.emit('beforeExit', 0)
    await clock.settle()
    expect([participant.budgets, theirs.mock.calls.length]).toEqual([[5_000, 5_000], 2])
  })

  it('by an empty event loop lets everybody give up what is under way, once the time is up', async () => {
    const { watched, end, clock } = createEnd()
    const [hanging, plain] = [createParticipant(), createParticipant()]
    const bad: Participant = {
      ...plain,
      rest() {
        throw new Error('rest')
      },
    }
    end.add(bad)
    end.add({ phase: 'logs', flush: plain.flush, abandon: plain.abandon })
    end.add(hanging)

    watched.emit('beforeExit', 0)
    await clock.advance(4_999)
    expect(hanging.rests()).toBe(0)
    await clock.advance(1)

    expect(hanging.rests()).toBe(1)
    expect(hanging.isAbandoned()).toBe(false)
  })

  it('is one for all copies of the package, so that nobody waits twice', async () => {
    const first = await import('./process-lifecycle.js')
    vi.resetModules()
    const second = await import('./process-lifecycle.js')

    expect(second.processLifecycle).not.toBe(first.processLifecycle)
    expect(first.processLifecycle().add).toBeTypeOf('function')
    expect(second.processLifecycle()).toBe(first.processLifecycle())
    // Copies of other versions look for it under this name.
    expect(first.processLifecycle()).toBe(Reflect.get(globalThis, Symbol.for('@org/core/lifecycle/v1')))
  })
})

describe('delivering on demand', () => {
  it('gives everybody the time there is, and leaves nothing', async () => {
    const { watched, end, clock } = createEnd()
    const [logs, telemetry] = [createParticipant(), createParticipant('telemetry')]
    end.add(logs)
    end.add(telemetry)
    let isDone = false

    void end.flush(2_000).then(() => (isDone = true))
    await clock.advance(1_999)
    expect(isDone).toBe(false)
    await clock.advance(1)

    expect(isDone).toBe(true)
    expect([logs.budgets, telemetry.budgets]).toEqual([[2_000], [2_000]])
    expect([logs, telemetry].some((member) => member.isAbandoned())).toBe(false)
    expect(watched.killedBy).toEqual([])
  })
})
