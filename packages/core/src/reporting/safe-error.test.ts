import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createRedaction } from '../redaction/index.js'
import { isError, safeError, summarizeError } from './safe-error.js'

const redaction = createRedaction()
const summarize = (error: unknown): string => summarizeError(error, redaction)
const safe = (error: unknown): Error & { readonly code?: unknown } => safeError(error, redaction)

/** Everything of an error that anybody could print. */
const everythingOf = (error: Error): string =>
  JSON.stringify([
    String(error),
    Object.getOwnPropertyNames(error).map((name) => [name, String(Reflect.get(error, name))]),
  ])

const hostile = (property: string): Error =>
  Object.defineProperty(new Error('m'), property, {
    get() {
      throw new Error('getter')
    },
  })

/** Errors whose words hold a secret, as clients make them. */
const SECRET = 's3cr3t-pw'
const LEAKING: readonly (readonly [string, string])[] = [
  [
    'credentials of a proxy',
    `Failed to establish tunnel to firehose:443 via http://svc:${SECRET}@proxy:3128: HTTP/1.1 407`,
  ],
  ['a bearer token', `401 for Authorization: Bearer ${SECRET}.abcdefgh.ijkl`],
  ['credentials of a database', `connect ECONNREFUSED postgres://app:${SECRET}@db/x`],
  ['a query', `GET https://host/path?token=${SECRET} failed`],
  ['JSON', `Unexpected body {"password":"${SECRET}"}`],
  ['a secret behind a long text', `${'x'.repeat(290)} password=${SECRET}`],
  ['a secret across the place where it is cut', `${'x'.repeat(280)} http://svc:${SECRET}${SECRET}@proxy`],
]

describe('summarizeError', () => {
  it.each([
    [new TypeError('no'), 'TypeError: no'],
    [new Error(''), 'Error'],
    ['just text', 'just text'],
    [{ password: 'hunter2' }, 'an object'],
    [undefined, 'nothing'],
    [null, 'null'],
    [42, '42 (number)'],
  ])('says %o as %s', (error, summary) => {
    expect(summarize(error)).toBe(summary)
  })

  it('shortens a message in which a service quotes what it was sent', () => {
    const summary = summarize(new Error(`Value '${'p'.repeat(10_000)}' failed to satisfy constraint`))

    expect(summary).toHaveLength(301)
    expect(summary.endsWith('…')).toBe(true)
    expect(summarize('m'.repeat(300))).toHaveLength(300)
    expect(summarize('m'.repeat(301))).toBe(`${'m'.repeat(300)}…`)
  })

  it.each(LEAKING)('hides %s', (_what, message) => {
    for (const error of [new Error(message), message]) expect(summarize(error)).not.toContain(SECRET)
  })

  it('says of an error that cannot be read that it cannot', () => {
    expect(summarize(hostile('message'))).toBe('an error that cannot be described')
  })
})

describe('safeError', () => {
  it('keeps name, message, code and where an error was made', () => {
    const error = Object.assign(new RangeError('too far'), { code: 'ERR_FAR' })
    const copy = safe(error)

    expect(copy).not.toBe(error)
    expect(copy).toBeInstanceOf(Error)
    expect(copy).toMatchObject({ name: 'RangeError', message: 'too far', code: 'ERR_FAR' })
    expect(copy.stack).toBe(error.stack)
    expect(Object.keys(copy)).toEqual(['code'])
  })

  it('has nothing else of it: no request, no credentials, no cause, no payload', () => {
    const error = Object.assign(new Error('The security token is expired', { cause: new Error(SECRET) }), {
      name: 'ExpiredTokenException',
      $metadata: { requestId: 'r-1' },
      config: { credentials: { secretAccessKey: SECRET } },
      [Symbol('secret')]: SECRET,
    })
    const copy = safe(error)

    expect(copy).toMatchObject({ name: 'ExpiredTokenException', message: 'The security token is expired' })
    expect(Reflect.ownKeys(copy).sort()).toEqual(['message', 'name', 'stack'])
    expect(everythingOf(copy)).not.toContain(SECRET)
  })

  it.each(LEAKING)('hides %s in the message, the stack, the name and the code', (_what, message) => {
    const error = new Error(message)
    for (const leaking of [error, Object.assign(new Error('m'), { name: message, code: message }), message]) {
      expect(everythingOf(safe(leaking))).not.toContain(SECRET)
    }
    expect(safe(error).stack).toContain('safe-error.test')
  })

  it('shortens what a service quotes, in the stack too', () => {
    const payload = 'p'.repeat(10_000)
    const copy = safe(new Error(`Value '${payload}' failed\n    at constraint`))

    expect(copy.message).toHaveLength(301)
    expect(copy.stack?.length).toBeLessThanOrEqual(4_096)
    expect(copy.stack).not.toContain('p'.repeat(400))
    expect(copy.stack).toContain('safe-error.test')
    expect(copy.stack).not.toContain('at constraint')
  })

  it('is cut where a stack has no end', () => {
    const error = new Error('deep')
    error.stack = `Error: deep${'\n    at somewhere (file.js:1:1)'.repeat(1_000)}`

    expect(safe(error).stack).toHaveLength(4_096)
  })

  it.each([
    ['has no frames', (error: Error) => Object.assign(error, { stack: 'Error: m' }), 'Error: m'],
    ['is gone', (error: Error) => Object.assign(error, { stack: undefined }), 'Error: m'],
    [
      'says something else',
      (error: Error) => Object.assign(error, { stack: 'Odd\n    at x (f.js:1:1)' }),
      'Error: m\n    at x (f.js:1:1)',
    ],
    [
      'is of an error whose name was given later',
      (error: Error) => Object.assign(error, { name: 'Later', stack: 'Error: m\n    at x (f.js:1:1)' }),
      'Later: m\n    at x (f.js:1:1)',
    ],
  ])('has a stack that fits where that of the error %s', (_what, change, stack) => {
    expect(safe(change(new Error('m'))).stack).toBe(stack)
  })

  it('keeps where an error was made whose message became a long one later', () => {
    const error = Object.assign(new Error('m'), {
      message: 'longer '.repeat(40),
      stack: 'Error: m\n    at x (f.js:1:1)',
    })

    expect(safe(error).stack).toBe(`Error: ${error.message}\n    at x (f.js:1:1)`)
  })

  it('keeps the stack of an error without a message', () => {
    const error = new Error('')

    expect(safe(error).stack).toBe(error.stack?.replace('Error: \n', 'Error\n'))
  })

  it('takes for no error what nobody may look at', () => {
    const hidden = new Proxy(new Error('m'), {
      getPrototypeOf() {
        throw new Error('trap')
      },
    })

    expect(isError(hidden)).toBe(false)
    expect(safe(hidden)).toMatchObject({ name: 'Error', message: 'an object' })
  })

  it('is one of ours for an error of another realm, as Jest has them', () => {
    const foreign: unknown = runInNewContext("Object.assign(new TypeError('from elsewhere'), { code: 7 })")
    expect(foreign).not.toBeInstanceOf(Error)

    expect(safe(foreign)).toMatchObject({ name: 'TypeError', message: 'from elsewhere', code: 7 })
    expect(safe(foreign)).toBeInstanceOf(Error)
    expect(summarize(foreign)).toBe('TypeError: from elsewhere')
  })

  it.each([
    ['a text', 'went wrong', 'went wrong'],
    ['an object', { password: SECRET }, 'an object'],
    ['nothing', undefined, 'nothing'],
    ['null', null, 'null'],
    ['a long text', 'm'.repeat(400), `${'m'.repeat(300)}…`],
  ])('is made of %s that was thrown, without a stack, which would be ours', (_what, thrown, message) => {
    const copy = safe(thrown)

    expect(copy.message).toBe(message)
    expect(copy.stack).toBeUndefined()
    expect(copy.name).toBe('Error')
  })

  it.each(['message', 'name', 'stack', 'code'])('survives an error whose `%s` cannot be read', (property) => {
    const copy = safe(hostile(property))

    expect(copy).toBeInstanceOf(Error)
    expect(copy.message).toBe(property === 'message' ? 'an error that cannot be described' : 'm')
  })

  it.each([{ name: 3 }, { message: { toString: () => 'odd' } }, { name: null }, { code: {} }])(
    'has texts where an error has %o',
    (odd) => {
      const copy = safe(Object.assign(new Error('m'), odd))

      expect([typeof copy.name, typeof copy.message, typeof copy.stack]).toEqual(['string', 'string', 'string'])
      expect(copy).not.toHaveProperty('code')
    },
  )

  it('shows nothing by enumeration, as every error', () => {
    expect(JSON.stringify(safe(new TypeError('no')))).toBe('{}')
  })

  it.each(['name', 'stack'])('has a `%s` that can be changed and removed, as every error', (property) => {
    const copy = safe(new TypeError('no'))

    expect(Reflect.set(copy, property, 'changed')).toBe(true)
    expect(Reflect.deleteProperty(copy, property)).toBe(true)
    expect(copy).not.toHaveProperty(property, 'changed')
  })
})
