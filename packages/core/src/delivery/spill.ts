/** Why a pipe cannot hold an item any longer: the buffer is full, or `retry.maxAgeMs` is over. */
export const SPILL_REASONS = ['overflow', 'expired'] as const
/** When an item is handed to the spill: one of {@link SPILL_REASONS}. */
export type SpillReason = (typeof SPILL_REASONS)[number]

/**
 * Keeps items outside the pipe, so that they outlive its buffer and its process. Every method is
 * synchronous and must not wait.
 */
export interface Spill<T> {
  /** Takes over an item that would be lost. @returns whether it did; otherwise the item is counted as dropped */
  take(item: T, reason: SpillReason): boolean
  /**
   * Takes over what a pipe holds at its end, before it returns. @returns the items it could not keep, of these and of
   * those that it took before
   */
  takeAll(items: readonly T[]): readonly T[]
  /** An item was delivered, or lost for good: it need not be kept any longer. */
  settled(item: T): void
}
