import { describe, expect, it } from 'vitest'
import { createEnvironment, seen } from '../../test/lambda/invocations.js'
import { runWithContext } from '../context/index.js'
import { createInvocations, LAMBDA_DEFAULTS, type LambdaContext, type LambdaOptions } from './invocation.js'

const untyped = <T>(value: unknown): T => value as T
const ROOT = 'Root=1-67891233-abcdef012345678912345678'
const OTHER_ROOT = 'Root=1-67891233-ffffffffffffffffffffffff'
const TRACE_ID = '67891233abcdef012345678912345678'
const PARENT = '53995c3f42cd8ad8'

describe('the options', () => {
  it.each<[unknown, string]>([
    [{ flushTimeoutMs: -1 }, '`flushTimeoutMs` must be a whole number of at least 0 ms'],
    [{ marginMs: 1.5 }, '`marginMs` must be a whole number of at least 0 ms'],
    [{ flush: [{}] }, '`flush[0]` must have the methods flush'],
    [{ flush: [{ flush: async () => {} }, null] }, '`flush[1]` must be an object'],
    [{ clock: {} }, '`clock` must have the methods'],
    [{ timeout: 3 }, 'lambda has no option `timeout`'],
    [null, '`lambda` must be an object'],
  ])('are refused where they are wrong: %o', (options, text) => {
    expect(() => createInvocations(untyped<LambdaOptions>(options))).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(text) }),
    )
  })

  it('have the defaults that are documented', () => {
    expect(LAMBDA_DEFAULTS).toEqual({ flushTimeoutMs: 2_000, marginMs: 200 })
    expect(() => createInvocations()).not.toThrow()
  })
})

describe('the context of an invocation', () => {
  const fieldsOf = (context: Partial<LambdaContext>, env: LambdaOptions['env'] = {}) => {
    const environment = createEnvironment()
    return createInvocations({ ...environment.options, env }).run(environment.context(context), seen)
  }

  it('has the request id and whether it is a cold start, which only the first is', () => {
    const { options, context } = createEnvironment()
    const [one, other] = [createInvocations(options), createInvocations(options)]

    expect([
      one.run(context({ awsRequestId: 'r-1' }), seen),
      one.run(context({ awsRequestId: 'r-2' }), seen),
      other.run(context({ awsRequestId: 'r-3' }), seen),
    ]).toEqual([
      { requestId: 'r-1', coldStart: true },
      { requestId: 'r-2', coldStart: false },
      { requestId: 'r-3', coldStart: false },
    ])
  })

  it.each<[string, Partial<LambdaContext>, LambdaOptions['env'], object]>([
    [
      'the environment',
      {},
      { _X_AMZN_TRACE_ID: `${ROOT};Parent=${PARENT};Sampled=1` },
      { traceId: TRACE_ID, spanId: PARENT },
    ],
    ['the context', { xRayTraceId: `${ROOT};Parent=${PARENT}` }, {}, { traceId: TRACE_ID, spanId: PARENT }],
    [
      'the context, where both have one',
      { xRayTraceId: ROOT },
      { _X_AMZN_TRACE_ID: OTHER_ROOT },
      { traceId: TRACE_ID },
    ],
    ['nowhere, where there is none', {}, {}, {}],
    ['nowhere, where it is not valid', { xRayTraceId: 'Root=evil' }, { _X_AMZN_TRACE_ID: ROOT }, {}],
  ])('has the trace of %s', (_where, context, env, trace) => {
    expect(fieldsOf(context, env)).toEqual({ requestId: 'r-1', coldStart: true, ...trace })
  })

  it('has the trace that the environment has then, as Lambda changes it with each invocation', () => {
    const { options, context } = createEnvironment()
    const env: Record<string, string> = { _X_AMZN_TRACE_ID: OTHER_ROOT }
    const invocations = createInvocations({ ...options, env })
    invocations.run(context(), seen)
    env['_X_AMZN_TRACE_ID'] = ROOT

    expect(invocations.run(context(), seen)).toMatchObject({ traceId: TRACE_ID })
  })

  it.each([undefined, '', 'a b', 'x'.repeat(129), '"}\n{', 7])(
    'has no request id that could forge a record: %j',
    (awsRequestId) => {
      expect(fieldsOf(untyped<Partial<LambdaContext>>({ awsRequestId }))).toEqual({ coldStart: true })
    },
  )

  it('is around what the handler starts, and over what is around it', async () => {
    const { options, context } = createEnvironment()
    const invocations = createInvocations(options)

    const fields = await runWithContext({ tenant: 't-1', requestId: 'outer' }, () =>
      invocations.run(context(), async () => {
        await new Promise((resolve) => setImmediate(resolve))
        return seen()
      }),
    )

    expect(fields).toEqual({ tenant: 't-1', requestId: 'r-1', coldStart: true })
  })
})

describe('the delivery at the end of an invocation', () => {
  /** Time that is left, and what the delivery then gets. */
  const LEFT: readonly (readonly [string, unknown, number | undefined])[] = [
    ['a lot', 10_000, 2_000],
    ['a huge number', Number.MAX_SAFE_INTEGER, 2_000],
    ['no end, as in a local run', Number.POSITIVE_INFINITY, 2_000],
    ['just the time for it and the margin', 2_200, 2_000],
    ['less', 1_000, 800],
    ['one ms more than the margin', 201, 1],
    ['just the margin', 200, undefined],
    ['less than the margin', 100, undefined],
    ['nothing', 0, undefined],
    ['less than nothing', -50, undefined],
    ['no number', Number.NaN, undefined],
    ['a text', '5000', undefined],
  ]

  it.each(LEFT)('has the time that is left, less a margin, where that is %s: %s', async (_what, left, timeoutMs) => {
    const { options, context, events } = createEnvironment()
    await createInvocations(options).finish(context({ getRemainingTimeInMillis: () => untyped<number>(left) }))

    expect(events).toEqual(timeoutMs === undefined ? [] : [`everything ${timeoutMs}`, `member ${timeoutMs}`])
  })

  it('has the times of the options', async () => {
    const { options, context, events } = createEnvironment()
    await createInvocations({ ...options, flushTimeoutMs: 50, marginMs: 0 }).finish(context())
    await createInvocations({ ...options, flushTimeoutMs: 9_000, marginMs: 4_000 }).finish(context())
    await createInvocations({ ...options, flushTimeoutMs: 0 }).finish(context())

    expect(events).toEqual(['everything 50', 'member 50', 'everything 6000', 'member 6000'])
  })

  it('is nothing where the context does not say how long there is', async () => {
    const { options, context, events } = createEnvironment()
    const silent = context({
      getRemainingTimeInMillis() {
        throw new Error('not there')
      },
    })

    await createInvocations(options).finish(silent)
    expect(events).toEqual([])
    expect(createInvocations(options).guardTimeout(silent)).toBeTypeOf('function')
  })

  it('ends with its time although a flush never does', async () => {
    const { options, context, clock, hang } = createEnvironment()
    hang()
    let endedAt: number | undefined
    void createInvocations(options)
      .finish(context())
      .then(() => {
        endedAt = clock.monotonic()
      })
    await clock.advance(10_000)

    expect(endedAt).toBe(2_000)
  })

  it.each([
    ['rejects', async () => Promise.reject(new Error('flush'))],
    [
      'throws',
      () => {
        throw new Error('flush')
      },
    ],
    ['gives no promise', () => undefined],
  ])('never fails, whatever a flush does: one that %s', async (_how, flush) => {
    const { options, context } = createEnvironment()

    await expect(
      createInvocations({ ...options, flush: [{ flush: untyped<() => Promise<unknown>>(flush) }] }).finish(context()),
    ).resolves.toBeUndefined()
  })
})

describe('the guard of the timeout', () => {
  it('delivers shortly before Lambda would end the invocation, and once', async () => {
    const { options, context, clock, events } = createEnvironment()
    createInvocations(options).guardTimeout(context())
    await clock.advance(7_799)
    expect(events).toEqual([])
    await clock.advance(1)
    expect(events).toEqual(['everything 2000', 'member 2000'])
    await clock.advance(60_000)

    expect(events).toHaveLength(2)
  })

  it('reserves no more than half of a short time', async () => {
    const { options, context, clock, events } = createEnvironment()
    createInvocations(options).guardTimeout(context({ getRemainingTimeInMillis: () => 1_000 }))
    await clock.advance(299)
    expect(events).toEqual([])
    await clock.advance(1)

    expect(events).toEqual(['everything 500', 'member 500'])
  })

  it('is called off by what it returns', async () => {
    const { options, context, clock, events } = createEnvironment()
    createInvocations(options).guardTimeout(context())()
    await clock.advance(60_000)

    expect(events).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })

  it.each([0, -5, 100, 400, Number.POSITIVE_INFINITY, Number.NaN])(
    'is none where %s ms are left, which is too little or no end',
    (left) => {
      const { options, context, clock } = createEnvironment()
      createInvocations(options).guardTimeout(context({ getRemainingTimeInMillis: () => left }))()

      expect(clock.pendingTimers).toBe(0)
    },
  )
})
