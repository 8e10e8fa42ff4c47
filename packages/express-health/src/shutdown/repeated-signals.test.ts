import { describe, expect, it } from 'vitest'
import { start } from '../../test/fixtures/shutdown.js'
import type { ShutdownSignal } from './shutdown-signal.js'

const PAIRS: readonly (readonly [ShutdownSignal, ShutdownSignal, number])[] = [
  ['SIGTERM', 'SIGTERM', 143],
  ['SIGTERM', 'SIGINT', 130],
  ['SIGINT', 'SIGTERM', 143],
  ['SIGINT', 'SIGINT', 130],
  ['SIGHUP', 'SIGTERM', 143],
  ['SIGTERM', 'SIGHUP', 129],
  ['SIGQUIT', 'SIGQUIT', 131],
  ['SIGUSR2', 'SIGUSR2', 140],
  ['SIGBREAK', 'SIGBREAK', 149],
]

/** What repeats the first signal at each time after it. */
const TIMES = [
  [0, 'repeats it'],
  [1, 'repeats it'],
  [124, 'repeats it'],
  [499, 'repeats it'],
  [500, 'exits at once'],
  [4_999, 'exits at once'],
] as const

const signals = [...new Set([...PAIRS.map(([first]) => first), ...PAIRS.map(([, second]) => second)])]

describe.each(PAIRS)('after %s, %s', (first, second, code) => {
  it.each(TIMES)('%i ms later %s', async (afterMs, meaning) => {
    const { clock, source, codes, hold, diagnostics } = await start({ signals })
    await hold()

    source.signal(first)
    if (afterMs > 0) await clock.advance(afterMs)
    source.signal(second)

    if (meaning === 'repeats it') {
      expect(source.exits).toEqual([])
      expect(codes()).toEqual(['MON_SHUTDOWN_STARTED'])
    } else {
      expect(source.exits).toEqual([code])
      expect(codes()).toEqual(['MON_SHUTDOWN_STARTED', 'MON_SHUTDOWN_FORCED'])
      expect(diagnostics[1]?.message).toBe(
        `${second} came ${afterMs} ms into the shutdown; exiting at once, with 1 request in flight.`,
      )
    }
  })
})

describe('a signal', () => {
  it('of many within the time neither exits nor starts a second shutdown', async () => {
    const { clock, source, shutdown, codes } = await start({ readinessDelayMs: 400 })

    for (let sent = 0; sent < 4; sent++) {
      source.signal(sent % 2 === 0 ? 'SIGINT' : 'SIGTERM')
      await clock.advance(100)
    }

    expect(await shutdown.done).toMatchObject({ signal: 'SIGINT', exitCode: 0 })
    expect(codes()).toEqual(['MON_SHUTDOWN_STARTED', 'MON_SHUTDOWN_COMPLETED'])
  })

  it('after a call of shutdown() joins it, as it is the first one, and the next ends at once', async () => {
    const { clock, source, shutdown } = await start()

    void shutdown.shutdown()
    await clock.advance(1_000)
    source.signal('SIGTERM')
    expect(source.exits).toEqual([])
    await clock.advance(500)
    source.signal('SIGTERM')

    expect(source.exits).toEqual([143])
  })
})
