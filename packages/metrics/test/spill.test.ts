import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { counter, defineTelemetry } from '@org/core/catalog'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createMemorySpillStore } from '../../../scripts/testing/memory-spill-store.mjs'
import { createMetrics, type MetricsPort, type PutMetricDataRequest, type SpillOptions } from '../src/index.js'
import { createTestMetrics } from '../src/testing/index.js'

function telemetryOf(namespace: string) {
  return defineTelemetry({ service: 's', metrics: { namespace, definitions: { started: counter() } } })
}

function create(namespace: string, client: MetricsPort, spill: SpillOptions) {
  return createMetrics({
    telemetry: telemetryOf(namespace),
    client,
    spill,
    runtimeMetadata: false,
    exitHooks: false,
    onDiagnostic: () => {},
  })
}

const down: MetricsPort = { send: () => Promise.reject(Object.assign(new Error('down'), { code: 'ECONNREFUSED' })) }

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'metrics-spill-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

describe('a spill directory', () => {
  it('that several namespaces share gives each of them its own metrics back', async () => {
    const directory = temporaryDirectory()
    // As folders, all but the last would have one name.
    const namespaces = ['Shop/traffic', 'Shop-traffic', 'Shop:traffic', 'Shop traffic', 'n'.repeat(255), 'Shop']
    for (const [at, namespace] of namespaces.entries()) {
      const metrics = create(namespace, down, { directory })
      metrics.counter('started').add(at + 1)
      expect(await metrics.shutdown({ timeoutMs: 0 })).toMatchObject({ spilled: 1, dropped: 0 })
    }
    expect(readdirSync(directory)).toHaveLength(namespaces.length)

    for (const [at, namespace] of namespaces.entries()) {
      const taken: PutMetricDataRequest[] = []
      const metrics = create(namespace, { send: async (request) => taken.push(request) }, { directory })
      await vi.waitFor(() => expect(metrics.stats().delivery.delivered).toBe(1), { timeout: 20_000 })
      await metrics.shutdown()

      expect(taken).toMatchObject([{ Namespace: namespace, MetricData: [{ MetricName: 'started', Value: at + 1 }] }])
    }
  })
})

describe('a spill store', () => {
  it('takes what the buffer has no room for, and gives it back with the timestamps of its windows', async () => {
    const store = createMemorySpillStore()
    const { metrics, cloudWatch, clock } = createTestMetrics({
      telemetry: telemetryOf('N'),
      spill: { store },
      buffer: { maxItems: 2 },
    })
    cloudWatch.failNext(new Error('down'), 20)
    for (let minute = 0; minute < 5; minute++) {
      metrics.counter('started').add(1)
      await clock.advance(60_000)
    }
    expect(metrics.stats().delivery).toMatchObject({ dropped: { overflow: 0 }, spill: { lines: expect.any(Number) } })
    await clock.advance(600_000)

    expect(cloudWatch.statistics('started')?.sum).toBe(5)
    const minutes = new Set(cloudWatch.datums().map(({ Timestamp }) => Timestamp.getTime()))
    expect(minutes.size).toBe(5)
    expect(store.lines()).toEqual([])
  })

  it('with a line that is none of ours leaves it out, and says so', async () => {
    const store = createMemorySpillStore()
    for (const line of ['{"Timestamp":"2026-01-01T00:00:00.000Z"}', 'no json', '{"MetricName":"n"}']) {
      store.letGo(store.keep({ line, priority: 0 }) ?? {})
    }
    const { metrics, cloudWatch, clock, diagnostics } = createTestMetrics({
      telemetry: telemetryOf('N'),
      spill: { store },
    })
    await clock.advance(60_000)

    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_SPILL_FOREIGN'])
    expect([cloudWatch.calls, store.lines()]).toEqual([0, []])
    expect(await metrics.shutdown()).toMatchObject({ delivered: 0, dropped: 0 })
  })
})
