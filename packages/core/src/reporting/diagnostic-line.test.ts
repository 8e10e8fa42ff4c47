import { describe, expect, it } from 'vitest'
import type { Diagnostic } from './diagnostic.js'
import { diagnosticLine, LINE_FIELDS, type LineSurroundings } from './diagnostic-line.js'

const DIAGNOSTIC: Diagnostic = { source: 'firehose:logs', level: 'warn', code: 'MON_TEST', message: 'Something.' }
const FULL: Diagnostic = {
  ...DIAGNOSTIC,
  subject: 'orders',
  error: new RangeError('too far'),
  details: { held: 3 },
}
const IDENTITY = { service: 'shop', version: '1.4.2', environment: 'test', hostname: 'web-1' }

const parse = (diagnostic: Diagnostic, more: Partial<LineSurroundings> = {}): Record<string, unknown> =>
  JSON.parse(
    diagnosticLine(diagnostic, {
      identity: {},
      names: {},
      epochMs: Date.UTC(2026, 0, 1),
      suppressed: 0,
      ...more,
    }),
  ) as Record<string, unknown>

describe('the line of a diagnostic', () => {
  it('has the fields of a log line, and those of the diagnostic', () => {
    const line = parse(FULL, { identity: IDENTITY, suppressed: 7 })

    expect(Object.entries(line)).toEqual([
      ['timestamp', '2026-01-01T00:00:00.000Z'],
      ['level', 'warn'],
      ['message', '[firehose:logs] Something.'],
      ['service', 'shop'],
      ['version', '1.4.2'],
      ['environment', 'test'],
      ['hostname', 'web-1'],
      ['code', 'MON_TEST'],
      ['subject', 'orders'],
      ['details', { held: 3 }],
      ['error', { name: 'RangeError', message: 'too far' }],
      ['suppressed', 7],
    ])
  })

  it('has nothing for what there is not', () => {
    expect(Object.keys(parse(DIAGNOSTIC))).toEqual(['timestamp', 'level', 'message', 'code'])
  })

  it('names its fields as log lines do, where they have other names', () => {
    const names = Object.fromEntries(LINE_FIELDS.map((field) => [field, `our.${field}`]))
    const line = parse(FULL, { identity: IDENTITY, names })

    expect(Object.keys(line)).toEqual([
      ...LINE_FIELDS.slice(0, -1).map((field) => `our.${field}`),
      'code',
      'subject',
      'details',
      'our.error',
    ])
  })

  it('is one line whatever is said', () => {
    const line = diagnosticLine(
      { ...DIAGNOSTIC, message: 'a\nb\u2028c', subject: '\n' },
      { identity: {}, names: {}, epochMs: 0, suppressed: 0 },
    )

    expect(line).not.toMatch(/\n/)
  })

  it('has an error of one type: what is none is left out', () => {
    expect(parse({ ...DIAGNOSTIC, error: 'text' })).not.toHaveProperty('error')
  })
})
