import { beforeEach, describe, expect, it } from 'vitest'
import { createReport, type Diagnostic } from '../reporting/index.js'
import { createManualClock, type ManualClock } from '../testing/index.js'
import { closePort } from './close-port.js'

let clock: ManualClock
let diagnostics: Diagnostic[]

beforeEach(() => {
  clock = createManualClock()
  diagnostics = []
})

/** Closes, and says after how many ms that was over. */
function close(how: () => unknown, leftMs = 5_000): { readonly endedAt: () => number | undefined } {
  let endedAt: number | undefined
  const report = createReport({ source: 'test', clock, onDiagnostic: (diagnostic) => diagnostics.push(diagnostic) })
  void closePort({ close: how }, { report, clock, leftMs }).then(() => {
    endedAt = clock.monotonic()
  })
  return { endedAt: () => endedAt }
}

const later = (ms: number, end: (resolve: () => void, reject: (error: unknown) => void) => void) => () =>
  new Promise<void>((resolve, reject) => void clock.schedule(() => end(resolve, reject), ms))
const GIVEN_UP = { level: 'warn', code: 'MON_CLIENT_NOT_CLOSED', subject: 'client.close' }

describe('closing a client', () => {
  it.each<[string, () => unknown]>([
    ['at once', () => {}],
    ['with something that is no promise', () => 42],
    ['by a promise', async () => {}],
  ])('that ends %s is over within the turn, with no time at all', async (_how, how) => {
    const { endedAt } = close(how, 0)
    await clock.settle()

    expect(endedAt()).toBe(0)
    expect(diagnostics).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })

  it('waits for a client that takes its time', async () => {
    const { endedAt } = close(later(999, (resolve) => resolve()))
    await clock.advance(2_000)

    expect(endedAt()).toBe(999)
    expect(diagnostics).toEqual([])
  })

  it.each([
    [5_000, 1_000],
    [Number.POSITIVE_INFINITY, 1_000],
    [300, 300],
    [0, 0],
    [-20, 0],
  ])('that never ends, with %d ms left, is given up after %i ms', async (leftMs, expectedMs) => {
    const { endedAt } = close(() => new Promise(() => {}), leftMs)
    await clock.advance(Math.max(0, expectedMs - 1))
    expect(endedAt()).toBe(expectedMs === 0 ? 0 : undefined)
    await clock.advance(1)

    expect(endedAt()).toBe(expectedMs)
    expect(diagnostics).toMatchObject([GIVEN_UP])
    expect(diagnostics[0]?.message).toBe(
      `The client was not closed within ${expectedMs} ms; its connections are left to the end of the process.`,
    )
  })

  it.each<[string, (resolve: () => void, reject: (error: unknown) => void) => void]>([
    ['resolves', (resolve) => resolve()],
    ['rejects', (_resolve, reject) => reject(new Error('late'))],
  ])('that %s too late is told once', async (_how, end) => {
    close(later(3_000, end))
    await clock.advance(5_000)

    expect(diagnostics).toMatchObject([GIVEN_UP])
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('close')
      },
    ],
    ['rejects', () => Promise.reject(new Error('close'))],
    ['throws nothing', () => Promise.reject(undefined)],
  ])('that %s is over at once, and told once', async (_how, how) => {
    const { endedAt } = close(how)
    await clock.advance(5_000)

    expect(endedAt()).toBe(0)
    expect(diagnostics).toMatchObject([{ code: 'MON_CALLBACK_FAILED', subject: 'client.close' }])
  })
})
