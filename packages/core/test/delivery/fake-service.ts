import {
  createDelivery,
  type Delivery,
  type DeliveryOptions,
  type ItemFailure,
  type LossReport,
  type SendContext,
  type SendOutcome,
} from '../../src/delivery/index.js'
import type { Diagnostic } from '../../src/index.js'
import { createManualClock, createSeededRandom, type ManualClock } from '../../src/testing.js'

export interface Item {
  readonly id: number
  readonly bytes: number
  readonly priority: number
}

export type Answer = (items: readonly Item[], context: SendContext) => Promise<SendOutcome> | SendOutcome

/** A destination whose answers a test scripts, with all it was sent. */
export interface FakeService {
  readonly requests: (readonly Item[])[]
  readonly accepted: Item[]
  answer: Answer
}

export function createFakeService(): FakeService {
  return { requests: [], accepted: [], answer: () => ({}) }
}

export interface Harness {
  readonly delivery: Delivery<Item>
  readonly service: FakeService
  readonly clock: ManualClock
  readonly diagnostics: Diagnostic[]
  readonly unsent: Item[]
  readonly losses: LossReport[]
  /** Enqueues `count` items and returns whether each was accepted. */
  offer(count: number, item?: Partial<Omit<Item, 'id'>>): boolean[]
}

export const LIMITS = { maxBatchItems: 10, maxBatchBytes: 1_000, maxItemBytes: 200 } as const

export function createHarness(options: Partial<DeliveryOptions<Item>> = {}, seed = 1): Harness {
  const service = createFakeService()
  const clock = createManualClock()
  const diagnostics: Diagnostic[] = []
  const unsent: Item[] = []
  const losses: LossReport[] = []
  let nextId = 0
  const delivery = createDelivery<Item>({
    name: 'test',
    limits: LIMITS,
    measure: (item) => item.bytes,
    priority: (item) => item.priority,
    async send(items, context) {
      service.requests.push(items)
      const outcome = await service.answer(items, context)
      const refused = new Set(outcome.failed?.map((failure) => failure.index))
      service.accepted.push(...items.filter((_item, index) => !refused.has(index)))
      return outcome
    },
    clock,
    random: createSeededRandom(seed),
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    onUnsent: (items) => unsent.push(...items),
    onLoss: (report) => losses.push(report),
    ...options,
  })
  return {
    delivery,
    service,
    clock,
    diagnostics,
    unsent,
    losses,
    offer: (count, item = {}) =>
      Array.from({ length: count }, () => delivery.enqueue({ id: nextId++, bytes: 10, priority: 0, ...item })),
  }
}

/** An error as the AWS SDK throws it. */
export function awsError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } })
}

export function throttledItem(index: number): ItemFailure {
  return { index, kind: 'throttled', code: 'ServiceUnavailableException' }
}

export function ids(items: readonly Item[]): number[] {
  return items.map((item) => item.id)
}
