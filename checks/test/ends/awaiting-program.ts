import { createServer } from 'node:http'
import { counter, defineTelemetry, type StandardSchema } from '@org/core/catalog'
import type { DeliveryResult, Timeout } from '@org/core/delivery'
import type { SpillReceipt, SpillStore } from '@org/core/spill'
import { createEvents } from '@org/events'
import { createHealth, gracefulShutdown } from '@org/express-health'
import { createLogger } from '@org/logger'
import { createMetrics } from '@org/metrics'

/** What of the application never answers, or does nothing but fail. */
export type Trouble =
  | 'close never ends'
  | 'close throws'
  | 'close rejects'
  | 'close ends late'
  | 'send never answers'
  | 'send rejects with nothing'
  | 'spill store never answers'
  | 'onUnsent never ends'
  | 'hooks never end'

/** What the test says of one process. */
export interface ProgramArgument {
  readonly trouble: Trouble
  readonly of: 'logger' | 'metrics' | 'events' | 'server'
  readonly call: 'flush' | 'shutdown'
  readonly timeoutMs?: number | undefined
}

/** A program that awaits the end of what it holds, with nothing else that keeps it. */
const { trouble, of, call, timeoutMs } = JSON.parse(process.argv[2] ?? '') as ProgramArgument

const never = (): Promise<never> => new Promise(() => {})

const client = {
  send: (): Promise<never> => {
    if (trouble === 'send rejects with nothing') return Promise.reject()
    return trouble.startsWith('close') ? Promise.resolve({ RequestResponses: [{}], Entries: [{}] } as never) : never()
  },
  close: (): unknown => {
    if (trouble === 'close never ends') return never()
    if (trouble === 'close rejects') return Promise.reject(new Error('close'))
    if (trouble === 'close throws') throw new Error('close')
    // As a pool that waits for its connections: nothing of it keeps the process.
    if (trouble === 'close ends late') return new Promise<void>((resolve) => void setTimeout(resolve, 60_000).unref())
    return undefined
  },
}

/** A store whose answers are waited for in vain. */
const store: SpillStore = {
  keep: (): SpillReceipt => ({}),
  letGo() {},
  forget() {},
  retrieve: never,
  written: never,
  close: () => [],
  stats: () => ({ lines: 0, bytes: 0 }),
}

const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const telemetry = defineTelemetry({
  service: 'awaits',
  metrics: { namespace: 'Awaits', definitions: { orders: counter() } },
  events: { source: 'awaits.test', types: { 'order placed': anything } },
  logs: { deliveryStreamName: 'Awaits', destination: 'opensearch' },
})
const outlet = { client, ...(trouble === 'spill store never answers' ? { spill: { store } } : {}) }
const shared = { telemetry, runtimeMetadata: false, ...outlet }

interface Ending {
  flush(options: Timeout): Promise<DeliveryResult>
  shutdown(options: Timeout): Promise<DeliveryResult>
}

const MAKERS: Readonly<Record<Exclude<ProgramArgument['of'], 'server'>, () => Ending>> = {
  logger() {
    const logger = createLogger({ telemetry, console: false, runtimeMetadata: false, firehose: outlet })
    logger.info('order placed')
    return logger
  },
  metrics() {
    const metrics = createMetrics(shared)
    metrics.counter('orders').add(1)
    return metrics
  },
  events() {
    const events = createEvents({ ...shared, ...(trouble === 'onUnsent never ends' ? { onUnsent: never } : {}) })
    events.publish('order placed', {})
    return events
  },
}

if (of === 'server') {
  const health = createHealth({ checks: [] })
  const options = { health, readinessDelayMs: 0, hookTimeoutMs: 200, onShutdown: [never, never] }
  const report = await gracefulShutdown(createServer(), { ...options, exit() {} }).shutdown()
  console.log(JSON.stringify(report.hooks.map(({ outcome }) => outcome)))
} else {
  const startedAt = performance.now()
  const account = await MAKERS[of]()[call](timeoutMs === undefined ? {} : { timeoutMs })
  console.log(JSON.stringify({ account, tookMs: performance.now() - startedAt }))
}
