import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { currentContext, runWithContext } from '../../context/index.js'
import type { RequestFailure } from '../../failure.js'
import { classifyAsTransient, classifyRejection } from './classify-rejection.js'
import { RejectionValueError, RequestTimeoutError } from './failure.js'

const THROTTLED: RequestFailure = { kind: 'throttled', code: 'Slow', error: undefined }

/** Values that are no errors, and how a reader sees them. */
const VALUES: readonly (readonly [text: string, value: unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['"no network"', 'no network'],
  [`"no network ${'at all '.repeat(20)}"`, `no network ${'at all '.repeat(20)}`],
  ['7 (number)', 7],
  ['false (boolean)', false],
  ['5 (bigint)', 5n],
  ['a symbol', Symbol('s')],
  ['a function', () => {}],
  ['an object', { code: 1 }],
  ['an object', Object.create(null)],
  ['an array of 2', [1, 2]],
  [
    'an object',
    new Proxy(
      {},
      {
        getPrototypeOf() {
          throw new Error('trap')
        },
      },
    ),
  ],
]

function classify(error: unknown, decide: (error: never) => RequestFailure) {
  const mistakes: unknown[] = []
  return { failure: classifyRejection(error, decide as never, (mistake) => mistakes.push(mistake)), mistakes }
}

describe('a rejection with what is no error', () => {
  it.each(VALUES)('says so, as an error: %s', (text, value) => {
    const { failure, mistakes } = classify(value, classifyAsTransient)

    expect(failure).toMatchObject({ kind: 'transient', code: 'UnknownError' })
    expect(failure.error).toBeInstanceOf(RejectionValueError)
    expect((failure.error as Error).message).toBe(`\`send\` of the client rejected with ${text}, which is no error.`)
    expect(failure.error).toMatchObject({ code: 'MON_DELIVERY_NOT_AN_ERROR', retryable: true })
    expect(mistakes).toEqual([])
  })

  it.each(VALUES)('is no mistake of whoever classifies and stumbles over it: %s', (_text, value) => {
    const { failure, mistakes } = classify(value, () => {
      throw new TypeError('cannot read')
    })

    expect(failure).toMatchObject({ kind: 'transient', code: 'UnknownError' })
    expect(failure.error).toBeInstanceOf(RejectionValueError)
    expect(mistakes).toEqual([])
  })

  it('is what whoever classifies says, who may know the value', () => {
    const { failure } = classify('slow down', (value: string) => ({ ...THROTTLED, code: value }))

    expect(failure).toMatchObject({ kind: 'throttled', code: 'slow down', error: { cause: 'slow down' } })
  })
})

describe('a rejection with an error', () => {
  const error = new Error('reset')

  it('is handed on as it is, and is what whoever classifies says', () => {
    const seen: unknown[] = []
    const { failure } = classify(error, (given) => {
      seen.push(given)
      return THROTTLED
    })

    expect(seen).toEqual([error])
    expect(failure).toEqual(THROTTLED)
  })

  it('passes, and is told, where whoever classifies fails', () => {
    const mistake = new Error('of whoever classifies')
    const { failure, mistakes } = classify(error, () => {
      throw mistake
    })

    expect(failure).toEqual({ kind: 'transient', code: 'UnknownError', error })
    expect(mistakes).toEqual([mistake])
  })

  it.each<[string, () => unknown]>([
    ['a promise', () => Promise.resolve(THROTTLED)],
    ['a promise that rejects', () => Promise.reject(new Error('of whoever classifies'))],
    ['a text', () => 'throttled'],
    ['an object of nothing', () => ({})],
    ['a kind that there is not', () => ({ kind: 'slow', code: 'x', error })],
    [
      'what throws when it is read',
      () => ({
        get kind() {
          throw new Error('of whoever classifies')
        },
      }),
    ],
    [
      'what throws when it is awaited',
      () =>
        Object.defineProperty({ kind: 'slow' }, 'then', {
          get() {
            throw new Error('of whoever classifies')
          },
        }),
    ],
  ])('passes, and is told at most once, where whoever classifies gives %s', async (_what, answer) => {
    const { failure, mistakes } = classify(error, () => answer() as typeof THROTTLED)
    await new Promise((resolve) => setImmediate(resolve))

    expect(failure).toEqual({ kind: 'transient', code: 'UnknownError', error })
    expect(mistakes.length).toBeLessThanOrEqual(1)
  })

  it('of another realm is one as well', () => {
    const foreign: unknown = runInNewContext('new RangeError("x")')

    expect(classify(foreign, () => THROTTLED).failure).toEqual(THROTTLED)
  })

  it('is classified in the context of no request', () => {
    let seen: unknown
    runWithContext({ requestId: 'r-1' }, () =>
      classify(error, () => {
        seen = currentContext()
        return THROTTLED
      }),
    )

    expect(seen).toEqual({})
  })
})

describe('what is known of no destination', () => {
  it('passes under the name of its error, and may have arrived where no answer came', () => {
    expect(classifyAsTransient(new RangeError('x'))).toMatchObject({ kind: 'transient', code: 'RangeError' })
    expect(classifyAsTransient(new RangeError('x'))).not.toHaveProperty('ambiguous')
    expect(classifyAsTransient(new RequestTimeoutError(5))).toMatchObject({ kind: 'transient', ambiguous: true })
  })
})
