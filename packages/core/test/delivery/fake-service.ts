import {
  createDelivery,
  type Delivery,
  type DeliveryOptions,
  type DeliveryResult,
  type ItemFailure,
  type LossReport,
  NOTHING_HELD,
  type RequestFailure,
  type SendContext,
  type SendOutcome,
} from '../../src/delivery/index.js'
import type { Clock, Diagnostic } from '../../src/index.js'
import { createManualClock, createSeededRandom, type ManualClock } from '../../src/testing/index.js'

export interface Item {
  readonly id: number
  readonly bytes: number
  readonly priority: number
}

export type Answer = (items: readonly Item[], context: SendContext) => Promise<SendOutcome> | SendOutcome

/** A destination whose answers a test scripts, with all it was sent. */
export interface FakeService {
  readonly requests: (readonly Item[])[]
  /** Monotonic milliseconds of each request. */
  readonly moments: number[]
  readonly accepted: Item[]
  answer: Answer
}

export interface Harness<C extends Clock = ManualClock> {
  readonly delivery: Delivery<Item>
  readonly service: FakeService
  readonly clock: C
  readonly diagnostics: Diagnostic[]
  readonly unsent: Item[]
  readonly losses: LossReport[]
  /** Enqueues `count` items and returns whether each was accepted. */
  offer(count: number, item?: Partial<Omit<Item, 'id'>>): boolean[]
  /** The codes of all diagnostics. */
  codes(): string[]
  /** The messages of the diagnostics with that code. */
  messages(code: string): string[]
}

export const LIMITS = { maxBatchItems: 10, maxBatchBytes: 1_000, maxItemBytes: 200 } as const

export function createHarness(options: Partial<DeliveryOptions<Item>> = {}, seed = 1): Harness {
  return createHarnessWith(createManualClock(), options, seed)
}

export function createHarnessWith<C extends Clock>(
  clock: C,
  options: Partial<DeliveryOptions<Item>> = {},
  seed = 1,
): Harness<C> {
  const service: FakeService = { requests: [], moments: [], accepted: [], answer: () => ({}) }
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
      service.moments.push(clock.monotonic())
      const outcome = await service.answer(items, context)
      const refused = new Set(outcome.failed?.map((failure) => failure.index))
      service.accepted.push(...items.filter((_item, index) => !refused.has(index)))
      return outcome
    },
    classify: classifyFault,
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
    codes: () => diagnostics.map(({ code }) => code),
    messages: (code) => diagnostics.flatMap((diagnostic) => (diagnostic.code === code ? [diagnostic.message] : [])),
  }
}

/** A failure of a request, of the given kind. */
class Fault extends Error {
  readonly failure: Omit<RequestFailure, 'error'>

  constructor(failure: Omit<RequestFailure, 'error'>) {
    super(`a fault that is ${failure.kind}`)
    this.failure = failure
  }
}

/** Why a request fails, as the destination's `classify` sees it. */
export function fault(kind: RequestFailure['kind'], more: Partial<Omit<RequestFailure, 'error' | 'kind'>> = {}): Error {
  return new Fault({ kind, code: `Code-${kind}`, ...more })
}

/** An answer that fails each time. */
export function failing(...failure: Parameters<typeof fault>): Answer {
  return () => Promise.reject(fault(...failure))
}

function classifyFault(error: unknown): RequestFailure {
  const failure = error instanceof Fault ? error.failure : { kind: 'transient' as const, code: 'Other' }
  return { ...failure, error }
}

export function throttledItem(index: number): ItemFailure {
  return { index, kind: 'throttled', code: 'ItemThrottled' }
}

export function rejectedItem(index: number): ItemFailure {
  return { index, kind: 'rejected', code: 'ItemInvalid' }
}

/** An account with what is given, and nothing else. */
export function account(counts: Partial<DeliveryResult> = {}): DeliveryResult {
  return { ...NOTHING_HELD, ...counts }
}

export function ids(items: readonly Item[]): number[] {
  return items.map((item) => item.id)
}

/** The whole numbers from `from` up to and without `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_unused, index) => from + index)
}
