import type { Report } from '@org/core'
import type {
  RetrievalLimits,
  RetrievedLine,
  SpilledLine,
  SpillReceipt,
  SpillStats,
  SpillStore,
} from './spill-store.js'

/** A store of the application, whose mistakes must not disturb the logger. */
export class GuardedSpillStore implements SpillStore {
  readonly #store: SpillStore
  readonly #report: Report

  constructor(store: SpillStore, report: Report) {
    this.#store = store
    this.#report = report
  }

  keep(line: SpilledLine): SpillReceipt | undefined {
    return this.#guard(() => this.#store.keep(line), undefined)
  }

  letGo(receipt: SpillReceipt): void {
    this.#guard(() => this.#store.letGo(receipt), undefined)
  }

  forget(receipt: SpillReceipt): void {
    this.#guard(() => this.#store.forget(receipt), undefined)
  }

  async retrieve(limits: RetrievalLimits): Promise<readonly RetrievedLine[]> {
    return this.#guardAsync(() => this.#store.retrieve(limits), [])
  }

  async written(): Promise<boolean> {
    return this.#guardAsync(() => this.#store.written(), false)
  }

  /** Throws what the store throws: then nobody knows what is kept, and all of it counts as unsent. */
  close(): readonly SpilledLine[] {
    return this.#store.close()
  }

  stats(): SpillStats {
    return this.#guard(() => this.#store.stats(), { lines: 0, bytes: 0 })
  }

  #guard<R>(call: () => R, otherwise: R): R {
    try {
      return call()
    } catch (error) {
      this.#failed(error)
      return otherwise
    }
  }

  async #guardAsync<R>(call: () => Promise<R>, otherwise: R): Promise<R> {
    try {
      return await call()
    } catch (error) {
      this.#failed(error)
      return otherwise
    }
  }

  #failed(error: unknown): void {
    this.#report({ level: 'error', code: 'MON_CALLBACK_FAILED', message: 'A method of `spill.store` threw.', error })
  }
}
