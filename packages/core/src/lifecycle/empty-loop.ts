import type { WatchedProcess } from './foreign-listeners.js'

export interface EmptyLoopOptions {
  readonly watched: WatchedProcess
  /** Whether anybody has something to lose. */
  readonly isNeeded: () => boolean
  /** Whether requests of ours are under way, which keep the event loop as the work of others does. */
  readonly isBusy: () => boolean
  /** Keeps the process until what is held is delivered, or the time is up. Never rejects. */
  readonly deliver: () => Promise<void>
}

/** Consoles stand in the list of what is active, but keep no process. */
const CONSOLE = 'TTYWrap'

/**
 * Delivers when the event loop is empty, and lets nobody notice. Node emits `beforeExit` then, and again whenever work
 * that came meanwhile is done, so that the listeners of others would run once more for the delivery. So it begins only
 * when nothing of others is left to do, and the `beforeExit` that follows it is kept from them. What they record in
 * their listeners is delivered, too.
 */
export class EmptyLoop {
  readonly #options: EmptyLoopOptions
  /** `emitted` within `beforeExit`; `ended` after it, until anything else runs. */
  #moment: 'emitted' | 'ended' | undefined
  /** How much was active when the loop was empty: what is idle stands in the list all the same. */
  #idle = 0
  #isLooking = false
  #isKept = false

  /** Listens from now on, as the first thing to lose may come in a listener of others. */
  constructor(options: EmptyLoopOptions) {
    this.#options = options
    options.watched.prependListener('beforeExit', this.#onEmpty)
  }

  /** Whether an event follows from our delivery alone, so that nobody is told of it. */
  isOurs(event: string | symbol): boolean {
    if (event !== 'beforeExit' || !this.#isKept) return false
    this.#isKept = false
    return true
  }

  /** There is something to lose that was not there before. */
  needed(): void {
    if (this.#moment === 'ended' && !this.#othersWork()) this.#lookAgain()
  }

  readonly #onEmpty = (): void => {
    this.#moment = 'emitted'
    this.#idle = this.#active()
    setImmediate(() => {
      this.#moment = undefined
    }).unref()
    process.nextTick(() => {
      this.#moment = 'ended'
      if (this.#options.isNeeded() && !this.#othersWork()) this.#lookAgain()
    })
  }

  /** A turn later, when what others began in promises can be seen. */
  #lookAgain(): void {
    if (this.#isLooking || this.#isKept) return
    this.#isLooking = true
    setImmediate(() => {
      this.#isLooking = false
      // Node emits `beforeExit` again when they are done.
      if (this.#othersWork()) return
      this.#isKept = true
      void this.#options.deliver()
    })
  }

  #othersWork(): boolean {
    return this.#active() > this.#idle && !this.#options.isBusy()
  }

  #active(): number {
    const names = this.#options.watched.getActiveResourcesInfo?.() ?? []
    return names.filter((name) => name !== CONSOLE).length
  }
}
