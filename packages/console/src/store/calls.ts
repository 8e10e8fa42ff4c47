import { Ring, type RingLimits } from './ring.js'

/** The services that the console stands in for. */
export const SERVICES = ['cloudwatch', 'firehose', 'eventbridge'] as const

/** A service that the console stands in for. */
export type Service = (typeof SERVICES)[number]

/** One request to the AWS-shaped endpoint, whatever became of it. */
export interface Call {
  /** 1 for the first request, and so on. */
  readonly sequence: number
  /** When it arrived, milliseconds since the epoch. */
  readonly time: number
  /** The `x-amzn-requestid` of the answer. */
  readonly requestId: string
  /** `unknown` when the request named no service that the console has. */
  readonly service: Service | 'unknown'
  /** As the request named it; empty when it named none. */
  readonly operation: string
  /** HTTP status; 0 when the connection was closed without an answer. */
  readonly status: number
  /** Name of the error that was answered. */
  readonly error?: string | undefined
  /** The fault that was injected, when one was. */
  readonly fault?: string | undefined
  /** Bytes of the body as received. */
  readonly wireBytes: number
  /** Bytes of the body after decompression. */
  readonly bodyBytes: number
  /** Datums, records or entries in the request. */
  readonly items: number
  /** Items that were not stored. */
  readonly failedItems: number
  /** From the first byte of the request to the answer, in ms. */
  readonly durationMs: number
}

const CALL_BYTES = 320

/** Totals over all calls of one service, evicted ones included. */
export interface CallTotals {
  /** Requests, whatever became of them. */
  calls: number
  /** Requests that were not answered with status 200. */
  errors: number
  /** Datums, records or entries. */
  items: number
  /** Items that were not stored. */
  failedItems: number
  /** Bytes of the bodies as received. */
  wireBytes: number
  /** Bytes of the bodies after decompression. */
  bodyBytes: number
}

/** The requests that arrived. */
export class Calls {
  readonly ring: Ring<Call>
  readonly #totals = new Map<string, CallTotals>()
  #sequence = 0

  constructor(limits: RingLimits) {
    this.ring = new Ring<Call>(limits, () => CALL_BYTES)
  }

  add(call: Omit<Call, 'sequence'>): void {
    this.#sequence += 1
    this.ring.push({ ...call, sequence: this.#sequence })
    const totals = this.#totalsOf(call.service)
    totals.calls += 1
    totals.items += call.items
    totals.failedItems += call.failedItems
    totals.wireBytes += call.wireBytes
    totals.bodyBytes += call.bodyBytes
    if (call.status !== 200) totals.errors += 1
  }

  /** By service, evicted calls included. */
  totals(): Readonly<Record<string, Readonly<CallTotals>>> {
    return Object.fromEntries([...this.#totals].map(([service, totals]) => [service, { ...totals }]))
  }

  clear(): void {
    this.ring.clear()
    this.#totals.clear()
  }

  #totalsOf(service: string): CallTotals {
    const known = this.#totals.get(service)
    if (known !== undefined) return known
    const totals: CallTotals = { calls: 0, errors: 0, items: 0, failedItems: 0, wireBytes: 0, bodyBytes: 0 }
    this.#totals.set(service, totals)
    return totals
  }
}
