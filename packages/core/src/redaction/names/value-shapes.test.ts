import { describe, expect, it } from 'vitest'
import {
  isAccountNumber,
  isCardNumber,
  isIban,
  isIdentifierOfWords,
  isPath,
  isUuid,
  isWordy,
  looksGenerated,
} from './value-shapes.js'

describe('isWordy', () => {
  it.each([
    'open',
    'Keynote',
    'in_progress',
    'inProgress',
    'board-3',
    'Q3 2026',
    'Keynote: The End',
    'Müller',
    '会议',
    'BTC',
    '(open)',
    'Q12',
    '3d',
    '22nd',
    'a '.repeat(100),
  ])('knows words: %s', (text) => {
    expect(isWordy(text)).toBe(true)
  })

  it.each([
    'hunter2',
    's3cr3t',
    'dXNlcjpwYXNz',
    'user:pw',
    '0a1b2c3d',
    '12345',
    '',
    'Q123',
    '22abc',
    'a '.repeat(101),
    'a81bc81b-dead-4e5d-abff-90865d1e13b1',
  ])('knows what is none: %s', (text) => {
    expect(isWordy(text)).toBe(false)
  })
})

describe('looksGenerated', () => {
  it.each([
    'Zq7xK2mN9pR4',
    'SplxlOBeZQQYbYS6WxSbIA',
    'a81bc81b-dead-4e5d-abff-90865d1e13b1',
    '0a1b2c3d4e5f67890a1b2c3d',
    'abcdefghijklmno1',
    'ABCDEFGHIJKLMNO1',
    `${'.'.repeat(502)}Zq7xK2mN9pR4`,
  ])('knows what a machine made: %s', (text) => {
    expect(looksGenerated(text)).toBe(true)
  })

  it.each([
    'orders/2026/01/15/file',
    'summer-sale-2026',
    'ECONNREFUSED',
    '2026-01-01T12:30:45.000Z',
    '1234567890123',
    'shop',
    'aB3dE5gH7',
    'abcdefghijklmn1',
    'abcdefghi12',
    'SplxlOBeZQQYbYSWxSbIA',
    '1234567890123456',
    'Zq7xK2mN9pR4 x',
    `${'.'.repeat(503)}Zq7xK2mN9pR4`,
  ])('knows what somebody chose: %s', (text) => {
    expect(looksGenerated(text)).toBe(false)
  })
})

describe('isCardNumber', () => {
  it.each([
    '4111111111111111',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '378282246310005',
    '4222222222222',
    `4111111111111111${' '.repeat(24)}`,
  ])('takes %s', (text) => {
    expect(isCardNumber(text)).toBe(true)
  })

  it.each([
    '4111111111111112',
    '411111111111',
    '41111111111111111111',
    'visa',
    '',
    '0'.repeat(20),
    '4111********1111',
    'a4111111111111111',
    '4111111111111111a',
    `4111111111111111${' '.repeat(25)}`,
  ])('does not take %j', (text) => {
    expect(isCardNumber(text)).toBe(false)
  })
})

/** What has a shape, and what comes near it. */
const OTHERS: readonly (readonly [is: (text: string) => boolean, yes: readonly string[], no: readonly string[]])[] = [
  [
    isAccountNumber,
    [
      '123456789012',
      '1234567890123456789',
      '1234 5678 9012',
      'ABCDE1234F',
      'abcde1234f',
      `123456789012${' '.repeat(28)}`,
    ],
    [
      '12345678901',
      '12345678901234567890',
      'a123456789012',
      '123456789012a',
      'xABCDE1234F',
      'ABCDE1234Fx',
      'left',
    ].concat(`123456789012${' '.repeat(29)}`),
  ],
  [
    isIban,
    ['DE89370400440532013000', 'GB82 WEST 1234 5698 7654 32', `DE89370400440532013000${' '.repeat(38)}`],
    ['DE', 'xDE89370400440532013000', 'DE89370400440532013000!', 'DE8A370400440532013000', 'DE8937040044'].concat(
      `DE89370400440532013000${' '.repeat(39)}`,
    ),
  ],
  [
    isPath,
    ['/', '/srv/app', '~', '.', './x', '../x', '~/x', 'C:\\Users\\ann'],
    ['hunter2', 'a/b', '/srv?x', 'hunter~', '~hunter'],
  ],
  [
    isUuid,
    ['a81bc81b-dead-4e5d-abff-90865d1e13b1', 'A81BC81BDEAD4E5DABFF90865D1E13B1'],
    ['xa81bc81b-dead-4e5d-abff-90865d1e13b1', 'a81bc81b-dead-4e5d-abff-90865d1e13b1x', 'a81bc81b-dead'],
  ],
  [
    isIdentifierOfWords,
    ['AllowAccessForS3', 'allowAccess', 'AllowHTTPAccess', 'DenyEC2', 'aUser', 'S3B4Access', '', 'Allow'.repeat(20)],
    ['Zq7xK2mN9pR4', 'user-name', 'S3B4C5', `${'Allow'.repeat(20)}s`],
  ],
]

describe('other shapes', () => {
  it.each(OTHERS)('are known: %o', (is, yes, no) => {
    expect(yes.filter((text) => !is(text))).toEqual([])
    expect(no.filter(is)).toEqual([])
  })
})
