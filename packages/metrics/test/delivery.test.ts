import type { Clock, Diagnostic } from '@org/core'
import { counter, defineTelemetry } from '@org/core/catalog'
import { DELIVERY_DEFAULTS } from '@org/core/delivery'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createMetrics, METRICS_DEFAULTS, type MetricsPort } from '../src/index.js'
import { createInMemoryCloudWatch, createTestMetrics } from '../src/testing/index.js'

const MINUTE = 60_000
const telemetry = defineTelemetry({
  service: 'helloworld',
  metrics: { namespace: 'Helloworld/traffic', definitions: { page_viewed: counter(), failed: counter() } },
})

class ServiceError extends Error {
  constructor(name: string) {
    super('as the service says')
    this.name = name
  }
}

/** Metrics whose CloudWatch fails from now on. */
function createFailing(name: string, options: { readonly flushTimeoutMs?: number } = {}) {
  const kit = createTestMetrics({ telemetry, ...options })
  kit.cloudWatch.failNext(new ServiceError(name), 100_000)
  kit.metrics.counter('page_viewed').add(1)
  return kit
}

/** When a promise is settled, in ms of the clock. */
async function momentOf(clock: Pick<Clock, 'monotonic'>, promise: Promise<unknown>): Promise<number> {
  await promise
  return clock.monotonic()
}

describe('flush', () => {
  it.each<[string, { readonly flushTimeoutMs?: number }, { readonly timeoutMs?: number }, number]>([
    ['5 s', {}, {}, 5_000],
    ['what the option says', { flushTimeoutMs: 700 }, {}, 700],
    ['what the call says', { flushTimeoutMs: 700 }, { timeoutMs: 300 }, 300],
  ])(
    'waits for at most %s while CloudWatch fails, and says what is pending',
    async (_what, options, call, expected) => {
      for (const name of ['ThrottlingException', 'InternalFailure', 'ECONNREFUSED']) {
        const { metrics, clock } = createFailing(name, options)
        const flushed = metrics.flush(call)
        const moment = momentOf(clock, flushed)
        await clock.advance(MINUTE)

        expect(await moment, name).toBe(expected)
        expect(await flushed).toEqual({ delivered: 0, dropped: 0, spilled: 0, pending: 1, byReason: {} })
        expect(clock.holds).toBe(0)
      }
    },
  )

  it('returns at once when CloudWatch takes nothing, and delivers once it does', async () => {
    const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
    cloudWatch.failNext(new ServiceError('AccessDeniedException'), 1)
    metrics.counter('page_viewed').add(1)

    expect(await metrics.flush()).toMatchObject({ pending: 1 })
    metrics.counter('page_viewed').add(2)
    expect(await metrics.flush()).toMatchObject({ pending: 2 })
    expect([clock.monotonic(), cloudWatch.calls]).toEqual([0, 1])
    await clock.advance(DELIVERY_DEFAULTS.retryProbeIntervalMs)
    expect(cloudWatch.statistics('page_viewed')?.sum).toBe(3)
  })

  it.each(['flush', 'shutdown'] as const)('a signature that was wrong once costs %s a millisecond', async (end) => {
    const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
    cloudWatch.failNext(new ServiceError('InvalidSignatureException'), 1)
    metrics.counter('page_viewed').add(1)
    const ended = metrics[end]()
    await clock.advance(1)

    expect(await ended).toMatchObject({ delivered: 1, dropped: 0, pending: 0 })
    expect(cloudWatch.calls).toBe(2)
  })

  it('of nothing resolves at once', async () => {
    const { metrics, cloudWatch } = createTestMetrics({ telemetry })

    expect(await metrics.flush()).toEqual({ delivered: 0, dropped: 0, spilled: 0, pending: 0, byReason: {} })
    expect(cloudWatch.calls).toBe(0)
  })
})

describe('what waits', () => {
  it('is sent although the process was frozen before the first attempt, for longer than anything is tried', async () => {
    const clock = createManualClock()
    let frozenMs = 0
    const freezing: Clock = {
      ...clock,
      now: () => clock.now() + frozenMs,
      monotonic: () => clock.monotonic() + frozenMs,
    }
    const cloudWatch = createInMemoryCloudWatch({ clock: freezing })
    const metrics = createMetrics({
      telemetry,
      client: cloudWatch,
      clock: freezing,
      random: () => 0.5,
      exitHooks: false,
      onDiagnostic: () => {},
    })
    metrics.counter('page_viewed').add(1)
    // The window ends, and its datum waits for this process's moment.
    await clock.advance(MINUTE)
    frozenMs = 2 * METRICS_DEFAULTS.retryMaxAgeMs
    await clock.advance(MINUTE)

    expect(cloudWatch.statistics('page_viewed')?.sum).toBe(1)
    expect(metrics.stats().delivery.dropped.expired).toBe(0)
  })

  it('for too long after its first failure is given up, and told while CloudWatch is still down', async () => {
    const { metrics, clock, diagnostics } = createFailing('InternalFailure')
    await clock.advance(METRICS_DEFAULTS.retryMaxAgeMs + 2 * MINUTE)

    expect(metrics.stats().delivery.dropped.expired).toBe(1)
    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_DELIVERY_RETRYING', 'MON_DELIVERY_LOST'])
    expect(diagnostics[1]?.message).toBe('1 datum was lost: 1 expired.')
  })

  it('beyond the buffer is given up, and told at the first loss and then once a minute', async () => {
    const kit = createTestMetrics({ telemetry, buffer: { maxItems: 10 } })
    const { metrics, cloudWatch, clock, diagnostics } = kit
    cloudWatch.failNext(new ServiceError('InternalFailure'), 100_000)
    for (let minute = 0; minute < 15; minute++) {
      metrics.counter('page_viewed').add(1)
      await clock.advance(MINUTE)
    }

    const losses = diagnostics.filter(({ code }) => code === 'MON_DELIVERY_LOST')
    expect(metrics.stats().delivery.dropped.overflow).toBe(5)
    expect(losses.map(({ details }) => details?.['inAll'])).toEqual([1, 2, 3, 4, 5])
    expect(losses.at(-1)?.message).toBe('1 datum was lost: 1 overflow. 5 since the start.')
  })

  it('may arrive twice after an ambiguous failure: a Sum is too high by no more than is counted', async () => {
    const clock = createManualClock()
    const cloudWatch = createInMemoryCloudWatch({ clock })
    const diagnostics: Diagnostic[] = []
    const metrics = createMetrics({
      telemetry,
      client: createFlaky(cloudWatch),
      clock,
      random: () => 0,
      exitHooks: false,
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    })
    for (let time = 0; time < 20; time++) {
      metrics.counter('page_viewed').add(1)
      const flushed = metrics.flush()
      await clock.advance(1)
      await flushed
    }

    const { ambiguous, delivered } = metrics.stats().delivery
    const sum = cloudWatch.statistics('page_viewed')?.sum ?? 0
    expect(delivered).toBe(20)
    expect(sum).toBe(20 + ambiguous)
    expect(ambiguous).toBe(10)
    expect(diagnostics[0]?.message).toBe(
      'Whether 1 datum of a request arrived is not known (ECONNRESET); it is sent again and may arrive twice.',
    )
  })
})

/** Takes every request, and one answer of three is lost on the way. */
function createFlaky(cloudWatch: MetricsPort): MetricsPort {
  let calls = 0
  return {
    async send(request, options) {
      await cloudWatch.send(request, options)
      calls += 1
      if (calls % 3 === 1) throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    },
  }
}
