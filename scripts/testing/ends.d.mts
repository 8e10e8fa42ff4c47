import type { Ending } from './endings.mjs'
import type { Ended } from './run-program.mjs'

/** One way to end. */
export interface End {
  readonly ending: Ending
  /** Which budget the end has: that of a signal and an empty event loop, that of a crash, or none. */
  readonly time: 'end' | 'crash' | 'none'
}

export type Destination = 'healthy' | 'denied' | 'hanging' | 'dead'

export const ENDS: readonly End[]
export const DESTINATIONS: readonly Destination[]
export const END_CASES: readonly (End & { readonly destination: Destination; readonly isSpilling: boolean })[]

/** Tests that run beside each other each have to say when they are over. */
export interface Over {
  onTestFinished(release: () => unknown): void
}

/** Runs a program of {@link endBy} to its end; a signal is sent where it waits for one. */
export function runToEnd(program: string, argument: { readonly ending: string }): Promise<Ended>

export interface StartedDestination {
  readonly url: string
  /** Bodies of the requests of one operation that were taken. */
  // biome-ignore lint/suspicious/noExplicitAny: each operation has a body of its own
  taken(operation: string): readonly any[]
}

export function startDestination(destination: Destination, over: Over): Promise<StartedDestination>

export interface SpillDirectory {
  readonly directory: string
  /** Files in which something waits. */
  segments(): readonly string[]
}

export function createSpillDirectory(over: Over): SpillDirectory
