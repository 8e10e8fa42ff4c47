/**
 * Why an item was given up.
 *
 * - `overflow`: the buffer was full. - `tooLarge`: above the service's limit for one item. - `invalid`: it could not be measured.
 * - `expired`: not delivered within `retry.maxAgeMs` of its first failure. - `rejected`: refused by the service.
 * - `closed`: offered after shutdown. - `unsent`: not delivered when the time for shutdown was up.
 */
export const DROP_REASONS = ['overflow', 'tooLarge', 'invalid', 'expired', 'rejected', 'closed', 'unsent'] as const
/** Why an item was given up: one of {@link DROP_REASONS}. */
export type DropReason = (typeof DROP_REASONS)[number]
