import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createValueRedactor } from './value-detectors.js'

const redact = createValueRedactor('[X]')

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'
const ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE'
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\nq9Z\n-----END RSA PRIVATE KEY-----'

describe('the value detectors', () => {
  it.each([
    ['Authorization: Bearer abc123.def-456', 'Authorization: Bearer [X]'],
    ['authorization: bearer mF_9.B5f-4.1JqM', 'authorization: bearer [X]'],
    ['sent Basic dXNlcjpwYXNzd29yZA== upstream', 'sent Basic [X] upstream'],
    [`Bearer ${'a'.repeat(40)}`, 'Bearer [X]'],
    [`token is ${JWT}, expired`, 'token is [X], expired'],
    [`jwt_${JWT}`, 'jwt_[X]'],
    ['eyJhbGciOiJkaXIifQ.eyJzdWIiOiIxIn0.', '[X]'],
    [`key ${ACCESS_KEY_ID} denied`, 'key [X] denied'],
    ['id=ASIAIOSFODNN7EXAMPLE', 'id=[X]'],
    [`_${ACCESS_KEY_ID}_`, '_[X]_'],
    [`pem:${PEM}!`, 'pem:[X]!'],
    [PEM.replaceAll('RSA ', ''), '[X]'],
    [PEM.replaceAll('\n', '\\n'), '[X]'],
    ['-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQ\n-----END PGP PRIVATE KEY BLOCK-----', '[X]'],
    ['-----BEGIN PRIVATE KEY-----\ncut off in the mid', '[X]'],
    ['postgres://app:hunter2@db:5432/orders', 'postgres://[X]@db:5432/orders'],
    ['redis://:hunter2@cache', 'redis://[X]@cache'],
    ['amqp://u:p@ss@mq/vhost', 'amqp://[X]@mq/vhost'],
    ['https://ghp_0123456789abcdefABCDEF@github.com/x', 'https://[X]@github.com/x'],
    ['GET /a?x=1&access_token=abc&y=2', 'GET /a?x=1&access_token=[X]&y=2'],
    ['/cb?user[password]=abc', '/cb?user[password]=[X]'],
    ['/cb?user%5Bpassword%5D=abc#top', '/cb?user%5Bpassword%5D=[X]#top'],
    [
      'https://b.s3.amazonaws.com/k?X-Amz-Credential=abc%2Fx&X-Amz-Date=1&X-Amz-Security-Token=F&X-Amz-Signature=0f',
      'https://b.s3.amazonaws.com/k?X-Amz-Credential=[X]&X-Amz-Date=1&X-Amz-Security-Token=[X]&X-Amz-Signature=[X]',
    ],
    ['api_key=abc', 'api_key=[X]'],
    ['(password=a,b)', '(password=[X]'],
    ['psql "pwd=a;b"', 'psql "pwd=[X];b"'],
    [`Server=db;User=app;Password='a b';Port=1`, 'Server=db;User=app;Password=[X];Port=1'],
    ['passwd="a b" next', 'passwd=[X] next'],
    ['{"q":"passwd=\\\\"a b\\\\" next"}', '{"q":"passwd=[X] next"}'],
    ['Cookie: connect.sid=s%3Aabc; theme=dark', 'Cookie: connect.sid=[X]; theme=dark'],
    ['pwd=a', 'pwd=[X]'],
  ])('take the secret out of %j', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it.each([
    'basic authentication failed',
    'Basic plan, bearer bonds, a bearer certificate',
    'WWW-Authenticate: Bearer realm="api"',
    'ssh://git@github.com/org/repo.git',
    'https://example.com/@user/post?page=2&sort=asc',
    '{"url":"http://host:80","email":"a@b.c"}',
    'mail to a@b.c: see http://host:8080/x',
    'author=Ann&keyboard=de&tokens_used=7&passwordLength=8&assign=1&desig=2&inside=3',
    'a == b, x => y, 1=1',
    'Europe/Berlin Asia/Tokyo',
    'AKIA is a prefix; AKIA0123456789ABCDEFG is too long',
    'eyJ.eyJ and eyJabc without the rest',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
    'order created',
    '',
  ])('leave %j as it is', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('take a secret of any length as a whole', () => {
    const long = 'aB3'.repeat(100_000)

    for (const text of [`Bearer ${long}`, `token=${long}`, `eyJ${long}.${long}.${long}`, `ftp://u:${long}@h`]) {
      expect(redact(text).length).toBeLessThan(30)
    }
  })

  it.each(['$&', '$1', '$$', "$`$'", '$<name>'])('put %j in as it is', (replacement) => {
    const literal = createValueRedactor(replacement)

    expect(literal(`${ACCESS_KEY_ID} token=abc http://u:p@h Bearer abc123`)).toBe(
      `${replacement} token=${replacement} http://${replacement}@h Bearer ${replacement}`,
    )
  })

  it('leave no secret in a text that is made of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(JWT, ACCESS_KEY_ID, PEM, ' ', '&', 'token=', 'Bearer a1b2c3d4', '://a:b@', '"', 'x')),
        (parts) => {
          const once = redact(parts.join(' '))
          for (const secret of [JWT, 'MIIEowIBAAKCAQEA7', 'a1b2c3d4']) expect(once).not.toContain(secret)
        },
      ),
    )
  })
})

/** Texts made to start as many attempts of a pattern as possible, each as long as possible. */
const ADVERSARIAL: readonly (readonly [string, (length: number) => string])[] = [
  ['starts of JSON web tokens', (length) => 'eyJ-'.repeat(length / 4)],
  ['JSON web tokens that never end', (length) => `eyJ${'a'.repeat(length)}`],
  ['dots and tokens', (length) => 'eyJabcdef.'.repeat(length / 10)],
  ['starts of URLs', (length) => '://'.repeat(length / 3)],
  ['colons after a URL', (length) => `://${':'.repeat(length)}`],
  ['at signs after a URL', (length) => `://a:${'@'.repeat(length)}/`],
  ['users without a host', (length) => '://a:b'.repeat(length / 6)],
  ['names that never end', (length) => `?${'token'.repeat(length / 5)}`],
  ['names without a value', (length) => 'token='.repeat(length / 6)],
  ['quotes that never close', (length) => `token="token='`.repeat(length / 14)],
  ['separators', (length) => '?&; '.repeat(length / 4)],
  ['long words before an equals sign', (length) => `${'a.'.repeat(length / 2)}=`],
  ['starts of keys', (length) => '-----BEGIN PRIVATE KEY-----'.repeat(length / 27)],
  ['half starts of keys', (length) => `-----BEGIN ${'A '.repeat(18)}`.repeat(length / 47)],
  ['bearers', (length) => 'bearer '.repeat(length / 7)],
  ['basic and letters', (length) => `basic ${'a'.repeat(length)}`],
  ['capitals', (length) => 'AKIA'.repeat(length / 4)],
  ['hyphens', (length) => '-'.repeat(length)],
]

/** The shortest of some runs, which says the most about the work and the least about the machine. */
function shortestRun(text: string): bigint {
  let shortest = redactionTime(text)
  for (let run = 0; run < 6; run++) {
    const time = redactionTime(text)
    if (time < shortest) shortest = time
  }
  return shortest
}

function redactionTime(text: string): bigint {
  const startedAt = process.hrtime.bigint()
  redact(text)
  return process.hrtime.bigint() - startedAt
}

describe('the work of the value detectors', () => {
  const SHORT = 16 * 1024
  const GROWTH = 16

  it.each(ADVERSARIAL)('grows with the length of the text, not with its square: %s', (_name, make) => {
    // A trailing `=` wakes the detectors, whatever the text.
    const short = shortestRun(`${make(SHORT)} =`)
    const long = shortestRun(`${make(SHORT * GROWTH)} =`)

    // Quadratic work would grow 256-fold.
    expect(Number(long) / Number(short)).toBeLessThan(GROWTH * 5)
  })
})
