import { beforeAll, describe, expect, it } from 'vitest'
import {
  BOTH_DELIVERED,
  BOTH_LEFT,
  compileEndingProgram,
  type Ended,
  type Run,
  report,
  runEnding,
} from './run-ending.js'

/** Real processes that end in every way there is, beside the listeners of others: each as it would without us. */

let program: string

beforeAll(async () => {
  program = await compileEndingProgram()
})

const run = (ending: string, how?: Run): Promise<Ended> => runEnding(program, ending, how)

/** The same with something to lose and without us. */
async function compare(ending: string, how: Run): Promise<readonly [held: Ended, alone: Ended]> {
  return Promise.all([run(ending, how), run(ending, { ...how, mode: 'alone' })])
}

function expectSameEnd(held: Ended, alone: Ended): void {
  expect(held).toMatchObject({ code: alone.code, signal: alone.signal, said: alone.said })
  expect(report(held.stderr)).toBe(report(alone.stderr))
}

describe.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)('a process that gets %s', (signal) => {
  it.each([
    'none',
    'signal-exit 4',
    'signal-exit 3',
    'signal-exit 3 and 4',
    'close and exit',
    'close and raise again',
    'raise again at once',
    'polite counter',
  ])('beside %s ends as without us, and what it held is delivered', async (listener) => {
    const [held, alone] = await compare('signal', { listener, signals: [signal] })

    expectSameEnd(held, alone)
    expect(held.items).toEqual(BOTH_DELIVERED)
  })
})

describe('a process in which others listened before', () => {
  it.each([
    'signal-exit 4',
    'signal-exit 3',
    'close and exit',
    'close once and exit',
    'close and raise again',
    'polite counter',
  ])('beside %s ends by SIGTERM as without us, and what it held is delivered', async (listener) => {
    const [held, alone] = await compare('signal', { listener, signals: ['SIGTERM'], mode: 'held after them' })

    expectSameEnd(held, alone)
    expect(held.items).toEqual(BOTH_DELIVERED)
  })
})

describe('a process that gets a second signal', () => {
  it.each([
    ['the same', ['SIGTERM', 'SIGTERM'], 'SIGTERM'],
    ['the same, three times', ['SIGINT', 'SIGINT', 'SIGINT'], 'SIGINT'],
    ['another', ['SIGINT', 'SIGTERM'], undefined],
  ] as const)(
    '%s, within milliseconds, delivers what it held and dies of a signal it got',
    async (_name, signals, expected) => {
      const held = await run('signal', { signals, flushMs: 300 })

      expect(held.code).toBeNull()
      if (expected !== undefined) expect(held.signal).toBe(expected)
      expect(signals).toContain(held.signal)
      expect(held.items).toEqual(BOTH_DELIVERED)
    },
  )

  it('while others listen for it and do nothing is left to them', async () => {
    const child = await run('signal', { listener: 'listener that does nothing', signals: ['SIGTERM', 'SIGUSR2'] })

    expect(child.code).toBe(5)
    expect(child.items).toHaveLength(2)
  })
})

describe('a process that gets a signal in the very turn in which everything is delivered', () => {
  it('ends by it', async () => {
    const held = await run('signal as all is delivered')

    expect(held.signal).toBe('SIGTERM')
  })
})

describe('a process that ends by itself', () => {
  it.each([
    ['empty loop', 'none', BOTH_DELIVERED],
    ['empty loop', 'signal-exit 4', BOTH_DELIVERED],
    ['exit code', 'none', BOTH_DELIVERED],
    ['process.exit', 'none', BOTH_LEFT],
    ['process.exit', 'signal-exit 3', BOTH_LEFT],
    ['process.exit later', 'signal-exit 3 and 4', BOTH_LEFT],
    ['unsettled await', 'none', BOTH_DELIVERED],
  ])('by %s beside %s ends as without us, and what it held is delivered or left', async (ending, listener, items) => {
    const [held, alone] = await compare(ending, { listener })

    expectSameEnd(held, alone)
    expect(held.items).toEqual(items)
  })

  it.each(['empty loop', 'process.exit', 'uncaught', 'rejection'])(
    'by %s leaves what it only records in a listener of exit',
    async (ending) => {
      const [held, alone] = await compare(ending, { mode: 'held at exit' })

      expectSameEnd(held, alone)
      expect(held.items).toEqual(BOTH_LEFT)
    },
  )
})

describe('a process that ends by itself while others listen for beforeExit', () => {
  const LISTENERS = [
    'none',
    'listener of beforeExit',
    'listener of beforeExit that works three times',
    'listener of beforeExit that works in promises',
    'listener of beforeExit that works for a turn',
  ]

  it.each(LISTENERS)('calls %s as often as without us, and delivers what it held', async (listener) => {
    const [held, alone] = await compare('empty loop', { listener })

    expectSameEnd(held, alone)
    expect(held.items).toEqual(BOTH_DELIVERED)
  })

  it.each(
    LISTENERS.flatMap((listener) =>
      (['held at beforeExit', 'held after beforeExit'] as const).map((mode) => ({ listener, mode })),
    ),
  )('calls $listener as often as without us, and delivers what is $mode', async ({ listener, mode }) => {
    const [held, alone] = await Promise.all([
      run('empty loop', { listener, mode }),
      run('empty loop', { listener, mode: 'alone' }),
    ])

    expectSameEnd(held, alone)
    // Once for each time that Node emits it.
    const times = Math.max(1, alone.said.filter((line) => line.startsWith('before exit')).length)
    expect(held.items).toEqual([...Array(times).fill(BOTH_DELIVERED[0]), ...Array(times).fill(BOTH_DELIVERED[1])])
  })

  it.each([
    ['listener of beforeExit that fails', BOTH_DELIVERED],
    ['listener of beforeExit that exits', BOTH_LEFT],
  ])('ends by a %s as without us, and what it held is delivered or left', async (listener, items) => {
    const [held, alone] = await compare('empty loop', { listener })

    // Of an error in a listener the stack names who called it, too, and that is us.
    const cause = (stderr: string): string | undefined => report(stderr).split('\n')[0]
    expect(held).toMatchObject({ code: alone.code, signal: alone.signal, said: alone.said })
    expect(cause(held.stderr)).toBe(cause(alone.stderr))
    expect(held.items).toEqual(items)
  })

  it('ends although what it holds is never delivered, without another call of them', async () => {
    const held = await run('empty loop', { listener: 'listener of beforeExit', flushMs: 600_000 })

    expect(held.said).toEqual(['before exit 0', 'exit 0'])
    expect(held.items).toEqual(BOTH_LEFT)
  })
})

describe('a process that breaks', () => {
  it.each([
    ['uncaught', 'none'],
    ['uncaught', 'signal-exit 4'],
    ['uncaught', 'signal-exit 3'],
    ['uncaught', 'crash reporter that is alone'],
    ['uncaught', 'crash reporter that exits'],
    ['uncaught', 'rejections as warnings'],
    ['uncaught in the turn in which somebody listens', 'none'],
    ['two uncaught', 'none'],
    ['throw null', 'none'],
    ['rejection', 'none'],
    ['rejection', 'crash reporter that is alone'],
    ['rejection', 'rejections as warnings'],
    ['rejection of a text', 'none'],
  ])('by %s beside %s ends as without us: code, first error, monitors once', async (ending, listener) => {
    const [held, alone] = await Promise.all([
      run(ending, { listener, flushMs: 100 }),
      run(ending, { listener, mode: 'alone' }),
    ])

    expectSameEnd(held, alone)
    expect(held.stderr).not.toContain('symptom')
    expect(held.items).toHaveLength(2)
  })

  it.each([
    ['uncaught', { flags: ['--unhandled-rejections=warn'] }],
    ['uncaught', { flags: ['--unhandled_rejections=none'] }],
    ['uncaught', { env: { NODE_OPTIONS: '--unhandled-rejections=warn' } }],
    ['rejection', { flags: ['--unhandled-rejections=strict'] }],
  ])('by %s with %j ends as without us', async (ending, how) => {
    const [held, alone] = await compare(ending, how)

    expect(held).toMatchObject({ code: 1, said: alone.said })
    expect(held.stderr).toContain(report(alone.stderr))
    expect(held.items).toEqual(BOTH_DELIVERED)
  })

  it('shows the line in which the error was made', async () => {
    const held = await run('uncaught')

    expect(held.stderr).toContain('new Error("root cause")')
  })

  it('ends although what it holds is never delivered', async () => {
    const held = await run('uncaught', { flushMs: 600_000 })

    expect(held.code).toBe(1)
    expect(held.said).toEqual(['ready', 'monitor', 'exit 1'])
    expect(held.items).toEqual(BOTH_LEFT)
  })
})
