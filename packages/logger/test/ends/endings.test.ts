import { describe, expect, it } from 'vitest'
import { programOf, recordsIn, unsentIn } from './start-program.js'

/** Real processes that end in every way there is, with one record waiting in each of two loggers. */

interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Messages that were delivered. */
  readonly delivered: readonly unknown[]
  /** Messages that were left on stderr, marked. */
  readonly unsent: readonly unknown[]
  readonly stderr: string
}

const start = programOf('ending-program')

async function run(ending: string, destination = 'healthy', ...signals: NodeJS.Signals[]): Promise<Outcome> {
  const running = start([ending, destination], { env: { SECRET_IN_ENVIRONMENT: 'hunter2' } })
  if (signals.length > 0) await running.said('ready')
  for (const signal of signals) running.kill(signal)
  const { code, signal, stdout, stderr } = await running.ended
  const delivered = recordsIn(stdout).map(({ message }) => message)
  return { code, signal, delivered: delivered.sort(), unsent: unsentIn(stderr).sort(), stderr }
}

const BOTH = ['first', 'second']

describe('a process that is frozen for longer than records may be old', () => {
  it('delivers them once it goes on: what was never tried is tried', async () => {
    const running = start(['frozen', 'healthy'])
    await running.said('ready')
    running.kill('SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    running.kill('SIGCONT')
    const { code, stdout, stderr } = await running.ended

    expect(code).toBe(0)
    expect(
      recordsIn(stdout)
        .map(({ message }) => message)
        .sort(),
    ).toEqual(BOTH)
    expect(unsentIn(stderr)).toEqual([])
  })
})

describe('a process that ends', () => {
  it.each([
    ['by itself when the event loop is empty', 'event loop empty', 0],
    ['with an exit code of its own', 'exit code', 3],
    ['after shutdown()', 'shutdown', 0],
    ['after logger.end()', 'end', 0],
    ['at the end of await using', 'await using', 0],
  ])('%s delivers its records, and its exit code stays', async (_name, ending, code) => {
    expect(await run(ending)).toMatchObject({ code, signal: null, delivered: BOTH, unsent: [] })
  })

  it('by process.exit() leaves its records on stderr, marked, and its exit code stays', async () => {
    expect(await run('process.exit')).toMatchObject({ code: 7, delivered: [], unsent: BOTH })
  })

  it('by process.exit() waits for a stderr that is read late, so that every unsent line reaches it', async () => {
    const { code, signal, stderr } = await start(['many unsent', 'silent'], {
      through: '{ "$@" 2>&1 >/dev/null; echo "code $?"; } | { sleep 0.5; cat >&2; }',
    }).ended

    expect([code, signal]).toEqual([0, null])
    expect(stderr).toContain('code 4')
    expect(unsentIn(stderr)).toEqual(['first', ...Array.from({ length: 500 }, (_value, line) => `${line}`), 'second'])
  })

  it('with exit hooks turned off leaves the records of that logger nowhere', async () => {
    expect(await run('exit without hooks')).toMatchObject({ code: 7, delivered: [], unsent: ['second'] })
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)(
    'by %s delivers its records and dies of that signal',
    async (signal) => {
      expect(await run('signal', 'healthy', signal)).toMatchObject({ code: null, signal, delivered: BOTH, unsent: [] })
    },
  )

  it('by a signal beside a listener that ends the process only when it is alone delivers its records and dies', async () => {
    expect(await run('signal beside a polite listener', 'healthy', 'SIGTERM')).toMatchObject({
      code: null,
      signal: 'SIGTERM',
      delivered: BOTH,
      unsent: [],
    })
  })

  it('by two signals within milliseconds, as launchers send them, delivers its records', async () => {
    const ended = await run('signal', 'slow', 'SIGTERM', 'SIGINT')

    expect(ended).toMatchObject({ code: null, delivered: BOTH, unsent: [] })
    expect(['SIGTERM', 'SIGINT']).toContain(ended.signal)
  })

  it('by a second signal later than half a second ends at once, with its records on stderr', async () => {
    const ended = await run('impatient signals', 'silent')

    expect(ended).toMatchObject({ code: null, signal: 'SIGINT', delivered: [], unsent: BOTH })
  })

  it('in a handler of the application is left to that handler, and its records are delivered meanwhile', async () => {
    expect(await run('handled signal', 'healthy', 'SIGTERM')).toMatchObject({ code: 9, delivered: BOTH, unsent: [] })
  })

  it.each([
    ['uncaught exception', 'the application is broken'],
    ['unhandled rejection', 'nobody caught this'],
  ])('by an %s delivers its records, prints the error as Node does, and ends with 1', async (ending, message) => {
    const ended = await run(ending)

    expect(ended).toMatchObject({ code: 1, signal: null, delivered: BOTH, unsent: [] })
    expect(ended.stderr).toContain(`Error: ${message}`)
    expect(ended.stderr).toMatch(/\n {4}at .*\.programs/)
    expect(ended.stderr).not.toContain('hunter2')
  })

  it('by an uncaught exception calls the monitors of others once', async () => {
    const { stderr } = await run('uncaught exception')

    expect(stderr.split('monitored\n')).toHaveLength(2)
  })

  it('by two uncaught exceptions prints the first, which is the cause', async () => {
    const ended = await run('two uncaught exceptions', 'slow')

    expect(ended).toMatchObject({ code: 1, delivered: BOTH, unsent: [] })
    expect(ended.stderr).toContain('Error: root cause')
    expect(ended.stderr).not.toContain('symptom')
  })

  it('by an uncaught exception while the destination is down leaves its records on stderr', async () => {
    expect(await run('uncaught exception', 'down')).toMatchObject({ code: 1, delivered: [], unsent: BOTH })
  })

  it('by itself while the destination is down leaves its records on stderr, and does not stay for ever', async () => {
    expect(await run('event loop empty', 'down')).toMatchObject({ code: 0, delivered: [], unsent: BOTH })
  })
})
