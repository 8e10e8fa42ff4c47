import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeyPolicy } from './key-policy.js'
import { createValueRedactor } from './value-detectors.js'

const isSecretKey = createKeyPolicy()
const redact = createValueRedactor('[X]', isSecretKey)

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
    const literal = createValueRedactor(replacement, isSecretKey)

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
