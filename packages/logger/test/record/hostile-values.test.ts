import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createCapture } from '../capture.js'

/** What a value looks like in a record. */
function written(value: unknown): unknown {
  const { logger, last } = createCapture()
  logger.info('m', { v: value, after: 1 })
  const record = last()
  expect(record['after']).toBe(1)
  return record['v']
}

function fail(): never {
  throw new Error('no')
}

const TRAPS = [
  'get',
  'has',
  'ownKeys',
  'getOwnPropertyDescriptor',
  'getPrototypeOf',
  'isExtensible',
  'set',
  'defineProperty',
  'deleteProperty',
  'preventExtensions',
  'setPrototypeOf',
] as const

describe('a value', () => {
  it.each([
    ['a bigint', 12_345_678_901_234_567_890n, '12345678901234567890'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a function', () => {}, '[Function]'],
    ['NaN', Number.NaN, null],
    ['an infinity', Number.POSITIVE_INFINITY, null],
    ['minus zero', -0, 0],
    ['undefined', undefined, undefined],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), null],
    [
      'a map',
      new Map<unknown, unknown>([
        ['a', 1],
        [2, 'b'],
        [{}, 3],
        [() => {}, 4],
        ['a', 5],
      ]),
      { a: 5, 2: 'b', '[object]': 3, '[function]': 4 },
    ],
    [
      'a map with keys that look the same',
      new Map<unknown, unknown>([
        [1, 'number'],
        ['1', 'string'],
      ]),
      { 1: 'number', '1_': 'string' },
    ],
    ['a set', new Set([1, 'a']), [1, 'a']],
    ['a buffer', Buffer.from('secret'), '[Buffer 6 bytes]'],
    ['a typed array', new Float64Array(2), '[Float64Array 16 bytes]'],
    ['an array buffer', new ArrayBuffer(3), '[ArrayBuffer 3 bytes]'],
    ['a regular expression', /a"b/gi, '/a"b/gi'],
    ['a URL', new URL('http://host/?token=hunter2'), 'http://host/?token=[REDACTED]'],
    ['boxed values', [new String('a'), new Number(1), new Boolean(false)], ['a', 1, false]],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['an array with holes', Object.assign(Array(3), { 0: 1, 2: () => {} }), [1, null, '[Function]']],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
    ['a weak map and a promise', [new WeakMap(), Promise.resolve(1)], [{}, {}]],
    ['an object of another realm', runInNewContext('({ a: [1, new Map([["b", 2]])] })'), { a: [1, {}] }],
    [
      'an object of a class with a private field',
      new (class {
        readonly #secret = 1
        a = 2
        get b() {
          return this.#secret
        }
      })(),
      { a: 2 },
    ],
  ])('is written whatever it is: %s', (_name, value, expected) => {
    expect(written(value)).toEqual(expected)
  })

  it('may hold itself', () => {
    const cyclic: Record<string, unknown> = { a: 1 }
    cyclic['self'] = cyclic
    cyclic['list'] = [cyclic, new Map([['m', cyclic]])]
    const shared = { s: 1 }

    expect(written(cyclic)).toEqual({ a: 1, self: '[Circular]', list: ['[Circular]', { m: '[Circular]' }] })
    expect(written([shared, shared])).toEqual([shared, shared])
  })

  it.each(TRAPS)('may be a proxy whose %s throws', (trap) => {
    const proxy = new Proxy({ a: 1 }, { [trap]: fail })

    expect(['object', 'string']).toContain(typeof written(proxy))
    expect(['object', 'string']).toContain(typeof written([proxy, new Proxy([1], { [trap]: fail })]))
    expect(['object', 'string']).toContain(typeof written({ deep: new Proxy(new Error('e'), { [trap]: fail }) }))
  })

  it('may be a revoked proxy, at every place of a call', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const { logger, records } = createCapture()
    const info = logger.info.bind(logger) as (...args: unknown[]) => unknown

    expect(written(proxy)).toMatch(/^\[Unreadable/)
    for (const args of [[proxy], ['m', proxy], [proxy, proxy], ['%s', proxy, proxy]]) info(...args)
    logger.log(proxy as never)
    logger.write(proxy)
    logger.child(proxy).info('m')
    expect(records().length).toBe(7)
  })

  it('has one field less to show when a getter throws, and says why', () => {
    const broken = {
      a: 1,
      get b(): never {
        return fail()
      },
      c: 2,
    }
    const { logger, last } = createCapture()

    expect(written(broken)).toEqual({ a: 1, b: '[Unreadable: no]', c: 2 })
    logger.info('m', broken)
    expect(last()).toEqual({ level: 'info', message: 'm', a: 1, b: '[Unreadable: no]', c: 2 })
    logger.child(broken).info('m')
    expect(last()).toEqual({ level: 'info', message: 'm', a: 1, b: '[Unreadable: no]', c: 2 })
  })

  it('may have a toJSON that throws, returns itself, a cycle, another toJSON, or anything', () => {
    const cyclic: Record<string, unknown> = {}
    cyclic['toJSON'] = () => ({ back: cyclic })
    const itself = { a: 1, toJSON: (): unknown => itself }
    let depth = 0
    const endless = (): object => ({ depth: depth++, toJSON: endless })

    expect(written({ toJSON: fail })).toBe('[Unreadable: no]')
    expect(written(itself)).toEqual({ a: 1, toJSON: '[Function]' })
    expect(written(cyclic)).toEqual({ back: '[Circular]' })
    expect(written({ toJSON: endless })).toEqual({ depth: 0, toJSON: '[Function]' })
    expect(written({ toJSON: () => undefined })).toBeUndefined()
    expect(written({ toJSON: () => 5n })).toBe('5')
    expect(written({ toJSON: () => new Error('e') })).toMatchObject({ message: 'e' })
    expect(written({ toJSON: () => new Date(0) })).toBe('1970-01-01T00:00:00.000Z')
    expect(written({ toJSON: (key: string) => key })).toBe('v')
    expect(depth).toBe(1)
  })

  it('cannot forge JSON through the name of its class', () => {
    class Forged extends Uint8Array {}
    Object.defineProperty(Forged, 'name', { value: '"},"level":"fatal"' })

    expect(written(new Forged(1))).toBe('["},"level":"fatal" 1 bytes]')
  })

  it('may have keys that mean something elsewhere', () => {
    const { logger, lines, last } = createCapture()
    const fields = JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"prototype":2,"toString":3}') as object

    logger.child(fields).info('m', fields)
    logger.info('m', { nested: fields })

    expect(lines[0]).toContain('"__proto__":{"polluted":true},"constructor":1,"prototype":2,"toString":3')
    expect(JSON.stringify(last()['nested'])).toBe(JSON.stringify(fields))
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('may log while it is read: both records are whole', () => {
    const { logger, records } = createCapture()
    const chatty = {
      get a() {
        logger.info('from a getter', { b: { c: 'inner' } })
        return 'outer'
      },
      toJSON() {
        logger.child({ d: 1 }).warn('from toJSON')
        return { e: 2 }
      },
    }

    logger.info('m', {
      first: 'x',
      chatty,
      nested: {
        get a() {
          logger.info('deep')
          return [1]
        },
      },
      last: 'y',
    })
    logger.info('n', {
      get a() {
        logger.info('top')
        return 1
      },
    })

    expect(records().map(({ message }) => message)).toEqual(['from toJSON', 'deep', 'm', 'top', 'n'])
    expect(records()[2]).toMatchObject({ first: 'x', chatty: { e: 2 }, nested: { a: [1] }, last: 'y' })
  })

  it('exception: true is a field like any other', () => {
    const { logger, last } = createCapture()

    logger.info('m', { exception: true, rejection: true })

    expect(last()).toEqual({ level: 'info', message: 'm', exception: true, rejection: true })
  })

  it('may come from a clock that is broken', () => {
    const clock = { now: () => Number.NaN, monotonic: () => 0, schedule: () => () => {}, keepAlive: () => () => {} }
    const { logger, records } = createCapture({ clock })

    logger.info('m')

    expect(records()).toMatchObject([{ timestamp: '1970-01-01T00:00:00.000Z', message: 'm' }])
  })
})

describe('an error', () => {
  it('keeps name, message, stack, code and its causes', () => {
    const cause = Object.assign(new TypeError('inner', { cause: 'a string' }), { code: 'E_INNER' })
    const error = Object.assign(new Error('outer', { cause }), { code: 'E_OUTER', statusCode: 503 })
    const { logger, last } = createCapture()

    logger.error('failed', error)

    expect(last()).toEqual({
      level: 'error',
      message: 'failed',
      error: {
        name: 'Error',
        message: 'outer',
        stack: error.stack,
        code: 'E_OUTER',
        statusCode: 503,
        cause: {
          name: 'TypeError',
          message: 'inner',
          stack: cause.stack,
          code: 'E_INNER',
          cause: { message: 'a string' },
        },
      },
    })
  })

  it('keeps nothing that clients put on it but the safe part', () => {
    const axios = Object.assign(new Error('Request failed'), {
      config: { headers: { Authorization: 'hunter2' }, auth: { username: 'u', pass: 'hunter2' } },
      request: { body: 'hunter2' },
      response: { data: 'hunter2' },
      $response: { body: 'hunter2' },
      $metadata: { requestId: 'r-1', httpStatusCode: 400, attempts: 2, cfId: 'hunter2' },
      $fault: 'client',
      cause: { secret: 'hunter2' },
    })
    const { logger, lines, last } = createCapture()

    logger.error('failed', axios)
    logger.error('failed', { error: axios, list: [axios] })

    expect(lines.join()).not.toContain('hunter2')
    expect(last()['error']).toMatchObject({
      metadata: { requestId: 'r-1', httpStatusCode: 400, attempts: 2 },
      $fault: 'client',
      cause: { message: '[Object]' },
    })
  })

  it('keeps the members of an AggregateError, ten of them', () => {
    const many = new AggregateError(
      Array.from({ length: 12 }, (_unused, index) => new Error(`e${index}`)),
      'all failed',
    )
    const { logger, last } = createCapture()

    logger.error(many)

    const { errors } = last()['error'] as { errors: unknown[] }
    expect(errors.length).toBe(11)
    expect(errors[9]).toMatchObject({ message: 'e9' })
    expect(errors[10]).toEqual({ message: '[2 more]' })
  })

  it('may be its own cause, at any distance, and have endless causes', () => {
    const first = new Error('first')
    const second = new Error('second', { cause: first })
    first.cause = second
    let chain = new Error('c0')
    for (let index = 1; index < 10_000; index++) chain = new Error(`c${index}`, { cause: chain })
    const { logger, lines, last } = createCapture()

    logger.error('m', first)
    expect(last()['error']).toMatchObject({ cause: { message: 'second', cause: { message: '[Circular]' } } })
    logger.error('m', chain)
    expect(lines[1]).toContain('"cause":{"message":"[7 causes and more]"}')
  })

  it('may have members that throw, or are no strings', () => {
    class Broken extends Error {
      override get message(): string {
        return fail()
      }
      override get stack(): string {
        return fail()
      }
    }
    const { logger, last } = createCapture()

    logger.error(new Broken())
    expect(last()).toMatchObject({
      message: '',
      error: { name: 'Error', message: '[Unreadable: no]', stack: '[Unreadable: no]' },
    })
    logger.error('m', Object.assign(new Error('e'), { name: 5, stack: ['a'], code: { nested: true } }))
    expect(last()['error']).toEqual({ name: '5', message: 'e', stack: '[Object]', code: '[Object]' })
  })

  it('may be of another realm', () => {
    const { logger, last } = createCapture()

    logger.error('m', runInNewContext('new RangeError("other realm")'))

    expect(last()['error']).toMatchObject({ name: 'RangeError', message: 'other realm' })
  })

  it('is searched for secrets in message and stack', () => {
    const { logger, lines } = createCapture()

    logger.error('m', new Error('connect postgres://u:hunter2@db'))

    expect(lines[0]).not.toContain('hunter2')
  })
})
