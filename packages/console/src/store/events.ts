import { Ring, type RingLimits } from './ring.js'

/** One accepted EventBridge entry. */
export interface StoredEvent {
  readonly sequence: number
  readonly receivedAt: number
  readonly eventId: string
  /** Milliseconds since the epoch: the entry's own, else when it was received. */
  readonly time: number
  readonly source: string
  readonly detailType: string
  /** JSON text, as sent. */
  readonly detail: string
  readonly resources: readonly string[]
  readonly eventBusName: string
  readonly traceHeader: string | undefined
}

const EVENT_OVERHEAD_BYTES = 240

/** The events that arrived. */
export class Events {
  readonly ring: Ring<StoredEvent>
  #sequence = 0

  constructor(limits: RingLimits) {
    this.ring = new Ring<StoredEvent>(limits, sizeOf)
  }

  add(event: Omit<StoredEvent, 'sequence'>): void {
    this.#sequence += 1
    this.ring.push({ ...event, sequence: this.#sequence })
  }

  clear(): void {
    this.ring.clear()
  }
}

function sizeOf(event: StoredEvent): number {
  const resources = event.resources.reduce((bytes, resource) => bytes + Buffer.byteLength(resource), 0)
  return (
    Buffer.byteLength(event.detail) +
    Buffer.byteLength(event.source) +
    Buffer.byteLength(event.detailType) +
    resources +
    EVENT_OVERHEAD_BYTES
  )
}
