import { onTestFinished } from 'vitest'
import { currentContext } from '../../src/context/index.js'
import type { LambdaContext, LambdaOptions } from '../../src/lambda/index.js'
import type { Lifecycle } from '../../src/lifecycle/index.js'
import { createManualClock, type ManualClock } from '../../src/testing/index.js'

const coldStartKey = Symbol.for('@org/core/lambda-cold-start/v1')
const lifecycleKey = Symbol.for('@org/core/lifecycle/v1')
const holder = globalThis as { [coldStartKey]?: false; [lifecycleKey]?: Lifecycle | undefined }

/** An execution environment of Lambda that was just started, with everything that is flushed in it. */
export interface Environment {
  readonly clock: ManualClock
  /** What happened, in order: flushes with the time they were given. */
  readonly events: string[]
  readonly options: LambdaOptions
  /** The flush never ends from now on. */
  hang(): void
  /** The flush takes so long, in ms. */
  slow(ms: number): void
  /** Fails each flush. */
  fail(error: unknown): void
  /** The context of an invocation. */
  context(more?: Partial<LambdaContext>): LambdaContext
}

export function createEnvironment(): Environment {
  const clock = createManualClock()
  const events: string[] = []
  let flush = (): Promise<unknown> => Promise.resolve()
  const lifecycleBefore = holder[lifecycleKey]
  delete holder[coldStartKey]
  holder[lifecycleKey] = {
    add() {},
    remove() {},
    async flush(timeoutMs) {
      events.push(`everything ${timeoutMs}`)
    },
  }
  onTestFinished(() => {
    holder[lifecycleKey] = lifecycleBefore
  })
  return {
    clock,
    events,
    options: {
      clock,
      env: {},
      flush: [
        {
          flush(options) {
            events.push(`member ${options?.timeoutMs}`)
            return flush()
          },
        },
      ],
    },
    hang() {
      flush = () => new Promise(() => {})
    },
    slow(ms) {
      flush = () => new Promise((resolve) => clock.schedule(() => resolve(undefined), ms))
    },
    fail(error) {
      flush = () => Promise.reject(error)
    },
    context: (more = {}) => ({ awsRequestId: 'r-1', getRemainingTimeInMillis: () => 10_000, ...more }),
  }
}

/** The context's fields, as a handler sees them. */
export const seen = (): Readonly<Record<string, unknown>> => ({ ...currentContext() })
