import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rejectingThenable, throwingThenable, withThen } from '../../test/thenable.js'
import { isThenable } from '../thenable.js'
import { guardedAnswer, guardedCall } from './guarded-call.js'

/** What a Node process would die of. */
const unhandled: unknown[] = []
const listener = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', listener)
})
afterEach(() => {
  process.off('unhandledRejection', listener)
})

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const FAILURE = new Error('failure')
type Reject = (error: unknown) => void

/** Every way in which a callback fails, and whether that is known when it returns. */
const FAILING: readonly (readonly [string, () => unknown])[] = [
  [
    'throws',
    () => {
      throw FAILURE
    },
  ],
  ['rejects', () => Promise.reject(FAILURE)],
  [
    'throws in an async function',
    async () => {
      throw FAILURE
    },
  ],
  ['gives a thenable that rejects', () => rejectingThenable(FAILURE)],
  ['gives a thenable that throws', () => throwingThenable(FAILURE)],
  [
    'gives a function that can be awaited',
    () =>
      withThen(
        (_resolve: unknown, reject: Reject) => reject(FAILURE),
        () => {},
      ),
  ],
]

describe('guardedCall', () => {
  it.each(FAILING)('hands over the failure of a callback that %s, once', async (_how, callback) => {
    const errors: unknown[] = []

    expect(() => guardedCall(callback, (error) => errors.push(error))).not.toThrow()
    await turn()

    expect(errors).toEqual([FAILURE])
    expect(unhandled).toEqual([])
  })

  it('returns what the callback does, and undefined for one that throws', () => {
    const promise = Promise.resolve(1)

    expect(
      guardedCall(
        () => 'fine',
        () => {},
      ),
    ).toBe('fine')
    expect(
      guardedCall(
        () => promise,
        () => {},
      ),
    ).toBe(promise)
    expect(
      guardedCall(
        () => {
          throw FAILURE
        },
        () => {},
      ),
    ).toBeUndefined()
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a value', 3],
    ['a resolved promise', Promise.resolve(1)],
    ['an object with another `then`', withThen('later')],
  ])('reports nothing of a callback that gives %s', async (_what, value) => {
    const errors: unknown[] = []
    guardedCall(
      () => value,
      (error) => errors.push(error),
    )
    await turn()

    expect(errors).toEqual([])
  })

  it('takes an object whose `then` cannot be read for no promise', () => {
    const hostile = Object.defineProperty({}, 'then', {
      get() {
        throw FAILURE
      },
    })
    const errors: unknown[] = []

    expect(
      guardedCall(
        () => hostile,
        (error) => errors.push(error),
      ),
    ).toBe(hostile)
    expect(errors).toEqual([])
    expect(isThenable(hostile)).toBe(false)
  })
})

describe('guardedAnswer', () => {
  it.each(FAILING)(
    'resolves with another answer for a callback that %s, and hands over the failure',
    async (_how, callback) => {
      const errors: unknown[] = []

      expect(await guardedAnswer(callback, 'otherwise', (error) => errors.push(error))).toBe('otherwise')
      await turn()

      expect(errors).toEqual([FAILURE])
      expect(unhandled).toEqual([])
    },
  )

  it.each([
    ['at once', () => 'answer'],
    ['later', async () => 'answer'],
  ])('resolves with what comes %s', async (_when, callback) => {
    expect(await guardedAnswer<string>(callback, 'otherwise', () => {})).toBe('answer')
  })
})

describe('isThenable', () => {
  it.each([
    [Promise.resolve(), true],
    [withThen(() => {}), true],
    [
      withThen(
        () => {},
        () => {},
      ),
      true,
    ],
    [() => {}, false],
    [withThen(1), false],
    [{}, false],
    [null, false],
    [undefined, false],
    ['then', false],
    [0, false],
  ])('says of %o: %s', (value, expected) => {
    expect(isThenable(value)).toBe(expected)
  })
})
