import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/index.js'
import { Limiter, REPEAT_INTERVAL_MS } from './limiter.js'

function createLimiter() {
  const clock = createManualClock()
  const limiter = new Limiter(clock)
  return { clock, limiter, admit: (code: string, subject?: string) => limiter.admit(code, subject)?.suppressed }
}

const subjects = (count: number): string[] => Array.from({ length: count }, (_unused, index) => `subject-${index}`)

describe('the limiter', () => {
  it('admits the same once a minute, and then says how often it did not', async () => {
    const { admit, clock } = createLimiter()
    expect([admit('A'), admit('A'), admit('A')]).toEqual([0, undefined, undefined])
    await clock.advance(REPEAT_INTERVAL_MS - 1)
    expect(admit('A')).toBeUndefined()
    await clock.advance(1)

    expect([admit('A'), admit('A')]).toEqual([3, undefined])
    await clock.advance(REPEAT_INTERVAL_MS)
    expect(admit('A')).toBe(1)
  })

  it('takes for the same what has the same code and the same subject', () => {
    const { admit } = createLimiter()

    expect([admit('A', 'x'), admit('A', 'y'), admit('B', 'x'), admit('A'), admit('A', '')]).toEqual([
      0,
      0,
      0,
      0,
      undefined,
    ])
    expect([admit('A', 'x'), admit('A', 'y'), admit('B', 'x')]).toEqual([undefined, undefined, undefined])
  })

  it('admits 100 subjects of one code within a minute, and not the 101st, of which the next one tells', async () => {
    const { admit, clock } = createLimiter()

    expect(subjects(100).map((subject) => admit('A', subject))).toEqual(Array(100).fill(0))
    expect([admit('A', 'one more'), admit('A', 'and another')]).toEqual([undefined, undefined])
    expect(admit('B', 'one more')).toBe(0)
    await clock.advance(REPEAT_INTERVAL_MS)

    expect(admit('A', 'one more')).toBe(2)
    expect(admit('A', 'subject-0')).toBe(0)
  })

  it('makes room only by subjects whose minute is over, and keeps the count of what they did not say', async () => {
    const { admit, clock } = createLimiter()
    const [early, late] = [subjects(60), subjects(100).slice(60)]
    for (const subject of early) admit('A', subject)
    for (const subject of early) admit('A', subject)
    await clock.advance(30_000)
    for (const subject of late) admit('A', subject)
    await clock.advance(30_000)

    expect(admit('A', 'new')).toBe(60)
    // The late ones are still in their minute; the early ones begin anew.
    expect(admit('A', 'subject-60')).toBeUndefined()
    expect(
      subjects(100)
        .slice(0, 59)
        .map((subject) => admit('A', subject)),
    ).toEqual(Array(59).fill(0))
    expect(admit('A', 'subject-59')).toBeUndefined()
  })

  it('says of each subject what that one did not say, however many there are', async () => {
    const { admit, clock } = createLimiter()
    for (const subject of subjects(100)) admit('A', subject)
    for (const subject of ['subject-0', 'subject-0', 'subject-1']) admit('A', subject)
    await clock.advance(REPEAT_INTERVAL_MS)

    expect([admit('A', 'subject-0'), admit('A', 'subject-1'), admit('A', 'subject-2')]).toEqual([2, 1, 0])
  })

  it('leaves a subject its own count while there is room for another', async () => {
    const { admit, clock } = createLimiter()
    for (const subject of ['x', 'x', 'x']) admit('A', subject)
    await clock.advance(REPEAT_INTERVAL_MS)

    expect([admit('A', 'y'), admit('A', 'x')]).toEqual([0, 2])
  })

  it('admits at once what was forgotten, and no other subject', () => {
    const { admit, limiter } = createLimiter()
    for (const subject of ['x', 'y', undefined]) admit('A', subject)
    limiter.forget('A', 'x')
    limiter.forget('A')
    limiter.forget('never said')

    expect([admit('A', 'x'), admit('A', 'y'), admit('A')]).toEqual([0, undefined, 0])
  })
})
