import type { Cancel, Clock } from '@org/core'
import type { RetrievalLimits, RetrievedLine, SpillStore } from './spill-store.js'

/** While there are lines to send again, the pipe is looked at this often, in ms; else the store is. */
const NEXT_LINES_MS = 250
const NEXT_LOOK_MS = 10_000

export interface ReplayOptions {
  readonly store: SpillStore
  readonly clock: Clock
  /** For how much the pipe has room now; undefined while it has none or delivers nothing. */
  readonly room: () => RetrievalLimits | undefined
  readonly enqueue: (line: RetrievedLine) => void
}

/** Sends what waits in a store, at the pace at which the pipe takes it, as long as the process lives. */
export class Replay {
  readonly #options: ReplayOptions
  #cancelNext: Cancel = () => {}
  #isStopped = false

  constructor(options: ReplayOptions) {
    this.#options = options
  }

  start(): void {
    void this.#send()
  }

  stop(): void {
    this.#isStopped = true
    this.#cancelNext()
  }

  async #send(): Promise<void> {
    const count = await this.#sendSome()
    if (this.#isStopped) return
    this.#cancelNext = this.#options.clock.schedule(() => this.start(), count > 0 ? NEXT_LINES_MS : NEXT_LOOK_MS)
  }

  /** @returns how many lines were sent */
  async #sendSome(): Promise<number> {
    const { store, room, enqueue } = this.#options
    const limits = room()
    if (limits === undefined) return 0
    const lines = await store.retrieve(limits)
    // What came too late stays in the store, for the next process.
    if (this.#isStopped) return 0
    for (const line of lines) enqueue(line)
    return lines.length
  }
}
