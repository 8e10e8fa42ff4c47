import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ESCAPE, PLAIN, SUSPECT, scanText } from './text-scan.js'

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

  it.each([
    '',
    'order created',
    'GET /orders/17',
    '2026-01-01T00:00:00Z',
    '2026-01-01T12:30:45.000Z',
    'a81bc81b-dead-4e5d-abff-90865d1e13b1',
    'Grüße €',
    '12:30',
    'a - b',
    'eu-central-1',
    'order_line_items',
    'shop.example.com',
    'TASK_STATUS, BLACK',
    'ada@example.com',
    '127.0.0.1',
    '50 %',
    'a < b',
    'std::',
    'a:',
    '9:9',
    '%15',
    '%20',
    '<{',
    '-_',
    'bex',
    'bxa',
    'bax',
    'bxs',
    'next extra text, 4x',
    'valve of a van',
    "it's 'a' (by) 'b' and 'c'",
    'values, value (1), valid',
    'a /b-pc, /reset-to, x->y',
    'kettle, keys, tokens, kex',
    'a - b -1',
    'well-known a-b',
    '1:2 3@h',
    `1:2${'x'.repeat(127)}@h`,
  ])('lets ordinary text pass: %j', (text) => {
    expect(scanText(text)).toBe(PLAIN)
  })

  it.each([
    'a=b',
    'a: b',
    '"a":1',
    'a://b',
    '--a',
    'Bearer x',
    '<a>',
    '"a","b"',
    'a%3Db',
    'u:p@h',
    'x ghp_1',
    'eyJ1',
    'a:1',
    '1:a',
    '%3A',
    'run -p x',
    '-p x',
    '"-p"',
    'vault',
    'VAULT',
    "password 'x'",
    "IDENTIFIED BY 'x'",
    'VALUES (1)',
    'values(1)',
    'password -> x',
    '/reset-password/x',
    '/magic-link/x',
    'setx A',
    'SETX A',
    'a_key x',
    'token',
    '%25',
    '<Z',
    '<z',
    'BEA',
    'bas',
    '1:2@h',
    `1:2${'x'.repeat(126)}@h`,
    '密码：a',
    '密码＝a',
  ])('takes a closer look at %j', (text) => {
    expect(scanText(text) & SUSPECT).toBe(SUSPECT)
  })
})
