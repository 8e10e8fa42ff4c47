import type { NamePolicy } from '../names/name-policy.js'
import { NameMembers } from '../pairs/name-members.js'

/** A part of a text that is replaced. */
export interface Span {
  readonly start: number
  readonly end: number
  /** What stands before and after the replacement, such as the quotes that make a string of JSON of it. */
  readonly before: string
  readonly after: string
}

/** What a finder gives back when there is nothing to hide at the place it was asked about. */
export const NOTHING = -1

const NOT_LOOKED_FOR = -2

/**
 * One look through one text, from left to right. Finders are asked at the places that may mark a secret.
 * They hide what they find and give back where it ends, or {@link NOTHING}.
 */
export class Search {
  readonly text: string
  readonly names: NamePolicy
  /** Not empty. */
  readonly replacement: string
  /** Levels of encoding around the text. */
  readonly depth: number
  readonly spans: Span[] = []
  #done = 0
  #members: NameMembers | undefined
  #at = NOT_LOOKED_FOR

  constructor(text: string, names: NamePolicy, replacement: string, depth: number) {
    this.text = text
    this.names = names
    this.replacement = replacement
    this.depth = depth
  }

  /** The end of what is decided. No finder looks back beyond it, so that the work stays linear and a second look sees the same. */
  get done(): number {
    return this.#done
  }

  /** The names that stand beside values. */
  get members(): NameMembers {
    this.#members ??= new NameMembers(this.text)
    return this.#members
  }

  /** The first `@` from `index` on, or {@link NOTHING}. Asked from left to right, it looks at each place once. */
  nextAt(index: number): number {
    if (this.#at !== NOTHING && this.#at < index) this.#at = this.text.indexOf('@', index)
    return this.#at
  }

  /** Hides a part of the text. The replacement, which may reach further than a value would, stays and counts for nothing. */
  hide(start: number, end: number, before = '', after = ''): number {
    if (start < this.#done) return NOTHING
    const replaced = this.isReplacedAt(start) ? start + this.replacement.length : NOTHING
    if (replaced < end) this.spans.push({ start, end, before, after })
    this.#done = Math.max(end, replaced)
    return this.#done
  }

  /** Whether the replacement stands at `index`. */
  isReplacedAt(index: number): boolean {
    return this.text.startsWith(this.replacement, index)
  }
}

/** The text with every part replaced. */
export function applySpans(text: string, spans: readonly Span[], replacement: string): string {
  let redacted = ''
  let done = 0
  for (const { start, end, before, after } of spans) {
    redacted += text.slice(done, start) + before + replacement + after
    done = end
  }
  return redacted + text.slice(done)
}
