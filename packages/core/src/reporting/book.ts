import type { Diagnostic } from './diagnostic.js'
import type { Report } from './report.js'

/** How one kind of entry is told. */
export interface Explanation {
  /** Code of the diagnostic, `MON_…`. */
  readonly code: string
  /** Half a sentence: what happened, and what became of it. */
  readonly text: string
  /** @defaultValue 'warn' */
  readonly level?: Diagnostic['level'] | undefined
}

/** What a {@link Book} is made with. */
export interface BookOptions<K extends string> {
  /** Where cases are told. */
  readonly report: Report
  /** What the subjects are, such as `Metric`. */
  readonly noun: string
  /** How each kind is told. */
  readonly explanations: Readonly<Record<K, Explanation>>
}

/** So many different cases are told; beyond, all are only counted. */
const MAX_TOLD = 1_000

/** Subjects come from the application, so that they are shortened. */
const MAX_SUBJECT_LENGTH = 256

/**
 * The book of what was refused or adjusted: counts every case by kind, and tells it once for each kind
 * and subject. For mistakes of a program, which do not pass by themselves.
 */
export class Book<K extends string> {
  readonly #options: BookOptions<K>
  readonly #counts = new Map<K, number>()
  readonly #told = new Set<string>()

  constructor(options: BookOptions<K>) {
    this.#options = options
  }

  /**
   * @param details Names and figures only, never a value that the application recorded.
   * @param places What of the subject is concerned, such as the paths of a detail; other places are another case.
   */
  note(
    kind: K,
    subject: unknown,
    details: Readonly<Record<string, unknown>> = {},
    places: readonly string[] = [],
  ): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
    // Without types, an application may hand over anything as a name.
    const name = typeof subject === 'string' ? subject.slice(0, MAX_SUBJECT_LENGTH) : `(${typeof subject})`
    const key = JSON.stringify([kind, name, places])
    if (this.#told.has(key) || this.#told.size >= MAX_TOLD) return
    const { report, noun, explanations } = this.#options
    const { code, text, level = 'warn' } = explanations[kind]
    const at = places.length === 0 ? '' : ` At: ${places.join(', ')}.`
    const message = `${noun} "${name}": ${text}.${at} Further cases are counted in stats() only.`
    const isTold = report.seldom({ level, code, subject: name, message, details: { ...details, kind } }, key)
    if (isTold) this.#told.add(key)
  }

  /** How many cases there were of each kind. */
  count<Some extends K>(kinds: readonly Some[]): Readonly<Record<Some, number>> {
    return Object.fromEntries(kinds.map((kind) => [kind, this.#counts.get(kind) ?? 0])) as Record<Some, number>
  }
}
