import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedaction } from '../redact/redaction.js'
import { ESCAPE, PLAIN, SUSPECT, scanText } from './text-scan.js'

const PIECES = [
  'Bearer ',
  'bearer ',
  'BEARER ',
  'Basic ',
  'BASIC ',
  'a1b2c3D4e5',
  'eyJ',
  'abcdef',
  '.',
  'AKIA',
  'ASIA',
  '0123456789ABCDEF',
  '-----BEGIN ',
  'RSA ',
  'PRIVATE KEY',
  '-----',
  '://',
  'user',
  ':',
  '@',
  'host',
  '?',
  '&',
  'token',
  'sid',
  'pwd',
  '=',
  '"',
  '"password',
  '":"',
  '" : "',
  ' ',
]

describe('scanText', () => {
  it('finds every text that must be escaped, and no other', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\u001f', '\u2028', '\ud800', '€', '=') }),
        (text) => {
          expect((scanText(text) & ESCAPE) !== 0).toBe(/[^a€=]/.test(text))
        },
      ),
    )
  })

  it('suspects every text in which a secret is found', () => {
    const { redactValue } = createRedaction()
    let secrets = 0
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }), (pieces) => {
        const text = pieces.join('')
        if (redactValue(text) === text) return
        secrets += 1
        expect(scanText(text) & SUSPECT).toBe(SUSPECT)
      }),
      { numRuns: 20_000 },
    )
    expect(secrets).toBeGreaterThan(100)
  })

  it('lets ordinary text pass', () => {
    for (const text of ['', 'order created', '2026-01-01T00:00:00Z', 'Grüße €', '12:30', 'a - b']) {
      expect(scanText(text)).toBe(PLAIN)
    }
  })
})
