import type { Clock } from '../clock.js'

/** What lasts or flaps is told at most this often, in ms; the counts stay exact. */
export const REPEAT_INTERVAL_MS = 60_000

/** Subjects of one code that are told within the interval; they may come from data, such as the name of a level. */
const MAX_SUBJECTS = 100

interface Told {
  at: number
  suppressed: number
}

interface CodeState {
  readonly subjects: Map<string, Told>
  /** Suppressed since the last one that was told, of subjects for which there is no room. */
  crowded: number
}

/**
 * Lets the same thing be said at most once a minute. What is the same is decided by code and subject
 * together: the third check that fails is another subject, and is told too.
 */
export class Limiter {
  readonly #clock: Pick<Clock, 'monotonic'>
  readonly #codes = new Map<string, CodeState>()

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock
  }

  /** Whether this may be said now, and then how often it was not since it was last said. */
  admit(code: string, subject = ''): { readonly suppressed: number } | undefined {
    const now = this.#clock.monotonic()
    const state = this.#stateOf(code)
    const known = state.subjects.get(subject)
    if (known !== undefined && now - known.at < REPEAT_INTERVAL_MS) {
      known.suppressed += 1
      return undefined
    }
    if (known === undefined && !hasRoom(state, now)) {
      state.crowded += 1
      return undefined
    }
    const suppressed = (known?.suppressed ?? 0) + state.crowded
    state.crowded = 0
    state.subjects.set(subject, { at: now, suppressed: 0 })
    return { suppressed }
  }

  /** The trouble is over: when it comes back, it is told at once. */
  forget(code: string, subject = ''): void {
    this.#codes.get(code)?.subjects.delete(subject)
  }

  /** Codes are constants of these packages, so their number is bounded. */
  #stateOf(code: string): CodeState {
    let state = this.#codes.get(code)
    if (state === undefined) {
      state = { subjects: new Map(), crowded: 0 }
      this.#codes.set(code, state)
    }
    return state
  }
}

function hasRoom(state: CodeState, now: number): boolean {
  const { subjects } = state
  if (subjects.size < MAX_SUBJECTS) return true
  for (const [subject, told] of subjects) {
    if (now - told.at < REPEAT_INTERVAL_MS) continue
    subjects.delete(subject)
    state.crowded += told.suppressed
  }
  return subjects.size < MAX_SUBJECTS
}
