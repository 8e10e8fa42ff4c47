import { type Ending, endBy } from '../../../../scripts/testing/endings.mjs'
import { httpPort } from '../../../../scripts/testing/http-port.mjs'
import { createMetrics, type SenderStats } from '../../src/index.js'
import { record, telemetry } from './recordings.js'

/** What the test says of one process. */
export interface ProgramArgument {
  /** `deliver the rest` sends what other processes left in the spill directory. */
  readonly ending: Ending | 'deliver the rest'
  /** Without one there is nothing of ours in the process. */
  readonly url?: string | undefined
  readonly spill?: string | undefined
  /** Lets the SDK send, in place of a port. */
  readonly sdk?: boolean | undefined
  readonly requestTimeoutMs?: number | undefined
}

const { ending, url, spill, sdk = false, requestTimeoutMs } = JSON.parse(process.argv[2] ?? '') as ProgramArgument

const metrics =
  url === undefined
    ? undefined
    : createMetrics({
        telemetry,
        runtimeMetadata: false,
        requestTimeoutMs,
        ...(sdk ? { endpoint: url, region: 'eu-west-1' } : { client: httpPort(url, 'PutMetricData') }),
        ...(spill === undefined ? {} : { spill: { directory: spill } }),
      })

if (ending === 'deliver the rest') {
  while (metrics !== undefined && isLeft(metrics.stats().delivery)) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await metrics?.shutdown()
} else {
  if (metrics !== undefined) record(metrics)
  endBy(ending)
}

function isLeft({ delivered, queued, inFlight, spill: store }: SenderStats): boolean {
  return delivered === 0 || queued.items + inFlight.items + (store?.lines ?? 0) > 0
}
