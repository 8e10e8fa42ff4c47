import type { EventEmitter } from 'node:events'

/** What is used of the global `process`. */
export type WatchedProcess = Pick<
  NodeJS.Process,
  'on' | 'off' | 'kill' | 'pid' | 'exitCode' | 'listenerCount' | 'rawListeners' | 'removeAllListeners'
> & {
  emit(event: string | symbol, ...args: unknown[]): boolean
  prependListener(event: string | symbol, listener: (...args: unknown[]) => void): unknown
  /** True from right before `exit` is emitted. */
  readonly _exiting?: boolean
  /** What keeps the event loop, by name; not every runtime knows it. */
  getActiveResourcesInfo?(): readonly string[]
}

/** What is decided about events of the process. */
export interface Decisions {
  /** Called before the listeners of others, where ours is not there; once for an event however they hand it on. */
  readonly onObserved: (event: string | symbol) => void
  /** Asked before ours is called: whether the event does what it does without any listener. @defaultValue never */
  readonly isLeftToNode?: ((event: string | symbol, args: readonly unknown[]) => boolean) | undefined
  /** Whether an event, also one that we do not listen for, follows from what we do, so that nobody is told. @defaultValue never */
  readonly isOurs?: ((event: string | symbol) => boolean) | undefined
  /** Called before any listener; may change the arguments. @defaultValue nothing */
  readonly onEmit?: ((event: string | symbol, args: unknown[]) => void) | undefined
  /** Called when a listener threw, before whoever emitted the event gets that. @defaultValue nothing */
  readonly onThrown?: ((event: string | symbol) => void) | undefined
}

/** Each event has arguments of its own. */
type Listener = (first: never, second: never) => void

/** A listener of others; a wrapper, such as that of `once`, names the function that it stands for. */
type ForeignListener = ((...args: unknown[]) => void) & { readonly listener?: unknown }

/**
 * Listens for events of the process that decide about its end, but only while nobody else does. Others decide by
 * how many listen (signal-exit raises a signal again only if it is alone, crash reporters end the process only
 * then), so with a listener of ours among theirs each side would leave the end to the other, and the process
 * would stay. When others listen, the event is only observed.
 */
export class ForeignListeners {
  readonly #process: WatchedProcess
  /** Ours, by event: all of them, and those of events that are listened for now. */
  readonly #own: ReadonlyMap<string | symbol, (...args: unknown[]) => void>
  readonly #active = new Map<string | symbol, (...args: unknown[]) => void>()
  readonly #decisions: Decisions
  /** Functions in the place of `process.emit` that hand on to our observation. */
  readonly #observing = new WeakSet<object>()
  #justObserved: string | symbol | undefined

  /** @param own Our listener of each event, called when it is alone. */
  constructor(watched: WatchedProcess, own: ReadonlyMap<string, Listener>, decisions: Decisions) {
    this.#process = watched
    this.#own = own as ReadonlyMap<string, (...args: unknown[]) => void>
    this.#decisions = decisions
  }

  /** Listens for every event. */
  attach(): void {
    this.#observe()
    if (this.#active.size === 0) {
      this.#process.on('newListener', this.#onNewListener)
      this.#process.on('removeListener', this.#onRemoveListener)
    }
    for (const [event, listener] of this.#own) {
      this.#active.set(event, listener)
      this.#balance(event)
    }
  }

  /** Listens no longer for some of them. */
  detach(events: readonly (string | symbol)[]): void {
    for (const event of events) {
      const listener = this.#active.get(event)
      this.#active.delete(event)
      if (listener !== undefined) this.#process.off(event, listener)
    }
    if (this.#active.size > 0) return
    this.#process.off('newListener', this.#onNewListener)
    this.#process.off('removeListener', this.#onRemoveListener)
  }

  readonly #onNewListener = (event: string | symbol): void => {
    // Once the new one is there: without any listener, a signal that comes in between would kill the process.
    queueMicrotask(() => this.#balance(event))
  }

  /** At once: whoever raises a signal again removes his listener first. */
  readonly #onRemoveListener = (event: string | symbol): void => this.#balance(event)

  /** Ours is there when nobody else is, and only then. */
  #balance(event: string | symbol): void {
    const listener = this.#active.get(event)
    if (listener === undefined) return
    const hasOurs = this.#process.listenerCount(event, listener) > 0
    const all = this.#process.rawListeners(event) as ForeignListener[]
    const hasOthers = all.some((other) => other !== listener && !isCompanion(other))
    if (hasOthers !== hasOurs) return
    if (hasOurs) this.#process.off(event, listener)
    else this.#process.on(event, listener)
  }

  /** There is no other way to see an event without being counted. Left in place: others may have wrapped it since. */
  #observe(): void {
    const watched = this.#process
    const { emit } = watched
    if (this.#observing.has(emit)) return
    const { isOurs, onEmit, onThrown } = this.#decisions
    const notice = (event: string | symbol, args: readonly unknown[]): void => this.#notice(event, args)
    const observed = function (this: EventEmitter, event: string | symbol, ...args: unknown[]): boolean {
      if (isOurs?.(event) === true) return true
      onEmit?.(event, args)
      notice(event, args)
      // Not caught: Node shows where it was thrown, and that would be here.
      let hasThrown = true
      try {
        const isHandled = emit.call(this as never, event, ...args)
        hasThrown = false
        return isHandled
      } finally {
        if (hasThrown) onThrown?.(event)
      }
    }
    this.#observing.add(observed)
    watched.emit = observed as typeof watched.emit
    for (const event of this.#own.keys()) this.#seeThrough(event)
  }

  /**
   * Node calls, for a signal, the `emit` that there was when somebody first listened for it, which may have been
   * before us. So those who listen already are wrapped, in the way of `once`, for which they can be found and removed.
   */
  #seeThrough(event: string | symbol): void {
    const watched = this.#process
    const notice = (): void => this.#notice(event, [])
    // From the last to the first, each put in front before it is removed: the order stays, and the signal is always handled.
    for (const theirs of (watched.rawListeners(event) as ForeignListener[]).reverse()) {
      const listener = theirs.listener ?? theirs
      const observed = function (this: unknown, ...args: unknown[]): void {
        notice()
        if (listener !== theirs) watched.off(event, observed)
        theirs.apply(this, args)
      }
      watched.prependListener(event, Object.assign(observed, { listener }))
      watched.off(event, theirs)
    }
  }

  #notice(event: string | symbol, args: readonly unknown[]): void {
    const listener = this.#active.get(event)
    if (listener === undefined) return
    // Others may have come in this very turn.
    this.#balance(event)
    if (this.#process.listenerCount(event, listener) > 0) {
      if (this.#decisions.isLeftToNode?.(event, args) === true) this.#standAside(event, listener)
      return
    }
    if (this.#justObserved === event) return
    this.#justObserved = event
    queueMicrotask(() => {
      this.#justObserved = undefined
    })
    this.#decisions.onObserved(event)
  }

  /** Ours is away for this one time. After it there is nothing more where it ends the process. */
  #standAside(event: string | symbol, listener: (...args: unknown[]) => void): void {
    this.#active.delete(event)
    this.#process.off(event, listener)
    queueMicrotask(() => {
      this.#active.set(event, listener)
      this.#balance(event)
    })
  }
}

/**
 * A listener that is there only while somebody else listens: `node:domain` adds it beside ours and removes it with
 * ours. To take it for somebody else would be to come and go for ever.
 */
function isCompanion(listener: ForeignListener): boolean {
  const { name } = (listener.listener ?? listener) as { readonly name?: unknown }
  return name === 'domainUncaughtExceptionClear'
}
