import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { systemClock } from './clock.js'
import { MonitoringError } from './errors.js'
import {
  describeValue,
  expectBoolean,
  expectFunction,
  expectInteger,
  expectKnownKeys,
  expectMethods,
  expectNumber,
  expectObject,
  expectOneOf,
  expectString,
  mismatch,
} from './expect.js'
import { expectClock } from './expect-clock.js'
import { lazyNode } from './lazy-node.js'
import { createManualClock } from './testing/index.js'

/** As a caller without types may write it. */
const untyped = <T>(value: unknown): T => value as T

function messageOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (MonitoringError.is(error) && error.code === 'MON_CONFIG_INVALID') return error.message
    throw error
  }
  throw new Error('Nothing was thrown.')
}

describe('describeValue', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['short', '"short"'],
    ['x'.repeat(60), `"${'x'.repeat(60)}"`],
    ['x'.repeat(61), 'a string of 61 characters'],
    ['line\nbreak', '"line\\nbreak"'],
    ['https://user:pw@host', 'a string of 20 characters'],
    ['user:pw@host', 'a string of 12 characters'],
    ['password=pw', 'a string of 11 characters'],
    ['password: pw', 'a string of 12 characters'],
    ['=', 'a string of 1 character'],
    ['a.b:c/d-e', '"a.b:c/d-e"'],
    [3, '3 (number)'],
    [Number.NaN, 'NaN (number)'],
    [10n, '10 (bigint)'],
    [true, 'true (boolean)'],
    [[1, 2], 'an array of 2'],
    [{ password: 'hunter2' }, 'an object'],
    [() => 1, 'a function'],
    [Symbol('s'), 'a symbol'],
  ])('shows %o as %s', (value, expected) => {
    expect(describeValue(value)).toBe(expected)
  })

  it('is short and without the contents of objects, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(describeValue(value).length).toBeLessThanOrEqual(400)
      }),
    )
  })
})

describe('expectInteger', () => {
  const range = { min: 1, max: 10, unit: 'items' }

  it('takes both ends of its range', () => {
    expect(expectInteger('size', 1, range)).toBe(1)
    expect(expectInteger('size', 10, range)).toBe(10)
  })

  it.each([0, 11, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', 5n, null, undefined])('refuses %o', (value) => {
    expect(messageOf(() => expectInteger('size', value, range))).toBe(
      `Option \`size\` must be a whole number from 1 to 10 items; got ${describeValue(value)}.`,
    )
  })

  it('does not print an upper end that is no limit', () => {
    const open = { min: 1, max: Number.MAX_SAFE_INTEGER, unit: 'ms' }

    expect(messageOf(() => expectInteger('size', 0, open))).toContain('a whole number of at least 1 ms; got 0')
  })
})

describe('expectNumber', () => {
  it('takes fractions, and refuses what is not finite or out of range', () => {
    expect(expectNumber('ratio', 0.5, { min: 0, max: 1 })).toBe(0.5)
    expect(messageOf(() => expectNumber('ratio', 1.01, { min: 0, max: 1 }))).toContain('a number from 0 to 1; got 1.01')
    expect(messageOf(() => expectNumber('ratio', Number.NaN, { min: 0, max: 1 }))).toContain('got NaN')
    expect(
      messageOf(() => expectNumber('ratio', Number.POSITIVE_INFINITY, { min: 0, max: Number.POSITIVE_INFINITY })),
    ).toContain('of at least 0; got Infinity')
  })
})

describe('expectString', () => {
  it('takes exactly its length and refuses one more, without printing a long value', () => {
    const secret = 's'.repeat(256)

    expect(expectString('name', 'n'.repeat(255), { maxLength: 255 })).toHaveLength(255)
    const message = messageOf(() => expectString('name', secret, { maxLength: 255 }))
    expect(message).toContain('of at most 255 characters; got a string of 256 characters')
    expect(message).not.toContain(secret)
  })

  it.each(['', undefined, null, 1, ['a']])('refuses %o', (value) => {
    expect(messageOf(() => expectString('name', value))).toContain('Option `name` must be a non-empty string; got')
  })

  it('says in words what its pattern asks', () => {
    const rule = { pattern: /^[a-z]+$/, expectation: 'small letters' }

    expect(expectString('name', 'abc', rule)).toBe('abc')
    expect(messageOf(() => expectString('name', 'aBc', rule))).toBe('Option `name` must be small letters; got "aBc".')
  })
})

describe('the other expectations', () => {
  it('name what is allowed', () => {
    expect(expectOneOf('mode', 'b', ['a', 'b'])).toBe('b')
    expect(messageOf(() => expectOneOf('mode', 'c', ['a', 1, true]))).toBe(
      'Option `mode` must be one of "a", 1, true; got "c".',
    )
  })

  it('take functions of any kind and nothing else', () => {
    const handler = async (): Promise<void> => {}

    expect(expectFunction('send', handler)).toBe(handler)
    expect(messageOf(() => expectFunction('send', untyped<() => void>({})))).toContain('a function; got an object')
  })

  it.each([null, undefined, 'text', 3, []])('refuse %o as an object', (value) => {
    expect(messageOf(() => expectObject('options', value))).toContain('Option `options` must be an object; got')
    expect(messageOf(() => expectKnownKeys('options', untyped<object>(value), []))).toContain('must be an object')
  })

  it('name each option that does not exist, and those that do', () => {
    expect(() => expectKnownKeys('retry', { baseDelayMs: 1 }, ['baseDelayMs'])).not.toThrow()
    expect(messageOf(() => expectKnownKeys('retry', { baseDelay: 1, max: 2 }, ['baseDelayMs', 'maxDelayMs']))).toBe(
      'retry has no option `baseDelay`, `max`; known options: baseDelayMs, maxDelayMs.',
    )
  })

  it('do not take what every object inherits for an option', () => {
    expect(() => expectKnownKeys('retry', Object.create({ inherited: 1 }) as object, [])).not.toThrow()
  })

  it('say which methods an object lacks, inherited ones counting', () => {
    class Store {
      keep(): void {}
      load = true
    }

    expect(() => expectMethods('store', new Store(), ['keep'])).not.toThrow()
    expect(() => expectMethods('store', new Store(), [])).not.toThrow()
    expect(messageOf(() => expectMethods('store', new Store(), ['keep', 'load', 'close']))).toBe(
      'Option `store` must have the methods keep, load, close; it has no load, close.',
    )
    expect(messageOf(() => expectMethods('store', null, ['keep']))).toBe('Option `store` must be an object; got null.')
  })

  it('take true and false, and nothing that is like them', () => {
    expect([expectBoolean('on', true), expectBoolean('on', false)]).toEqual([true, false])
    for (const like of [1, 0, 'true', null, undefined])
      expect(messageOf(() => expectBoolean('on', like))).toContain('must be one of true, false; got')
  })

  it('are made of one sentence', () => {
    expect(mismatch('size', 'a number', 'ten').message).toBe('Option `size` must be a number; got "ten".')
  })
})

describe('expectClock', () => {
  it('gives the clock that is given, else that of the system', () => {
    const clock = createManualClock()

    expect(expectClock(clock)).toBe(clock)
    expect(expectClock(undefined)).toBe(systemClock)
  })

  it.each<unknown>([{}, { now: () => 0 }, null, Date, 3])('refuses %o', (clock) => {
    expect(messageOf(() => expectClock(untyped(clock)))).toMatch(/^Option `clock` must (have the methods|be an object)/)
  })
})

describe('modules of Node that are loaded with the first use', () => {
  it('are those of Node', async () => {
    expect(lazyNode.crypto).toBe((await import('node:crypto')).default)
    expect(lazyNode.workerThreads.isMainThread).toBe((await import('node:worker_threads')).isMainThread)
  })
})
