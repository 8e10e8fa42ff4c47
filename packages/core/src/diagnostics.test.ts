import { describe, expect, it } from 'vitest'
import { createReport, type Diagnostic, STDERR_INTERVAL_MS, summarizeError } from './diagnostics.js'
import { createManualClock } from './testing.js'

function createStderr() {
  const clock = createManualClock({ now: Date.UTC(2026, 0, 1) })
  const lines: string[] = []
  const report = createReport({ source: 'firehose:logs', clock, stderr: (line) => lines.push(line) })
  return { clock, report, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

const warning = { level: 'warn', code: 'MON_TEST', message: 'Something is wrong.' } as const

describe('a report with a handler', () => {
  it('hands over every diagnostic with its source, info included', () => {
    const received: Diagnostic[] = []
    const report = createReport({
      source: 'metrics',
      clock: createManualClock(),
      onDiagnostic: (diagnostic) => received.push(diagnostic),
    })

    report(warning)
    report(warning)
    report({ ...warning, level: 'info' })

    expect(received).toHaveLength(3)
    expect(received[0]).toEqual({ ...warning, source: 'metrics' })
  })

  it('is not disturbed by a handler that throws', () => {
    const report = createReport({
      source: 'metrics',
      clock: createManualClock(),
      onDiagnostic: () => {
        throw new Error('handler')
      },
    })

    expect(() => report(warning)).not.toThrow()
  })
})

describe('a report without a handler', () => {
  it('writes one line of JSON that ends in a newline', () => {
    const { report, lines, parsed } = createStderr()

    report({ ...warning, details: { held: 3 }, error: new RangeError('too far') })

    expect(lines[0]?.endsWith('}\n')).toBe(true)
    expect(parsed()).toEqual([
      {
        timestamp: '2026-01-01T00:00:00.000Z',
        level: 'warn',
        message: '[firehose:logs] Something is wrong.',
        code: 'MON_TEST',
        details: { held: 3 },
        error: 'RangeError: too far',
      },
    ])
  })

  it('writes one line per code and minute, and then says how many it left out', async () => {
    const { report, clock, parsed } = createStderr()

    for (let i = 0; i < 5; i++) report(warning)
    report({ ...warning, code: 'MON_OTHER' })
    await clock.advance(STDERR_INTERVAL_MS - 1)
    report(warning)
    expect(parsed().map(({ code }) => code)).toEqual(['MON_TEST', 'MON_OTHER'])
    await clock.advance(1)
    report(warning)
    report(warning)
    await clock.advance(STDERR_INTERVAL_MS)
    report(warning)

    expect(parsed().map(({ code, suppressed }) => [code, suppressed])).toEqual([
      ['MON_TEST', undefined],
      ['MON_OTHER', undefined],
      ['MON_TEST', 5],
      ['MON_TEST', 1],
    ])
  })

  it('keeps what is only informative to itself', () => {
    const { report, lines } = createStderr()

    report({ ...warning, level: 'info' })

    expect(lines).toEqual([])
  })

  it('is not disturbed by a closed stderr or by details that are no JSON', () => {
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    const closed = createReport({
      source: 's',
      clock: createManualClock(),
      stderr: () => {
        throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
      },
    })

    expect(() => closed(warning)).not.toThrow()
    expect(() => createStderr().report({ ...warning, details: cyclic })).not.toThrow()
  })

  it('writes nothing of an error but its name and message: no request, no credentials, no payload', () => {
    const { report, lines } = createStderr()
    const error = Object.assign(new Error('The security token is expired'), {
      name: 'ExpiredTokenException',
      $metadata: { requestId: 'r-1' },
      config: { credentials: { secretAccessKey: 'TOP-SECRET' } },
      cause: new Error('payload TOP-SECRET'),
    })

    report({ ...warning, error })

    expect(lines[0]).toContain('ExpiredTokenException: The security token is expired')
    expect(lines[0]).not.toContain('TOP-SECRET')
    expect(lines[0]).not.toContain('stack')
  })
})

describe('summarizeError', () => {
  it.each([
    [new TypeError('no'), 'TypeError: no'],
    [new Error(''), 'Error'],
    ['just text', 'just text'],
    [{ password: 'hunter2' }, 'an object'],
    [undefined, 'nothing'],
  ])('says %o as %s', (error, summary) => {
    expect(summarizeError(error)).toBe(summary)
  })

  it('shortens a message in which a service quotes what it was sent', () => {
    const summary = summarizeError(new Error(`Value '${'p'.repeat(10_000)}' failed to satisfy constraint`))

    expect(summary).toHaveLength(301)
    expect(summary.endsWith('…')).toBe(true)
    expect(summarizeError('m'.repeat(300))).toHaveLength(300)
  })

  it('survives an error that cannot be read', () => {
    const hostile = Object.defineProperty(new Error('m'), 'message', {
      get() {
        throw new Error('getter')
      },
    })

    expect(summarizeError(hostile)).toBe('an error that cannot be described')
  })
})
