import { describe, expect, it } from 'vitest'
import type { Clock } from '../clock.js'
import { RepeatedSignals } from './repeated-signals.js'

describe('a signal', () => {
  it('that is handled right after the timers of a loop that was blocked repeats the first, and one of the next turn does not', async () => {
    const repeated = new RepeatedSignals()
    let timeIsOver = (): void => {}
    const clock: Pick<Clock, 'schedule'> = {
      schedule(callback) {
        timeIsOver = callback
        return () => {}
      },
    }

    const verdicts = [repeated.judge(clock)]
    timeIsOver()
    verdicts.push(repeated.judge(clock))
    await new Promise((resolve) => setImmediate(resolve))
    verdicts.push(repeated.judge(clock))

    expect(verdicts).toEqual(['first', 'repeated', 'later'])
  })
})
