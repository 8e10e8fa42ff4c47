import { type Clock, systemClock } from '../clock.js'
import { enterContext, runWithContext } from '../context/scope.js'
import { isSafeId, readXRayHeader } from '../context/trace.js'
import type { Timeout } from '../delivery/delivery.js'
import { expectInteger, expectKnownKeys, expectMethods, mismatch } from '../expect.js'
import { expectClock } from '../expect-clock.js'
import { deliver } from '../lifecycle/deliver.js'
import { processLifecycle } from '../lifecycle/process-lifecycle.js'
import { disown } from '../thenable.js'

/** What of Lambda's context is used. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface LambdaContext {
  /** Id of the invocation. */
  readonly awsRequestId?: string | undefined
  /** Milliseconds until Lambda ends the invocation. */
  getRemainingTimeInMillis(): number
  /** The trace header of this invocation, where several run at once. */
  readonly xRayTraceId?: string | undefined
}

/** A logger, metrics or events. */
export interface Flushable {
  /** Delivers what is held for at most `timeoutMs`. */
  flush(options?: Timeout): Promise<unknown>
}

/** How telemetry is seen to the end of each invocation. */
export interface LambdaOptions {
  /**
   * What is flushed besides everything in the process that watches its end (every logger, metrics and events whose
   * `exitHooks` are on). @defaultValue []
   */
  readonly flush?: readonly Flushable[] | undefined
  /** The longest that an invocation is prolonged by the delivery, in ms. 0 or more. @defaultValue 2_000 */
  readonly flushTimeoutMs?: number | undefined
  /** Of the time that the invocation has left, so much is never used, in ms. 0 or more. @defaultValue 200 */
  readonly marginMs?: number | undefined
  /** Time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** Where `_X_AMZN_TRACE_ID` is read. @defaultValue process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
}

/** The defaults of {@link LambdaOptions}, in ms. */
export const LAMBDA_DEFAULTS = { flushTimeoutMs: 2_000, marginMs: 200 } as const

const OPTION_NAMES = ['flush', 'flushTimeoutMs', 'marginMs', 'clock', 'env']

/** The first invocation of an execution environment is its cold start, whichever wrapper sees it. */
const coldStartKey = Symbol.for('@org/core/lambda-cold-start/v1')
const holder = globalThis as { [coldStartKey]?: false }

/** What wrapper and middleware share. */
export interface Invocations {
  /** Runs `fn` with the request id, the trace and whether it is a cold start in its context. */
  run<T>(context: LambdaContext, fn: () => T): T
  /** The same for whatever runs after the call, where there is no function to run. */
  enter(context: LambdaContext): void
  /** Delivers within the time that the invocation has left. Never rejects. */
  finish(context: LambdaContext): Promise<void>
  /** Delivers shortly before Lambda would end an invocation that takes too long. Returns what calls that off. */
  guardTimeout(context: LambdaContext): () => void
}

/** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function createInvocations(options: LambdaOptions = {}): Invocations {
  expectKnownKeys('lambda', options, OPTION_NAMES)
  const { flush = [], env = process.env } = options
  const milliseconds = { min: 0, max: Number.MAX_SAFE_INTEGER, unit: 'ms' }
  const flushTimeoutMs = expectInteger(
    'flushTimeoutMs',
    options.flushTimeoutMs ?? LAMBDA_DEFAULTS.flushTimeoutMs,
    milliseconds,
  )
  const marginMs = expectInteger('marginMs', options.marginMs ?? LAMBDA_DEFAULTS.marginMs, milliseconds)
  const clock = options.clock === undefined ? systemClock : expectClock(options.clock)
  if (!Array.isArray(flush)) throw mismatch('flush', 'an array of objects with `flush`', flush)
  flush.forEach((member, index) => {
    expectMethods(`flush[${index}]`, member, ['flush'])
  })
  const members = new Set(
    flush.map((member) => ({
      phase: 'telemetry' as const,
      flush: (timeoutMs: number) => member.flush({ timeoutMs }),
      abandon() {},
    })),
  )

  async function deliverWithin(timeoutMs: number): Promise<void> {
    if (!(timeoutMs > 0)) return
    await Promise.all([processLifecycle().flush(timeoutMs), deliver(members, timeoutMs, clock)])
  }

  return {
    enter: (context) => enterContext(fieldsOf(context, env)),
    run: (context, fn) => runWithContext(fieldsOf(context, env), fn),
    finish: (context) => deliverWithin(Math.min(flushTimeoutMs, remaining(context) - marginMs)),
    guardTimeout(context) {
      const left = remaining(context)
      const reserved = Math.min(flushTimeoutMs, left / 2) + marginMs
      // One that has no end, such as a local run, needs no guard.
      if (!Number.isFinite(left) || left <= reserved) return () => {}
      return clock.schedule(() => void deliverWithin(reserved - marginMs), left - reserved)
    },
  }
}

function fieldsOf(
  { awsRequestId, xRayTraceId }: LambdaContext,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, unknown>> {
  const coldStart = holder[coldStartKey] ?? true
  holder[coldStartKey] = false
  return {
    ...(isSafeId(awsRequestId) ? { requestId: awsRequestId } : {}),
    coldStart,
    ...readXRayHeader(xRayTraceId ?? env['_X_AMZN_TRACE_ID'] ?? ''),
  }
}

/** A context that does not say gives telemetry no time, rather than too much. */
function remaining(context: LambdaContext): number {
  try {
    const left: unknown = context.getRemainingTimeInMillis()
    disown(left)
    return typeof left === 'number' ? left : 0
  } catch {
    return 0
  }
}
