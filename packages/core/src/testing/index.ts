export type { ManualClock } from './manual-clock.js'
export { createManualClock, createSeededRandom } from './manual-clock.js'
