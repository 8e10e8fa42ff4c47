import { counter, defineTelemetry, gauge, histogram } from '@org/core/catalog'
import type { MetricsOf } from '../../src/index.js'

export const NAMESPACE = 'Ends/metrics'

export const telemetry = defineTelemetry({
  service: 'ends',
  version: '1.2.3',
  environment: 'test',
  metrics: {
    namespace: NAMESPACE,
    definitions: {
      orders: counter({ dimensions: ['Kind'] }),
      depth: gauge(),
      latency: histogram({ unit: 'Milliseconds' }),
      size: histogram({ unit: 'Bytes', dimensions: ['service'] }),
    },
  },
})

/** What arrives of {@link record}: by metric and dimensions, how often something was observed, and the sum of it. */
export const RECORDED: Readonly<Record<string, { readonly count: number; readonly sum: number }>> = {
  'orders Kind=new': { count: 1, sum: 7 },
  'orders Kind=old': { count: 1, sum: 2 },
  depth: { count: 1, sum: 5 },
  latency: { count: 140, sum: (140 * 139) / 2 },
  'size service=db': { count: 600, sum: 600 * 20 },
}

/** As a service does, in one window. */
export function record(metrics: MetricsOf<typeof telemetry>): void {
  const orders = metrics.counter('orders').bind({ Kind: 'new' })
  for (let order = 0; order < 7; order++) orders.add(1)
  metrics.counter('orders').add(2, { Kind: 'old' })
  metrics.gauge('depth').set(9)
  metrics.gauge('depth').set(5)
  for (let latency = 0; latency < 140; latency++) metrics.histogram('latency').record(latency)
  const size = metrics.histogram('size').bind({ service: 'db' })
  for (let time = 0; time < 200; time++) for (const bytes of [10, 20, 30]) size.record(bytes)
}
