import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createManualClock, createSeededRandom } from './manual-clock.js'

describe('the manual clock', () => {
  it.each([[{ nwo: 1 }], [{ now: 'x' }], [{ now: Number.NaN }], [{ now: -1 }], [5], [null]])(
    'is refused for %j',
    (options) => {
      expect(() => createManualClock(options as never)).toThrow(expect.objectContaining({ code: 'MON_CONFIG_INVALID' }))
    },
  )

  it('stands still until it is moved, and moves wall and monotonic time alike', async () => {
    const clock = createManualClock({ now: 1_000 })
    await clock.settle()
    expect([clock.now(), clock.monotonic()]).toEqual([1_000, 0])

    await clock.advance(250)

    expect([clock.now(), clock.monotonic()]).toEqual([1_250, 250])
  })

  it('runs timers in order of their moments, then of their making, each at its own moment', async () => {
    const clock = createManualClock({ now: 0 })
    const ran: [string, number][] = []
    const note = (name: string) => () => void ran.push([name, clock.now()])
    clock.schedule(note('late'), 20)
    clock.schedule(note('first at 10'), 10)
    clock.schedule(note('second at 10'), 10)
    clock.schedule(note('now'), -5)

    await clock.advance(20)

    expect(ran).toEqual([
      ['now', 0],
      ['first at 10', 10],
      ['second at 10', 10],
      ['late', 20],
    ])
    expect(clock.pendingTimers).toBe(0)
  })

  it('runs timers that other timers and promises set on the way', async () => {
    const clock = createManualClock({ now: 0 })
    const ran: number[] = []
    clock.schedule(() => {
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => clock.schedule(() => ran.push(clock.now()), 5))
    }, 10)

    await clock.advance(15)

    expect(ran).toEqual([15])
  })

  it('does not run what is due one millisecond later, or cancelled', async () => {
    const clock = createManualClock()
    const ran: string[] = []
    clock.schedule(() => ran.push('later'), 11)
    const cancel = clock.schedule(() => ran.push('cancelled'), 5)
    cancel()
    cancel()

    await clock.advance(10)

    expect(ran).toEqual([])
    expect(clock.pendingTimers).toBe(1)
  })

  it('lets promises settle without moving time', async () => {
    const clock = createManualClock()
    let depth = 0
    const chain = async (left: number): Promise<void> => {
      depth += 1
      if (left > 0) await chain(left - 1)
    }
    void chain(20)
    void new Promise((resolve) => setImmediate(resolve)).then(() => (depth = 100))

    await clock.settle()

    expect(depth).toBe(100)
    expect(clock.monotonic()).toBe(0)
  })

  it('counts holds until each is released, once', () => {
    const clock = createManualClock()
    const [first, second] = [clock.keepAlive(), clock.keepAlive()]
    expect(clock.holds).toBe(2)
    first()
    first()
    expect(clock.holds).toBe(1)
    second()

    expect(clock.holds).toBe(0)
  })

  it('never goes back, also when it is moved twice at once', async () => {
    const clock = createManualClock()

    await Promise.all([clock.advance(100), clock.advance(50)])

    expect(clock.monotonic()).toBe(100)
    await expect(clock.advance(-1)).rejects.toThrow('got -1')
    await expect(clock.advance(Number.NaN)).rejects.toThrow('got NaN')
  })
})

describe('the seeded random', () => {
  it('repeats itself by seed, and stays in [0, 1)', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [one, two] = [createSeededRandom(seed), createSeededRandom(seed)]
        const numbers = Array.from({ length: 100 }, one)

        expect(Array.from({ length: 100 }, two)).toEqual(numbers)
        for (const number of numbers) expect(number >= 0 && number < 1).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('is spread evenly, and differs between seeds', () => {
    const random = createSeededRandom(1)
    const numbers = Array.from({ length: 10_000 }, random)
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length

    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02)
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = numbers.filter((number) => Math.floor(number * 10) === tenth).length / numbers.length
      expect(Math.abs(share - 0.1)).toBeLessThan(0.02)
    }
    expect(createSeededRandom(2)()).not.toBe(createSeededRandom(1)())
  })
})
