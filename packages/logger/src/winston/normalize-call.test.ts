import { format } from 'node:util'
import { createRedaction } from '@org/core/redaction'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createShowValue } from '../json/value-text.js'
import { RECORD_LIMIT_DEFAULTS } from '../record/limits.js'
import type { LogCall } from '../record/log-call.js'
import { normalizeCall, normalizeInfo } from './normalize-call.js'
import { LEVEL, SPLAT } from './triple-beam.js'

const show = createShowValue(createRedaction(), RECORD_LIMIT_DEFAULTS)

function call(message?: unknown, second?: unknown, ...rest: unknown[]): LogCall {
  return normalizeCall(message, second, rest, show)
}

const boom = new Error('boom')

describe('a call of a level method', () => {
  it.each([
    ['a string', ['a'], 'a', undefined, undefined],
    ['nothing', [], '', undefined, undefined],
    ['a message and fields', ['a', { b: 1 }], 'a', { b: 1 }, undefined],
    ['fields alone', [{ b: 1 }], '', { b: 1 }, undefined],
    ['fields with a message', [{ message: 'a', b: 1 }], 'a', { b: 1 }, undefined],
    ['fields with a level of their own', [{ message: 'a', level: 7 }], 'a', { level: 7 }, undefined],
    ['fields before the message', [{ b: 1 }, 'a'], 'a', { b: 1 }, undefined],
    ['fields before a message with tokens', [{ b: 1 }, 'a %s', 'x'], 'a x', { b: 1 }, undefined],
    ['an error', [boom], 'boom', undefined, boom],
    ['a message and an error', ['a', boom], 'a', undefined, boom],
    ['a message, an error and fields', ['a', boom, { b: 1 }], 'a', { b: 1 }, boom],
    ['a message, fields and an error', ['a', { b: 1 }, boom], 'a', { b: 1 }, boom],
    ['an error and fields', [boom, { b: 1 }], 'boom', { b: 1 }, boom],
    ['an error as the message of an object', [{ message: boom, b: 1 }], 'boom', { b: 1 }, boom],
    ['an error in a token', ['failed: %s', boom], 'failed: Error: boom', undefined, boom],
    ['several objects', ['a', { b: 1 }, { c: 2 }, { b: 3 }], 'a', { b: 3, c: 2 }, undefined],
    ['tokens', ['%s has %d', 'a', 2], 'a has 2', undefined, undefined],
    ['tokens and fields', ['%s has %d', 'a', 2, { b: 1 }], 'a has 2', { b: 1 }, undefined],
    ['fewer values than tokens', ['%s and %s', 'a'], 'a and %s', undefined, undefined],
    ['an object for %j', ['got %j', { b: 1 }], 'got {"b":1}', undefined, undefined],
    ['fields after a percent sign', ['100%done', { b: 1 }], '100%done', { b: 1 }, undefined],
    ['an escaped percent sign', ['%d%% of %s', 5, 'a'], '5% of a', undefined, undefined],
    ['a percent sign without values', ['100%% sure'], '100%% sure', undefined, undefined],
    ['more values than tokens', ['a', 1, 'b', true], 'a 1 b true', undefined, undefined],
    ['null and undefined', ['a', null, undefined], 'a', undefined, undefined],
    ['undefined before fields', ['a', undefined, { b: 1 }], 'a', { b: 1 }, undefined],
    ['a callback', ['a', () => {}], 'a', undefined, undefined],
    ['fields and a callback', ['a', { b: 1 }, () => {}], 'a', { b: 1 }, undefined],
    ['a function in a token', ['a %s', () => {}], 'a [Function]', undefined, undefined],
    ['a number', [5], '5', undefined, undefined],
    ['zero', [0], '0', undefined, undefined],
    ['null', [null], 'null', undefined, undefined],
    ['false', [false], 'false', undefined, undefined],
    ['a symbol', [Symbol('a')], 'Symbol(a)', undefined, undefined],
    ['a bigint', [5n], '5', undefined, undefined],
    ['an array', [[1, { b: 2 }]], '[1,{"b":2}]', undefined, undefined],
    ['a message and an array', ['a', [1, 2]], 'a [1,2]', undefined, undefined],
    ['a date', [new Date(0)], '1970-01-01T00:00:00.000Z', undefined, undefined],
    ['a message and a date', ['a', new Date(0)], 'a 1970-01-01T00:00:00.000Z', undefined, undefined],
    ['a message and a map', ['a', new Map([['b', 1]])], 'a {"b":1}', undefined, undefined],
    ['a message and a set', ['a', new Set([1])], 'a [1]', undefined, undefined],
    ['a message and a buffer', ['a', Buffer.from('abc')], 'a [Buffer 3 bytes]', undefined, undefined],
    ['a null-prototype object', ['a', Object.assign(Object.create(null), { b: 1 })], 'a', { b: 1 }, undefined],
  ])('with %s', (_shape, args, message, fields, error) => {
    const normalized = call(...args)

    expect(normalized.message).toBe(message)
    expect(normalized.fields === undefined ? undefined : { ...normalized.fields }).toEqual(fields)
    expect(normalized.error).toBe(error)
  })

  it('takes an object with toJSON for what that makes of it', () => {
    class Order {
      readonly id = 'o-1'
      readonly internal = true
      toJSON(): object {
        return { id: this.id }
      }
    }

    expect(call('a', new Order()).fields).toEqual({ id: 'o-1' })
  })

  it('shows no secret that a field would hide', () => {
    const failure = Object.assign(new Error('boom'), { config: { headers: { authorization: 'hunter2' } } })
    const shapes = [
      call('%j', { password: 'hunter2' }),
      call('%o %O', { a: { token: 'hunter2' } }, { cookie: 'hunter2' }),
      call('%s %s', { password: 'hunter2' }, 'x'),
      call('a', [{ password: 'hunter2' }]),
      call([{ password: 'hunter2' }]),
      call('a', new Map([['password', 'hunter2']])),
      call('%s', failure),
      call('%s', { a: failure }, 'x'),
    ]

    expect(shapes.map(({ message }) => message).join()).not.toContain('hunter2')
  })

  it('fills tokens in as util.format does', () => {
    const value = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.bigInt())
    const part = fc.constantFrom('%s', '%d', '%i', '%f', '%j', '%o', '%O', '%c', '%%', '%', ' a ', '%x')
    fc.assert(
      fc.property(fc.array(part), fc.array(value, { minLength: 1 }), (parts, values) => {
        const template = `m${parts.join('')}`
        const tokens = (template.match(/%[sdifjoOc%]/g) ?? []).filter((token) => token !== '%%').length
        // What is left over is shown as a field would be: 5n is 5, and -0 is 0.
        fc.pre(values.slice(tokens).every((item) => typeof item !== 'bigint' && item !== 0))

        // And %j of a bigint throws there.
        fc.pre(!template.includes('%j') || !values.some((item) => typeof item === 'bigint'))

        expect(call(template, ...values).message).toBe(format(template, ...values))
      }),
      { numRuns: 1_000 },
    )
    expect(call('%j', 5n).message).toBe('5')
  })

  it('never throws, whatever a value does', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const hostile = new Proxy(
      {},
      new Proxy(
        {},
        {
          get() {
            throw new Error('trap')
          },
        },
      ),
    )
    const throwing = {
      get message(): string {
        throw new Error('getter')
      },
      toJSON() {
        throw new Error('toJSON')
      },
    }
    class Hostile extends Error {
      override get message(): string {
        throw new Error('message')
      }
    }
    const values = [proxy, hostile, throwing, new Hostile(), Object.create(null), Symbol('s'), new (class {})()]

    for (const a of values) {
      for (const b of [undefined, ...values]) {
        expect(typeof call(a, b).message).toBe('string')
        expect(typeof call('%s %j', a, b, a).message).toBe('string')
      }
      if (typeof a === 'object') expect(typeof normalizeInfo(a as object, show).message).toBe('string')
    }
  })
})

describe('a record as one object', () => {
  it('has its message, its level elsewhere, and the rest as fields', () => {
    const call = normalizeInfo({ level: 'info', message: 'a', b: 1, [LEVEL]: 'info' }, show)

    expect([call.message, { ...call.fields }, call.error]).toEqual(['a', { b: 1 }, undefined])
  })

  it('may be an error', () => {
    expect(normalizeInfo(boom, show)).toEqual({ message: 'boom', fields: undefined, error: boom })
  })

  it('keeps what can be read when a getter throws', () => {
    const info = {
      level: 'info',
      message: 'a',
      get b(): never {
        throw new Error('no b')
      },
    }

    expect(normalizeInfo(info, show)).toMatchObject({ message: 'a', fields: { b: '[Unreadable: no b]' } })
  })

  it('fills the values of winston into its tokens, and repeats nothing', () => {
    const info = { level: 'info', message: '%s has %d', [SPLAT]: ['a', 2, { b: 1 }], b: 1 }

    expect(normalizeInfo(info, show)).toMatchObject({ message: 'a has 2', fields: { b: 1 } })
    expect(normalizeInfo({ level: 'info', message: 'a', [SPLAT]: ['x'] }, show).message).toBe('a')
  })

  it('says nothing of the process when winston reports a crash', () => {
    const report = {
      error: boom,
      level: 'error',
      message: `uncaughtException: boom\n${boom.stack}`,
      stack: boom.stack,
      exception: true,
      date: 'now',
      process: { argv: ['node', '--db-password=hunter2'] },
      os: {},
      trace: [],
    }

    expect(normalizeInfo(report, show)).toEqual({
      message: 'uncaughtException: boom',
      fields: { exception: true },
      error: boom,
    })
  })
})
