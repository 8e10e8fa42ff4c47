import { describe, expect, it } from 'vitest'
import { asErrorObject, errorFields } from './error-fields.js'

const withFields = (fields: object): Error => Object.assign(new Error('x'), fields)
/** How deep objects and lists lie in each other. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

const thrower = (): never => {
  throw new Error('of the application')
}

/** What the fields of an error may hold, as clients have it, and what is written: always of one type. */
describe('the fields of an error', () => {
  it.each<[string, unknown, unknown]>([
    ['code', 'ECONNRESET', 'ECONNRESET'],
    ['code', 11_000, '11000'],
    ['code', 11_000n, '11000'],
    ['code', true, 'true'],
    ['code', Symbol('x'), 'Symbol(x)'],
    ['code', { nested: 1 }, '[Object]'],
    ['code', null, undefined],
    ['code', () => 1, undefined],
    ['status', 404, '404'],
    ['status', 'error', 'error'],
    ['statusCode', 404, 404],
    ['statusCode', '404', 404],
    ['statusCode', 'not found', undefined],
    ['statusCode', Number.NaN, undefined],
    ['errno', -111, -111],
    ['errno', 'ECONNREFUSED', undefined],
    ['port', '5432', 5432],
    ['port', 5432, 5432],
    ['port', '/run/postgresql', undefined],
    ['exitCode', 1, 1],
    ['syscall', 'connect', 'connect'],
    ['signal', 9, '9'],
    ['hostname', 7, '7'],
    ['killed', true, true],
    ['killed', 'yes', undefined],
    ['retryable', { throttling: true }, true],
    ['retryable', false, false],
    ['$fault', 'client', 'client'],
  ])('have one type each: %s, given %s, is %s', (name, given, expected) => {
    expect(errorFields(withFields({ [name]: given }))[name]).toBe(expected)
  })

  it.each<[string, unknown, unknown]>([
    ['a text', 'timeout', { message: 'timeout' }],
    ['a number', 7, { message: '7' }],
    ['an object', { reason: 'x' }, { message: '[Object]' }],
    ['an object with a message', { message: 'gone', password: 'x' }, { message: 'gone' }],
    ['a list', ['a'], { message: '[Object]' }],
    ['nothing', undefined, undefined],
    ['null', null, undefined],
  ])('have an object for their cause, or none: %s', (_what, cause, expected) => {
    expect(errorFields(new Error('x', { cause })).cause).toEqual(expected)
  })

  it('have only objects for the members of an AggregateError', () => {
    const { errors } = errorFields(new AggregateError(['a', 7, undefined, null, new RangeError('b'), { message: 'c' }]))

    expect(errors).toMatchObject([
      { message: 'a' },
      { message: '7' },
      { name: 'RangeError', message: 'b' },
      { message: 'c' },
    ])
  })

  it('say of a text that it throws, and leave out anything else that does', () => {
    const error = new Error('x')
    const { stack } = error
    for (const name of ['name', 'code', 'statusCode', 'killed', 'cause', 'errors', '$metadata'])
      Object.defineProperty(error, name, { get: thrower })

    expect(errorFields(error)).toEqual({
      name: '[Unreadable: of the application]',
      message: 'x',
      stack,
    })
  })

  it.each([1, 2, 3, 4])('lie no deeper in each other than they may: %s levels', (levels) => {
    let chain = new Error('innermost')
    for (let index = 0; index < 9; index++) chain = new Error(`c${index}`, { cause: chain })
    const several = new AggregateError([chain, chain], 'several', { cause: chain })
    Object.assign(several, { $metadata: { attempts: 1 } })

    for (const error of [chain, several]) expect(depthOf(errorFields(error, levels))).toBeLessThanOrEqual(levels)
    expect(depthOf(errorFields(chain, levels))).toBe(levels)
  })
})

describe('what is given as the error of a record', () => {
  const error = new Error('x')

  it.each<[string, unknown, unknown]>([
    ['an error', error, error],
    ['nothing', undefined, undefined],
    ['null', null, null],
    ['a text', 'timeout', { message: 'timeout' }],
    ['a number', 7, { message: '7' }],
    ['a boolean', false, { message: 'false' }],
    ['several', ['a', { message: 'b' }], { errors: [{ message: 'a' }, { message: 'b' }] }],
    ['an object', { code: 42, reason: 'x' }, { code: '42', reason: 'x' }],
    ['an object with a cause', { message: 'a', cause: 'b' }, { message: 'a', cause: { message: 'b' } }],
    ['an object with errors', { errors: ['a'] }, { errors: [{ message: 'a' }] }],
    ['an object with a status', { status: 500, statusCode: '500' }, { status: '500', statusCode: 500 }],
  ])('is an object: %s', (_what, given, expected) => {
    expect(asErrorObject(given)).toEqual(expected)
  })

  it('may throw at whatever is asked of it', () => {
    const hostile = new Proxy({}, { ownKeys: thrower, get: thrower, getPrototypeOf: thrower })
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()

    expect(asErrorObject(hostile)).toEqual({ message: '[Unreadable: of the application]' })
    expect(asErrorObject(revoked.proxy)).toMatchObject({ message: expect.stringContaining('[Unreadable') as string })
  })
})
