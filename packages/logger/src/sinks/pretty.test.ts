import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveFieldNames } from '../record/field-names.js'
import { escapeControls, prettyLine } from './pretty.js'

const PLAIN = resolveFieldNames('plain')

function pretty(record: object, colours = false): string {
  return prettyLine(JSON.stringify({ timestamp: '2026-01-02T03:04:05.678Z', level: 'info', ...record }), PLAIN, colours)
}

describe('escapeControls', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
    ['\u009b31m', '\\x9b31m'],
    ['a\rb', 'a\\x0db'],
    ['a\u0000b\u007fc', 'a\\x00b\\x7fc'],
    ['user\u202egpj.exe', 'user\\u202egpj.exe'],
    ['\u2066x\u2069\u200e\u200f\u061c', '\\u2066x\\u2069\\u200e\\u200f\\u061c'],
    ['a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['a\nb\tc', 'a\\x0ab\\x09c'],
  ])('shows %j for what it is', (text, expected) => {
    expect(escapeControls(text)).toBe(expected)
  })

  it('keeps newlines and tabs where lines are meant, and nothing else', () => {
    expect(escapeControls('a\n\tb\r\u001b', true)).toBe('a\n\tb\\x0d\\x1b')
  })

  it('leaves letters of every script alone', () => {
    const text = 'Grüße, Привет, مرحبا, שלום, 你好, 🙂, e\u0301'

    expect(escapeControls(text)).toBe(text)
  })
})

describe('a pretty line', () => {
  it('has time, level, message and fields', () => {
    const record = { message: 'order created', orderId: 'o-1', note: 'two words', total: 5, tags: ['a'], none: null }

    expect(pretty(record)).toBe(
      '03:04:05.678 INFO    order created orderId=o-1 note="two words" total=5 tags=["a"] none=null',
    )
  })

  it('leaves identity and ids out', () => {
    const own = {
      service: 's',
      version: '1',
      environment: 'e',
      hostname: 'h',
      region: 'r',
      eventId: 'e-1',
      sequence: 1,
    }

    expect(pretty({ message: 'a', ...own })).toBe('03:04:05.678 INFO    a')
  })

  it('reads the names of another preset', () => {
    const line = '{"@timestamp":"2026-01-02T03:04:05.678Z","log.level":"warn","message":"a","service.name":"s","b":1}'

    expect(prettyLine(line, resolveFieldNames('ecs'), false)).toBe('03:04:05.678 WARN    a b=1')
  })

  it('is coloured by level on request', () => {
    expect(pretty({ level: 'error', message: 'a' }, true)).toContain('\u001b[31mERROR  \u001b[0m')
    expect(pretty({ level: 'constructor', message: 'a' }, true)).toContain(' CONSTRUCTOR a')
  })

  it('shows the stack, the properties, the causes and the members of an error below', () => {
    const error = {
      name: 'AggregateError',
      message: 'all failed',
      stack: 'AggregateError: all failed\n    at x.js:1:1',
      code: 'E_ALL',
      cause: { name: 'Error', message: 'inner', stack: 'Error: inner\n    at y.js:1:1', cause: 'a string' },
      errors: [{ name: 'TypeError', message: 'one' }, '[1 more]'],
    }

    expect(pretty({ message: 'a', error })).toBe(
      [
        '03:04:05.678 INFO    a',
        '    AggregateError: all failed',
        '        at x.js:1:1',
        '    {"code":"E_ALL"}',
        '    one of: TypeError: one',
        '    one of: "[1 more]"',
        '    caused by: Error: inner',
        '        at y.js:1:1',
        '    caused by: "a string"',
      ].join('\n'),
    )
  })

  it('shows an error that is no object', () => {
    expect(pretty({ message: 'a', error: 'boom' })).toBe('03:04:05.678 INFO    a error=boom')
  })

  it('lets no text steer the terminal or forge a line, wherever it stands', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('\u001b', '\n', '\r', '\u0007', '\u202e', '\u009b', 'a', '"', '='),
    })
    fc.assert(
      fc.property(hostile, hostile, hostile, (key, value, message) => {
        const stack = `Error: ${message}\n    at x`
        const [head = '', ...below] = pretty({
          message,
          level: value,
          [`k${key}`]: value,
          nested: { [key]: value },
          error: { stack, message, name: value },
        }).split('\n')

        expect(head).not.toMatch(/\p{Cc}|[\u202a-\u202e]/u)
        for (const line of below) expect(line).toMatch(/^ {4}(?:(?!\p{Cc}|[\u202a-\u202e]).)*$/u)
      }),
    )
  })
})
