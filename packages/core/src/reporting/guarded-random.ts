import { disown } from '../thenable.js'

/** Stands for what is no number from 0 to 1. */
const MIDDLE = 0.5

/** The random numbers of the application: from 0 to 1, without 1, whatever its function gives or does. */
export function guardedRandom(random: () => number): () => number {
  return () => {
    try {
      const value: unknown = random()
      if (typeof value === 'number' && value >= 0 && value < 1) return value
      disown(value)
    } catch {
      // Nothing but the spread of attempts depends on it.
    }
    return MIDDLE
  }
}
