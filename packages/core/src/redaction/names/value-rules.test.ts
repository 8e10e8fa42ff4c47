import { describe, expect, it } from 'vitest'
import { createRedaction } from '../redaction.js'

const redaction = createRedaction()
const hides = (name: string, value: unknown): boolean => redaction.hides(name, redaction.verdictOf(name), value)

const HEX = '0a1b2c3d4e5f67890a1b2c3d4e5f67890a1b2c3d'
const GENERATED = 'Zq7xK2mN9pR4sT6v'
const words = (count: number): string => Array<string>(count).fill('abandon').join(' ')
const fields = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, index) => [index, 'a']))
const nested = (levels: number, value: unknown): unknown => (levels === 0 ? value : [nested(levels - 1, value)])

/** Names that leave it to the value, values that are hidden under them, and values that are not. */
const RULES: readonly (readonly [name: string, hidden: readonly unknown[], shown: readonly unknown[]])[] = [
  ['cookies', ['1x', 'a=b', { a: 'b' }, { a: 1, b: 'c' }, {}], [{ a: 1 }, '5k', '3.5M', '1,024', '10/20', '50 %', 512]],
  ['credentials', ['other-one', 'BTC'], ['include', 'omit', 'same-origin']],
  ['tokens', ['abc', { a: 'b' }, 'BTCx', new Uint8Array(1)], ['BTC', '4096', 512, { a: 1 }]],
  ['token', ['xBTC', 'BTCx', '1234', 1234, 'BITCOIN'], ['BTC', 'USDT', '123', 123]],
  ['baseToken', [GENERATED, `x0x${HEX}`, `0x${HEX}f`], ['ETH', '</s>', 'Identifier', `0x${HEX}`, 7, { a: GENERATED }]],
  ['session', ['s3cr3t', Symbol()], ['open', 'Keynote', Symbol('open'), 5, { a: GENERATED }]],
  [
    'sid',
    [
      's3cr3t7x9y',
      `SK${HEX.slice(0, 32)}`,
      `xSM${HEX.slice(0, 32)}`,
      `SM${HEX.slice(0, 33)}`,
      'xS-1-5-21-1004336348',
      'S-1-5-21-1004336348x',
      'xStmt1571160432',
      'Stmt1571160432x',
    ],
    [
      's3cr3t7x9',
      `SM${HEX.slice(0, 32)}`,
      'S-1-5-21-1004336348',
      'Stmt1571160432',
      'AllowAccessForS3',
      'a-long-name-of-something',
      1234,
    ],
  ],
  [
    'auth',
    ['user:password', 'basic swordfish', 'basic  swordfish', 'apikey swordfish', 'api-key swordfish', 's3cr3t'],
    ['saml', 'none', 'OAuth2', 'sha256', 'basic auth', 'my basic swordfish', 'basic swordfish online', 7],
  ],
  ['authentication', ['user:password'], ['saml']],
  [
    'signature',
    ['s3x9k2', 'xsha256', 'sha256x', `sign(${GENERATED})`],
    ['s3x9k', 'sign', 'handleClick', 'sha256', 'hmac-sha256', 'hmacsha256', 'HMAC-SHA-512', 'ed25519', 7].concat(
      'sign(text: string): string',
      `sign(${' '.repeat(1_024)}${GENERATED})`,
    ),
  ],
  ['timeSignature', [], [GENERATED]],
  ['maxTokens', [], ['unlimited']],
  ['pwd', ['hunter2', 1234, { a: 1 }], ['/srv/app']],
  [
    'pass',
    ['hunter2', '1234'],
    ['pass', 'passed', 'fail', 'failed', 'skip', 'skipped', 'OK', 'yes', 'no', 'none', 'warn', '123', 1234],
  ],
  ['pin', ['1234', '123456789012', 1234, 1234n], ['123', '1234567890123', 'a1234', '1234a', 13]],
  ['card', ['4111 1111 1111 1111', 4_111_111_111_111_111], ['visa', 4242]],
  ['cardPan', ['123456789012', 123_456_789_012], ['left']],
  ['pan', ['ABCDE1234F', '123456789012'], ['left', 7]],
  ['iban', ['DE89370400440532013000'], ['none']],
  ['secretId', ['a81bc81b-dead-4e5d-abff-90865d1e13b1'], ['prod/db']],
  ['appKey', [GENERATED], ['shop-1']],
  [
    'mnemonic',
    [words(12), words(11), `a ${words(124)}`.slice(0, 999)],
    [words(10), ` ${words(10)}`, words(10).replaceAll(' ', '  '), `a ${words(125)}`.slice(0, 1_000), 'mov', 7],
  ],
]

describe('a name that leaves it to the value', () => {
  it.each(RULES)('decides for %s', (name, hidden, shown) => {
    expect(hidden.filter((value) => !hides(name, value))).toEqual([])
    expect(shown.filter((value) => hides(name, value))).toEqual([])
  })

  it.each(RULES.map(([name]) => name).filter((name) => !/^(?:cookies|credentials|tokens|token|pwd)$/.test(name)))(
    'lets lists and objects under %s be gone through that are too long to be looked at',
    (name) => {
      expect(hides(name, Array(101).fill(GENERATED))).toBe(false)
      expect(hides(name, { a: GENERATED })).toBe(false)
      expect(hides(name, Buffer.from('abc'))).toBe(false)
    },
  )

  it('looks into lists as deep and as far as they are short', () => {
    expect([4, 5].map((levels) => hides('token', nested(levels, 'BTC')))).toEqual([false, true])
    expect([4, 5].map((levels) => hides('session', nested(levels, 's3cr3t')))).toEqual([true, false])
    expect([100, 101].map((length) => hides('token', Array(length).fill('BTC')))).toEqual([false, true])
  })

  it('looks into the objects of a token as far as they are small', () => {
    expect([63, 64].map((count) => hides('token', fields(count)))).toEqual([false, true])
    expect(hides('token', { a: null, b: 5, c: GENERATED })).toBe(true)
    expect(hides('token', { a: null, b: 5, c: 'open' })).toBe(false)
  })

  it('takes for bytes what is, and what the JSON of a buffer is', () => {
    const values = [
      Buffer.from('a'),
      new Uint8Array(1),
      { type: 'Buffer', data: [1] },
      { type: 'Buffer' },
      { type: 'x', data: [1] },
    ]

    expect(values.map((value) => hides('token', value))).toEqual([true, true, true, false, false])
  })
})
