import { type Ending, endBy } from '../../../../scripts/testing/endings.mjs'
import { httpPort } from '../../../../scripts/testing/http-port.mjs'
import { createEvents, type SenderStats } from '../../src/index.js'
import { publish, telemetry } from './publications.js'

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
  /** Publishes one event alone, which is no full batch. */
  readonly few?: boolean | undefined
}

const {
  ending,
  url,
  spill,
  sdk = false,
  requestTimeoutMs,
  few = false,
} = JSON.parse(process.argv[2] ?? '') as ProgramArgument

const events =
  url === undefined
    ? undefined
    : createEvents({
        telemetry,
        runtimeMetadata: false,
        requestTimeoutMs,
        publisher: 'p',
        ...(sdk ? { endpoint: url, region: 'eu-west-1' } : { client: httpPort(url, 'PutEvents') }),
        ...(spill === undefined ? {} : { spill: { directory: spill } }),
      })

if (ending === 'deliver the rest') {
  while (events !== undefined && isLeft(events.stats().delivery)) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await events?.shutdown()
} else {
  if (events !== undefined && few) events.publish('page requested', {})
  else if (events !== undefined) publish(events)
  endBy(ending)
}

function isLeft({ delivered, queued, inFlight, spill: store }: SenderStats): boolean {
  return delivered === 0 || queued.items + inFlight.items + (store?.lines ?? 0) > 0
}
