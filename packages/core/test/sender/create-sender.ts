import { onTestFinished } from 'vitest'
import type { AwsPort } from '../../src/aws/index.js'
import { type DeliveryResult, type LossReport, NOTHING_HELD } from '../../src/delivery/index.js'
import type { Lifecycle, Participant } from '../../src/lifecycle/index.js'
import { createReport, type Diagnostic } from '../../src/reporting/index.js'
import { Sender, type SenderOptions } from '../../src/sender/index.js'
import type { SpillReceipt } from '../../src/spill/index.js'
import { createManualClock, createSeededRandom, type ManualClock } from '../../src/testing/index.js'

/** What the tests send: no log line, so that nothing of a package can hide in the way out. */
export interface Parcel {
  readonly id: number
  readonly weight: number
  receipt?: SpillReceipt | undefined
}

export interface Request {
  readonly Parcels: readonly number[]
}
export interface Answer {
  readonly Refused: readonly number[]
}

type Options = SenderOptions<Parcel, Request, Answer>
type Reply = (request: Request, signal: AbortSignal) => Promise<Answer> | Answer

export interface SenderHarness {
  readonly sender: Sender<Parcel, Request, Answer>
  readonly clock: ManualClock
  readonly diagnostics: Diagnostic[]
  readonly losses: LossReport[]
  /** Ids of each request, and those that were taken. */
  readonly requests: (readonly number[])[]
  readonly accepted: number[]
  /** How often the connections were closed. */
  closed: number
  reply: Reply
  /** Enqueues so many parcels with the next ids. */
  offer(count: number): boolean[]
  codes(): string[]
}

export const accept: Reply = () => ({ Refused: [] })

/** A reply that fails each time, with an error as the AWS SDK throws it, or Node. */
export function failWith(name: string, more: object = {}): Reply {
  return () => Promise.reject(Object.assign(new Error(`${name} of the service`), { name, ...more }))
}

export function createSender(options: Partial<Options> = {}): SenderHarness {
  const clock = createManualClock()
  const diagnostics: Diagnostic[] = []
  const losses: LossReport[] = []
  const requests: (readonly number[])[] = []
  const accepted: number[] = []
  let nextId = 0
  const port: Required<AwsPort<Request, Answer>> = {
    async send(request, { signal }) {
      requests.push(request.Parcels)
      const answer = await harness.reply(request, signal)
      accepted.push(...request.Parcels.filter((id) => !answer.Refused.includes(id)))
      return answer
    },
    close() {
      harness.closed += 1
    },
  }
  const sender = new Sender<Parcel, Request, Answer>({
    name: 'parcels:Depot',
    noun: 'parcel',
    phase: 'telemetry',
    common: { clock, random: createSeededRandom(1), exitHooks: false },
    report: createReport({
      source: 'parcels:Depot',
      clock,
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    }),
    port,
    tuning: {},
    spill: undefined,
    limits: { maxBatchItems: 10, maxBatchBytes: 1_000, maxItemBytes: 200 },
    measure: ({ weight }) => weight,
    async exchange(items, send) {
      const { Refused } = await send({ Parcels: items.map(({ id }) => id) })
      return {
        failed: items.flatMap(({ id }, index) =>
          Refused.includes(id) ? [{ index, kind: 'rejected', code: 'TooHeavy' } as const] : [],
        ),
      }
    },
    encode,
    decode,
    onLoss: (report) => losses.push(report),
    ...options,
  })
  const harness: SenderHarness = {
    sender,
    clock,
    diagnostics,
    losses,
    requests,
    accepted,
    closed: 0,
    reply: accept,
    offer: (count) => Array.from({ length: count }, () => sender.enqueue({ id: nextId++, weight: 10 })),
    codes: () => diagnostics.map(({ code }) => code),
  }
  return harness
}

export const encode: Options['encode'] = ({ id, weight }) => ({ line: JSON.stringify({ id, weight }), priority: 0 })

export const decode: Options['decode'] = ({ line }) => {
  const { id, weight } = JSON.parse(line) as Partial<Parcel>
  return typeof id === 'number' && typeof weight === 'number' ? { id, weight } : undefined
}

export function account(counts: Partial<DeliveryResult> = {}): DeliveryResult {
  return { ...NOTHING_HELD, ...counts }
}

const lifecycleKey = Symbol.for('@org/core/lifecycle/v1')

/** Puts a lifecycle in place of the process's own, for the test, and says who watches the end. */
export function watchEnds(): ReadonlySet<Participant> {
  const participants = new Set<Participant>()
  const lifecycle: Lifecycle = {
    add: (participant) => void participants.add(participant),
    remove: (participant) => void participants.delete(participant),
    async flush(timeoutMs) {
      await Promise.all([...participants].map((participant) => participant.flush(timeoutMs)))
    },
  }
  const holder = globalThis as { [lifecycleKey]?: Lifecycle | undefined }
  const before = holder[lifecycleKey]
  holder[lifecycleKey] = lifecycle
  onTestFinished(() => {
    holder[lifecycleKey] = before
  })
  return participants
}
