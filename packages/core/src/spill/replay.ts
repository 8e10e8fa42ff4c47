import type { Cancel, Clock } from '../clock.js'
import { outsideContext } from '../context/scope.js'
import type { RetrievalLimits, RetrievedLine, SpillStore } from './spill-store.js'

/** While there are lines to send again, the pipe is looked at this often, in ms; else the store is. */
const NEXT_LINES_MS = 250
const NEXT_LOOK_MS = 10_000

/** How a pipe stands with regard to what waits in a store. */
export interface PipeState {
  /** Items held, in flight included. */
  readonly items: number
  readonly bytes: number
  /** The last request failed as a whole. */
  readonly failing: boolean
}

export interface ReplayOptions {
  readonly store: SpillStore
  readonly clock: Clock
  /** What the pipe may hold of spilled lines; the rest of its buffer is kept free for new ones. */
  readonly room: RetrievalLimits
  readonly pipe: () => PipeState
  readonly enqueue: (line: RetrievedLine) => void
}

/** With a pipe that fails and holds nothing, one line is sent to learn whether the destination is back. */
const PROBE: RetrievalLimits = { maxLines: 1, maxBytes: 1 }

/** Sends what waits in a store, at the pace at which the pipe takes it, as long as the process lives. */
export class Replay {
  readonly #options: ReplayOptions
  #cancelNext: Cancel = () => {}
  #isStopped = false

  constructor(options: ReplayOptions) {
    this.#options = options
  }

  /** Begins to look for what waits in the store. */
  start(): void {
    outsideContext(() => void this.#send())
  }

  /** Sends nothing any more. What waits stays where it is. */
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
    const { store, enqueue } = this.#options
    const limits = this.#limits()
    if (limits === undefined) return 0
    const lines = await store.retrieve(limits)
    // What came too late stays in the store, for the next process.
    if (this.#isStopped) return 0
    for (const line of lines) enqueue(line)
    return lines.length
  }

  /** For how much the pipe has room now; undefined while it has none or delivers nothing. */
  #limits(): RetrievalLimits | undefined {
    const { room, pipe } = this.#options
    const { items, bytes, failing } = pipe()
    if (failing) return items === 0 ? PROBE : undefined
    const maxLines = room.maxLines - items
    const maxBytes = room.maxBytes - bytes
    return maxLines <= 0 || maxBytes <= 0 ? undefined : { maxLines, maxBytes }
  }
}
