import { describe, expect, it } from 'vitest'
import { type Ended, programOf, recordsIn } from './start-program.js'

/** Real processes whose stdout is a pipe, as under a log driver: read late, slowly, or not at all. */

const start = programOf('stdout-program')

/** The reader comes a second late; the exit code is told on stderr, as that of the shell is the reader's. */
const READ_LATE = '{ "$@"; echo "code $?" >&2; } | { sleep 1; cat; }'

function readLate(...args: readonly string[]): Promise<Ended> {
  return start(args, { through: READ_LATE }).ended
}

/** The numbers of our lines, in the order in which they came; every line of ours must be whole, and begin a line. */
function numbersIn(stdout: string): unknown[] {
  const lines = stdout.split('\n')
  expect(lines.pop()).toBe('')
  return (
    lines
      // What `console.log` has written is Node's, which tears it at an exit.
      .filter((line) => line.includes('"timestamp"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ message }) => message === 'line')
      .map(({ number }) => number)
  )
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_value, index) => index)

describe('a late reader of stdout gets every line once and in order', () => {
  it.each([
    ['process.exit(0)', 400, 0],
    ['process.exit(0)', 20_000, 0],
    ['process.exit(1) later', 20_000, 1],
    ['event loop empty', 20_000, 0],
    ['uncaught exception', 20_000, 1],
  ])('of a process that ends by %s after %d lines', async (ending, count, code) => {
    const { stdout, stderr } = await readLate(ending, String(count))

    expect(stderr).toContain(`code ${code}`)
    expect(numbersIn(stdout)).toEqual(upTo(count))
  })

  it('of a process whose handler of an uncaught exception logs it and exits', async () => {
    const { stdout, stderr } = await readLate('uncaught exception, handled', '400')

    expect(stderr).toContain('code 1')
    expect(numbersIn(stdout)).toEqual(upTo(400))
    expect(recordsIn(stdout).at(-1)).toMatchObject({ message: 'fatal', error: { message: 'the reason' } })
  })

  it('of a process that gets SIGTERM', async () => {
    const running = start(['signal', '20000'], { through: '{ "$@" & echo "pid $!" >&2; wait; } | { sleep 1; cat; }' })
    await running.said('ready')
    process.kill(Number(/pid (\d+)/.exec(running.stderr)?.[1]), 'SIGTERM')
    const { stdout } = await running.ended

    expect(numbersIn(stdout)).toEqual(upTo(20_000))
  })

  it('of a process that exits while the reader is in the middle of a piece, with console.log in between', async () => {
    // The second half of the pipe is read once the process is gone.
    const through = '{ "$@"; echo "code $?" >&2; } | { head -c 150001; sleep 1; cat; }'
    for (const modes of [[], ['console.log'], ['two loggers', 'console.log']]) {
      const { stdout } = await start(['process.exit(1) later', '3000', ...modes], { through }).ended
      const whole = stdout.split('\n').filter((line) => /^{"timestamp".*}$/.test(line))

      expect(whole.map((line) => (JSON.parse(line) as { number: number }).number)).toEqual(upTo(3_000))
    }
  })

  it.each(['process.exit(0)', 'process.exit(1) later'])('of two loggers, at %s', async (ending) => {
    const { stdout } = await readLate(ending, '20000', 'two loggers')

    expect(numbersIn(stdout)).toEqual(upTo(20_000))
  })

  it.each([
    ['process.exit(0)', '400'],
    ['process.exit(0)', '20000'],
    ['process.exit(1) later', '20000'],
  ])('although console.log writes in between, at %s after %s lines; no line is torn', async (ending, count) => {
    const { stdout } = await readLate(ending, count, 'two loggers', 'console.log')

    expect(numbersIn(stdout)).toEqual(upTo(Number(count)))
  })
})

describe('a reader of stdout that stalls', () => {
  it('costs bounded memory; what is given up is told and counted', async () => {
    const { code, stderr } = await start(['stalled reader', '400000'], { isUnread: true }).ended
    const [told, atEnd, ...more] = recordsIn(stderr).filter(({ code: of }) => of === 'MON_CONSOLE_LOST')
    const result = recordsIn(stderr).find((record) => 'heapGrownBy' in record)

    expect(code).toBe(0)
    expect(told).toMatchObject({ level: 'error', service: 'stdout', details: { dropped: expect.any(Number) } })
    // But for what the pipe holds.
    const { subject, details } = atEnd as { subject: unknown; details: { dropped: number } }
    expect(subject).toBe('end')
    expect(details.dropped).toBeGreaterThan(399_000)
    expect(more).toEqual([])
    expect(result?.['waitingBytes']).toBeLessThanOrEqual(8 * 1024 * 1024 + 128 * 1024)
    expect(result?.['dropped']).toBeGreaterThan(300_000)
    // All lines together have 160 MB.
    expect(result?.['heapGrownBy']).toBeLessThan(32 * 1024 * 1024)
  })
})

describe('a reader of stdout that goes away', () => {
  it('does not end the process, as in node app.js | head', async () => {
    const running = start(['reader goes away', '2500'])
    await running.said('"line"')
    running.stopReading()
    running.tell('go')
    const { code, stderr } = await running.ended

    expect([code, stderr]).toEqual([0, 'survived\n'])
  })
})
