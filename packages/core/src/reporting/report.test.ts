import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { throwingThenable } from '../../test/thenable.js'
import { currentContext, runWithContext } from '../context/index.js'
import { createManualClock } from '../testing/index.js'
import type { Diagnostic, DiagnosticHandler, Statement } from './diagnostic.js'
import { LINE_FIELDS } from './diagnostic-line.js'
import { REPEAT_INTERVAL_MS } from './limiter.js'
import { createReport, type ReportOptions } from './report.js'

/** What a Node process would die of. */
const unhandled: unknown[] = []
const listener = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', listener)
})
afterEach(() => {
  process.off('unhandledRejection', listener)
})

function createStderr(more: Partial<ReportOptions> = {}) {
  const clock = createManualClock({ now: Date.UTC(2026, 0, 1) })
  const lines: string[] = []
  const report = createReport({ source: 'firehose:logs', clock, stderr: (line) => lines.push(line), ...more })
  return { clock, report, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

function createHandled(onDiagnostic?: DiagnosticHandler) {
  const clock = createManualClock()
  const received: Diagnostic[] = []
  const handler: DiagnosticHandler = onDiagnostic ?? ((diagnostic) => void received.push(diagnostic))
  const lines: string[] = []
  const report = createReport({ source: 'metrics', clock, onDiagnostic: handler, stderr: (line) => lines.push(line) })
  return { clock, report, received, lines }
}

const warning: Statement = { level: 'warn', code: 'MON_TEST', message: 'Something is wrong.' }
const SECRET = 's3cr3t-pw'
const PROXY = `Failed to establish tunnel via http://svc:${SECRET}@proxy:3128`
const BEARER = `401 for Authorization: Bearer ${SECRET}.abcdefgh.ijkl`

/** A statement with a secret in every place where a text can be. */
const leaking = (text: string): Statement => ({
  level: 'error',
  code: 'MON_TEST',
  message: text,
  subject: text,
  error: Object.assign(new Error(text), { code: text, config: { headers: { authorization: text } } }),
  details: { text, deep: [{ text }], password: SECRET, held: 3 },
})

/** All of a diagnostic, its error too, as anybody could print it. */
const everythingOf = (diagnostic: Diagnostic): string => {
  const { error } = diagnostic
  const own = error instanceof Error ? Object.getOwnPropertyNames(error).map((name) => Reflect.get(error, name)) : error
  return JSON.stringify([diagnostic, String(error), own])
}

describe('a report with a handler', () => {
  it('hands over every diagnostic with its source, info included, and writes no line', () => {
    const { report, received, lines } = createHandled()
    report(warning)
    report(warning)
    report({ ...warning, level: 'info', subject: 'orders', details: { held: 3 } })

    expect(received).toEqual([
      { ...warning, source: 'metrics' },
      { ...warning, source: 'metrics' },
      { ...warning, source: 'metrics', level: 'info', subject: 'orders', details: { held: 3 } },
    ])
    expect(Object.keys(received[0] ?? {}).sort()).toEqual(['code', 'level', 'message', 'source'])
    expect(lines).toEqual([])
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('handler')
      },
    ],
    ['rejects', () => Promise.reject(new Error('handler'))],
    ['gives what throws when it is awaited', () => throwingThenable(new Error('handler'))],
  ])('is not disturbed by one that %s', async (_how, handler) => {
    const { report } = createHandled(handler as DiagnosticHandler)

    expect(() => report(warning)).not.toThrow()
    expect(report.seldom(warning)).toBe(true)
    expect(() => report.callbackFailed('onRequest', new Error('x'))).not.toThrow()
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).toEqual([])
  })

  it('calls it outside of any request, whatever has caused the diagnostic', () => {
    const seen: unknown[] = []
    const { report } = createHandled(() => seen.push(currentContext()))

    runWithContext({ requestId: 'r-1' }, () => {
      report(warning)
      report.seldom(warning)
      report.callbackFailed('onRequest', new Error('x'))
    })

    expect(seen).toEqual([{}, {}, {}])
  })

  it.each([
    ['credentials of a proxy', PROXY],
    ['a bearer token', BEARER],
  ])('shows it no secret, wherever it stands: %s', (_what, text) => {
    const { report, received } = createHandled()
    report(leaking(text))

    expect(everythingOf(received[0] as Diagnostic)).not.toContain(SECRET)
    expect(received[0]).toMatchObject({ code: 'MON_TEST', details: { password: '[REDACTED]', held: 3 } })
  })

  it('hands over copies: a handler that changes them changes nothing', () => {
    const error = new Error('m')
    const details = { held: 3 }
    const { report, received } = createHandled()
    report({ ...warning, error, details })

    expect(received[0]?.error).not.toBe(error)
    expect(received[0]?.details).not.toBe(details)
  })

  it('tells what has details that are no JSON, without them', () => {
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    const { report, received } = createHandled()
    report({ ...warning, details: cyclic })
    report({ ...warning, details: { big: 1n } })

    expect(received.map(({ message, details }) => [message, details])).toEqual([
      [warning.message, {}],
      [warning.message, {}],
    ])
  })
})

describe('a report without a handler', () => {
  it('writes one line of JSON with the shape of a log line', () => {
    const { report, lines, parsed } = createStderr({
      identity: () => ({ service: 'shop', version: '7', environment: 'test', hostname: 'web-1' }),
    })
    report({ ...warning, details: { held: 3 }, error: new RangeError('too far') })

    expect(lines[0]?.endsWith('}\n')).toBe(true)
    expect(parsed()).toEqual([
      {
        timestamp: '2026-01-01T00:00:00.000Z',
        level: 'warn',
        message: '[firehose:logs] Something is wrong.',
        service: 'shop',
        version: '7',
        environment: 'test',
        hostname: 'web-1',
        code: 'MON_TEST',
        details: { held: 3 },
        error: { name: 'RangeError', message: 'too far' },
      },
    ])
  })

  it('asks for the identity with each line, as it may be found out later, and names fields as it is told', () => {
    let version: string | undefined
    const names = Object.fromEntries(LINE_FIELDS.map((field) => [field, field.toUpperCase()]))
    const { report, parsed } = createStderr({ identity: () => ({ version }), names })
    report(warning)
    version = '8'
    report({ ...warning, subject: 'other' })

    expect(parsed().map((line) => [line['VERSION'], line['LEVEL']])).toEqual([
      [undefined, 'warn'],
      ['8', 'warn'],
    ])
  })

  it('tells three subjects of one code, each once a minute', async () => {
    const { report, clock, parsed } = createStderr()
    for (let second = 0; second < 60; second++) {
      for (const subject of ['db', 'queue', 'cache']) report({ ...warning, subject })
      await clock.advance(1_000)
    }
    for (const subject of ['db', 'queue', 'cache']) report({ ...warning, subject })

    expect(parsed().map(({ subject, suppressed }) => [subject, suppressed])).toEqual([
      ['db', undefined],
      ['queue', undefined],
      ['cache', undefined],
      ['db', 59],
      ['queue', 59],
      ['cache', 59],
    ])
  })

  it('tells 100 subjects of one code in a minute, not 101, and then how many there were more', async () => {
    const { report, clock, parsed } = createStderr()
    for (let index = 0; index < 101; index++) report({ ...warning, subject: `level-${index}` })
    expect(parsed()).toHaveLength(100)
    await clock.advance(REPEAT_INTERVAL_MS)
    report({ ...warning, subject: 'level-100' })

    expect(parsed().at(-1)).toMatchObject({ subject: 'level-100', suppressed: 1 })
  })

  it('writes one line per code and minute, and then says how many it left out', async () => {
    const { report, clock, parsed } = createStderr()
    for (let i = 0; i < 5; i++) report(warning)
    report({ ...warning, code: 'MON_OTHER' })
    await clock.advance(REPEAT_INTERVAL_MS - 1)
    report(warning)
    expect(parsed().map(({ code }) => code)).toEqual(['MON_TEST', 'MON_OTHER'])
    await clock.advance(1)
    report(warning)
    report(warning)
    await clock.advance(REPEAT_INTERVAL_MS)
    report(warning)

    expect(parsed().map(({ code, suppressed }) => [code, suppressed])).toEqual([
      ['MON_TEST', undefined],
      ['MON_OTHER', undefined],
      ['MON_TEST', 5],
      ['MON_TEST', 1],
    ])
  })

  it('keeps what is only informative to itself, and takes no turn of others for it', () => {
    const { report, lines } = createStderr()
    report({ ...warning, level: 'info' })
    expect(lines).toEqual([])
    report(warning)

    expect(lines).toHaveLength(1)
  })

  it.each([
    ['credentials of a proxy', PROXY],
    ['a bearer token', BEARER],
  ])('shows no secret, wherever it stands: %s', (_what, text) => {
    const { report, lines } = createStderr()
    report(leaking(text))
    report.callbackFailed('onRequest', new Error(text))
    report.seldom({ ...leaking(text), code: 'MON_OTHER' })

    expect(lines).toHaveLength(3)
    expect(lines.join('')).not.toContain(SECRET)
  })

  it.each<[string, () => never]>([
    [
      'stderr is closed',
      () => {
        throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
      },
    ],
    ['its writer rejects', () => Promise.reject(new Error('later')) as never],
  ])('is not disturbed when %s', async (_what, stderr) => {
    const { report } = createStderr({ stderr })

    expect(() => report(warning)).not.toThrow()
    expect(report.seldom({ ...warning, code: 'MON_OTHER' })).toBe(true)
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).toEqual([])
  })

  it('is not disturbed by an identity that cannot be asked', () => {
    const { report } = createStderr({
      identity: () => {
        throw new Error('identity')
      },
    })

    expect(() => report(warning)).not.toThrow()
  })

  it('writes nothing of an error but its name and message', () => {
    const { report, lines } = createStderr()
    const error = Object.assign(new Error('The security token is expired'), {
      name: 'ExpiredTokenException',
      config: { credentials: { secretAccessKey: 'TOP-SECRET' } },
      cause: new Error('payload TOP-SECRET'),
    })
    report({ ...warning, error })

    expect(lines[0]).toContain('"error":{"name":"ExpiredTokenException","message":"The security token is expired"}')
    expect(lines[0]).not.toMatch(/TOP-SECRET|stack/)
  })

  it.each([
    ['a text', 'text'],
    ['an object', { name: 3 }],
    ['null', null],
    ['an error with an odd name', Object.assign(new Error('m'), { name: { a: 1 } })],
  ])('has an error of one type, whatever was thrown: %s', (_what, error) => {
    const { report, parsed } = createStderr()
    report({ ...warning, error })

    expect(parsed()[0]?.['error']).toEqual({ name: expect.any(String), message: expect.any(String) })
  })
})

describe('what is told seldom', () => {
  it.each([
    ['a handler', true],
    ['stderr', false],
  ])('is told at most once a minute for each code and subject, to %s', async (_whom, isHandled) => {
    const clock = createManualClock()
    let told = 0
    const count = (): void => {
      told += 1
    }
    const report = createReport({ source: 's', clock, ...(isHandled ? { onDiagnostic: count } : { stderr: count }) })

    expect([report.seldom(warning), report.seldom(warning), report.seldom({ ...warning, subject: 'x' })]).toEqual([
      true,
      false,
      true,
    ])
    await clock.advance(REPEAT_INTERVAL_MS)
    expect(report.seldom(warning)).toBe(true)

    expect(told).toBe(3)
  })

  it('is the same by what it is told to be the same by', () => {
    const { report, received } = createHandled()

    expect([
      report.seldom({ ...warning, subject: 'a' }, 'same'),
      report.seldom({ ...warning, subject: 'b' }, 'same'),
      report.seldom({ ...warning, subject: 'b' }),
    ]).toEqual([true, false, true])
    expect(received.map(({ subject }) => subject)).toEqual(['a', 'b'])
  })

  it('is told at once again when it was over meanwhile', () => {
    const { report, received } = createHandled()
    report.seldom(warning)
    report.seldom({ ...warning, subject: 'x' })
    report.forget('MON_TEST')

    expect([report.seldom(warning), report.seldom({ ...warning, subject: 'x' })]).toEqual([true, false])
    report.forget('MON_TEST', 'x')
    expect(report.seldom({ ...warning, subject: 'x' })).toBe(true)
    expect(received).toHaveLength(4)
  })

  it('goes to a handler as info too, and then says so, but to no stderr', () => {
    const handled = createHandled()
    const unheard = createStderr()

    expect(handled.report.seldom({ ...warning, level: 'info' })).toBe(true)
    expect(unheard.report.seldom({ ...warning, level: 'info' })).toBe(true)
    expect([handled.received.length, unheard.lines.length]).toEqual([1, 0])
  })

  it('says on stderr how often it was not told', async () => {
    const { report, clock, parsed } = createStderr()
    for (let time = 0; time < 4; time++) report.seldom(warning)
    await clock.advance(REPEAT_INTERVAL_MS)
    report.seldom(warning)

    expect(parsed().map(({ suppressed }) => suppressed)).toEqual([undefined, 3])
  })
})

describe('a callback that failed', () => {
  it('is told by its name, each as a subject of its own', () => {
    const { report, parsed } = createStderr()
    for (const name of ['onRequest', 'onTransition', 'onRequest']) report.callbackFailed(name, new TypeError('no'))

    expect(parsed()).toMatchObject([
      {
        level: 'error',
        code: 'MON_CALLBACK_FAILED',
        subject: 'onRequest',
        message:
          '[firehose:logs] `onRequest` of the application failed; it is not called again for this, and nothing else is affected.',
        error: { name: 'TypeError', message: 'no' },
      },
      { subject: 'onTransition' },
    ])
  })
})
