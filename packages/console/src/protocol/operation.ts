import type { Structure } from './members.js'

/** What an operation needs besides its input. */
export interface OperationContext {
  /** Milliseconds since the epoch at which the request arrived. */
  readonly receivedAt: number
  /** Bytes of the body after decompression. */
  readonly bodyBytes: number
  /** Whether an injected fault refuses the next item; undefined when it does not, else the code to answer. */
  readonly refuseItem: () => 'throttle' | 'failure' | undefined
}

/** What an operation answers, and the figures for the record of calls. */
export interface OperationResult {
  readonly output: Structure
  readonly items: number
  readonly failedItems: number
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** One operation. It validates first and stores after, so that a refused request leaves no trace. */
export interface Operation {
  /** How many items the input holds, for the record of calls when the request is refused. */
  readonly countItems: (input: Structure) => number
  readonly run: (input: Structure, context: OperationContext) => OperationResult
}
