import { createRedaction } from '@org/core/redaction'
import { describe, expect, it } from 'vitest'
import { parseStrictJson } from '../../../../scripts/testing/strict-json.mjs'
import { MESSAGE } from '../winston/triple-beam.js'
import { MAX_LINE_BYTES } from './limits.js'
import { createLineCleaner } from './line-cleaner.js'

const clean = createLineCleaner(createRedaction(), false)
const verbatim = createLineCleaner(createRedaction(false), true)

function message(text: unknown): { readonly [MESSAGE]: unknown } {
  return { [MESSAGE]: text }
}

describe('the line cleaner', () => {
  it('keeps a line of exactly the limit, and cuts one byte more', () => {
    const fits = 'x'.repeat(MAX_LINE_BYTES)

    expect(clean(message(fits))).toBe(fits)
    expect(parseStrictJson(clean(message(`${fits}x`)))).toMatchObject({ truncated: ['the line was too long'] })
  })

  it.each(['\u0000', '€', '𝄞', '\n', '"', '\ud800'])(
    'never makes a line longer than Firehose takes: of %j',
    (character) => {
      for (const length of [MAX_LINE_BYTES, 2 * MAX_LINE_BYTES]) {
        for (const cleaner of [clean, verbatim]) {
          expect(Buffer.byteLength(cleaner(message(character.repeat(length))))).toBeLessThanOrEqual(MAX_LINE_BYTES)
        }
      }
    },
  )

  it('writes a record that has no line yet, whatever its fields do', () => {
    const info = {
      level: 'info',
      get broken(): never {
        throw new Error('getter')
      },
      password: 'hunter2',
    }

    expect(parseStrictJson(clean(info as never))).toEqual({
      level: 'info',
      broken: '[Unreadable: getter]',
      password: '[REDACTED]',
    })
  })

  it('says what it cut in a field that the record has not', () => {
    const long = 'x'.repeat(20_000)

    expect(parseStrictJson(clean(message(JSON.stringify({ a: long }))))).toMatchObject({ truncated: ['a'] })
    expect(parseStrictJson(clean(message(JSON.stringify({ a: long, truncated: 'mine' }))))).toMatchObject({
      truncated: 'mine',
    })
  })

  it('keeps strange keys as data', () => {
    const text = '{"__proto__":{"a":1},"constructor":2}'

    expect(clean(message(text))).toBe(text)
  })
})
