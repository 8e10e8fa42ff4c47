import type { FailureKind, RequestFailure } from '../../failure.js'

/** How failed items are paced. */
export interface RetryOptions {
  /** Ceiling of the first backoff, in ms. @defaultValue 100 */
  readonly baseDelayMs?: number | undefined
  /** Ceiling of every backoff, in ms. @defaultValue 10_000 */
  readonly maxDelayMs?: number | undefined
  /**
   * An item that fails is given up and counted as `expired` when so much time has passed since it first failed, in
   * ms. What was never tried does not age: it is tried, however long the process was frozen. @defaultValue 300_000
   */
  readonly maxAgeMs?: number | undefined
  /** Pace of the attempts while the destination is unavailable (missing, access denied) or refuses everything, in ms. @defaultValue 30_000 */
  readonly probeIntervalMs?: number | undefined
}

/** With no pause at all, a request that fails at once would leave nothing else of the process its turn. */
const MIN_DELAY_MS = 1

/** Full jitter: anywhere between 1 ms and the exponential ceiling. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
export function fullJitterDelay(attempt: number, draw: number, baseDelayMs: number, maxDelayMs: number): number {
  return Math.max(MIN_DELAY_MS, draw * Math.min(maxDelayMs, baseDelayMs * 2 ** Math.max(0, attempt - 1)))
}

const BUDGET_CAPACITY = 500
const BUDGET_COST_PER_RETRY = 5
const BUDGET_REFUND_PER_SUCCESS = 2

/**
 * Retries of whole requests are paid from a budget that successes refill, so that a long outage is met
 * with patience, not with a storm. It lasts for ever while fewer than two of seven requests fail.
 * Items of a partial failure are free: the service answers, and their own backoff grows.
 */
export class RetryBudget {
  #tokens = BUDGET_CAPACITY

  /** Pays for one retry; false when the budget is spent. */
  spend(): boolean {
    if (this.#tokens < BUDGET_COST_PER_RETRY) return false
    this.#tokens -= BUDGET_COST_PER_RETRY
    return true
  }

  refund(): void {
    this.#tokens = Math.min(BUDGET_CAPACITY, this.#tokens + BUDGET_REFUND_PER_SUCCESS)
  }
}

/** Requests at once: halved on throttling, one more after as many successes as are allowed now. */
export class ConcurrencyLimit {
  readonly #max: number
  #current: number
  #successes = 0

  constructor(initial: number, max: number) {
    this.#current = initial
    this.#max = max
  }

  get current(): number {
    return this.#current
  }

  throttled(): void {
    this.#current = Math.max(1, Math.floor(this.#current / 2))
    this.#successes = 0
  }

  succeeded(): void {
    this.#successes += 1
    if (this.#successes < this.#current || this.#current >= this.#max) return
    this.#current += 1
    this.#successes = 0
  }
}

/**
 * Refusals of whole requests in a row that cost no time: enough to find a culprit among thousands by
 * halving. More say that it is not about one culprit.
 */
const FREE_REFUSALS = 16

/** Failures in a row that the next attempt may cure are answered at once this often. More say that it does not. */
const MAX_CURES = 3

/**
 * Decides when the next request may go. A request that fails as a whole closes the gate for a
 * backoff; after it one request at a time tries, until one succeeds.
 */
export class Gate {
  readonly #retry: Required<{ [K in keyof RetryOptions]: number }>
  readonly #random: () => number
  readonly #budget = new RetryBudget()
  readonly #concurrency: ConcurrencyLimit
  #failuresInARow = 0
  #refusalsInARow = 0
  #curesInARow = 0
  /** When the last failure that may be cured came, in monotonic ms. */
  #curableAt = Number.NEGATIVE_INFINITY
  #closedUntil = Number.NEGATIVE_INFINITY
  #unavailable = false

  constructor(
    retry: Required<{ [K in keyof RetryOptions]: number }>,
    concurrency: { readonly initial: number; readonly max: number },
    random: () => number,
  ) {
    this.#retry = retry
    this.#random = random
    this.#concurrency = new ConcurrencyLimit(concurrency.initial, concurrency.max)
  }

  /** Monotonic moment before which no request goes. */
  get closedUntil(): number {
    return this.#closedUntil
  }

  /** The destination cannot take anything until somebody acts. */
  get unavailable(): boolean {
    return this.#unavailable
  }

  /** The last request failed as a whole. */
  get failing(): boolean {
    return this.#failuresInARow > 0 || this.doubtful
  }

  /** The service has refused the content of so many requests in a row that it may refuse everything. */
  get doubtful(): boolean {
    return this.#refusalsInARow > FREE_REFUSALS
  }

  /** Requests that may be under way at once. */
  get concurrency(): number {
    return this.failing ? 1 : this.#concurrency.current
  }

  /** A request was answered and something was taken; `partly` if not everything. */
  succeeded(partly: boolean): void {
    this.reached()
    this.#refusalsInARow = 0
    this.#closedUntil = Number.NEGATIVE_INFINITY
    this.#budget.refund()
    if (!partly) this.#concurrency.succeeded()
  }

  /**
   * A request that began at `begunAt` failed as a whole; `hurried` when there is no time to be patient beyond the
   * backoff.
   * @returns what the failure counts as: one that the next attempts did not cure counts as another
   */
  failed(
    { kind, otherwise }: Pick<RequestFailure, 'kind' | 'otherwise'>,
    now: number,
    { hurried = false, begunAt = now }: { readonly hurried?: boolean; readonly begunAt?: number } = {},
  ): FailureKind {
    this.#failuresInARow += 1
    if (kind === 'curable') this.#curable(now, begunAt)
    else this.#curesInARow = 0
    const isCureTried = kind === 'curable' && this.#curesInARow <= MAX_CURES
    const counted = kind === 'curable' && !isCureTried ? (otherwise ?? 'unavailable') : kind
    this.#unavailable = counted === 'unavailable'
    if (counted === 'throttled') this.#concurrency.throttled()
    this.#closedUntil = now + this.#delayAfterFailure(counted, hurried)
    return counted
  }

  /** The service refused the content of a whole request. */
  refused(now: number): void {
    this.#refusalsInARow += 1
    this.reached()
    if (!this.doubtful) return
    const { baseDelayMs, probeIntervalMs } = this.#retry
    this.#closedUntil =
      now + fullJitterDelay(this.#refusalsInARow - FREE_REFUSALS, this.#random(), baseDelayMs, probeIntervalMs)
  }

  /** The service answered, whatever it thinks of the items. */
  reached(): void {
    this.#failuresInARow = 0
    this.#curesInARow = 0
    this.#unavailable = false
  }

  /** Items of an answered request were throttled. */
  slowDown(): void {
    this.#concurrency.throttled()
  }

  /** A function from attempts to backoff for the items of one partial failure, which share one draw so that they stay together. */
  itemBackoff(): (attempts: number) => number {
    const draw = this.#random()
    return (attempts) => fullJitterDelay(attempts, draw, this.#retry.baseDelayMs, this.#retry.maxDelayMs)
  }

  /** Opens no later than `latest`. */
  hasten(latest: number): void {
    this.#closedUntil = Math.min(this.#closedUntil, latest)
  }

  /** What was under way beside the last one had no cure yet: requests that fail together count once. */
  #curable(now: number, begunAt: number): void {
    if (begunAt > this.#curableAt) this.#curesInARow += 1
    this.#curableAt = now
  }

  #delayAfterFailure(kind: FailureKind, hurried: boolean): number {
    const { baseDelayMs, maxDelayMs, probeIntervalMs } = this.#retry
    if (kind === 'curable') return MIN_DELAY_MS
    // Half to whole, so that the processes of a fleet do not probe in step.
    if (kind === 'unavailable') return probeIntervalMs * (0.5 + this.#random() / 2)
    if (!this.#budget.spend() && !hurried) return maxDelayMs
    return fullJitterDelay(this.#failuresInARow, this.#random(), baseDelayMs, maxDelayMs)
  }
}
