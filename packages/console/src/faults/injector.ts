import { createSeededRandom, type Random } from '../random.js'
import { type FaultSettings, NO_FAULTS, parseFaults } from './settings.js'

/** What becomes of one call as a whole. */
export type CallFault = 'reset' | 'throttle' | 'error500' | 'acceptThenDrop'

/** What becomes of one item of a call. */
export type ItemFault = 'throttle' | 'failure'

/** The faults drawn for one call. */
export interface DrawnFaults {
  readonly call: CallFault | undefined
  readonly latencyMs: number
  /** Draws for the next item. */
  readonly item: () => ItemFault | undefined
}

/** How often each fault was injected since the settings were made, by the name of the setting. */
export type FaultCounts = Readonly<Record<CallFault | 'partialFailure', number>>

const NONE: DrawnFaults = { call: undefined, latencyMs: 0, item: () => undefined }

/** Decides by a seeded random sequence which calls and which items fail. */
export class FaultInjector {
  #settings: FaultSettings = NO_FAULTS
  #random: Random = createSeededRandom(NO_FAULTS.seed)
  #counts: Record<CallFault | 'partialFailure', number> = noCounts()

  get settings(): FaultSettings {
    return this.#settings
  }

  get counts(): FaultCounts {
    return { ...this.#counts }
  }

  /** Replaces the settings and starts the random sequence anew. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
  set(value: unknown): void {
    this.#settings = parseFaults(value)
    this.#random = createSeededRandom(this.#settings.seed)
    this.#counts = noCounts()
  }

  clear(): void {
    this.set({})
  }

  draw(operation: string): DrawnFaults {
    const { operations, latencyMs, partialFailure } = this.#settings
    if (operations !== undefined && !operations.some((name) => name === operation)) return NONE
    return { call: this.#drawCall(), latencyMs, item: () => this.#drawItem(partialFailure) }
  }

  // All four numbers are drawn for every call, so that changing one probability does not shift the others' sequence.
  #drawCall(): CallFault | undefined {
    const { reset, throttle, error500, acceptThenDrop } = this.#settings
    const chances = [
      ['reset', reset, this.#random()],
      ['throttle', throttle, this.#random()],
      ['error500', error500, this.#random()],
      ['acceptThenDrop', acceptThenDrop, this.#random()],
    ] as const
    const hit = chances.find(([, probability, drawn]) => drawn < probability)?.[0]
    if (hit !== undefined) this.#counts[hit] += 1
    return hit
  }

  // The lower half of the failing range throttles and the upper half fails, so both retryable codes occur.
  #drawItem(probability: number): ItemFault | undefined {
    if (probability === 0) return undefined
    const drawn = this.#random()
    if (drawn >= probability) return undefined
    this.#counts.partialFailure += 1
    return drawn < probability / 2 ? 'throttle' : 'failure'
  }
}

function noCounts(): Record<CallFault | 'partialFailure', number> {
  return { reset: 0, throttle: 0, error500: 0, acceptThenDrop: 0, partialFailure: 0 }
}
