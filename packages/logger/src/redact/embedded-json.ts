import type { KeyPolicy } from './key-policy.js'

/**
 * A name and what stands before its value, as JSON inside a text has it; in JSON inside JSON each quote
 * has backslashes before it. Every repetition is bounded, so the search is linear.
 */
const NAME = /(\\{0,15}")([^"\\]{1,128})\1\s{0,16}:\s{0,16}/g

const NUMBER = /-?\d[\d.eE+-]{0,64}/y

const QUOTE = '"'
const BACKSLASH = '\\'

/** Replaces the strings and numbers of secret fields in JSON that is part of a text, such as the body of a request. */
export function createEmbeddedJsonRedactor(isSecretKey: KeyPolicy, replacement: string): (text: string) => string {
  return (text) => {
    let redacted = ''
    let done = 0
    NAME.lastIndex = 0
    for (let name = NAME.exec(text); name !== null; name = NAME.exec(text)) {
      const [, quote = QUOTE, key = ''] = name
      const start = NAME.lastIndex
      const end = isSecretKey(key) ? endOfValue(text, start, quote) : start
      if (end === start) continue
      redacted += `${text.slice(done, start)}${quote}${replacement}${quote}`
      done = end
      NAME.lastIndex = end
    }
    return done === 0 ? text : redacted + text.slice(done)
  }
}

/** Where a string or number ends that begins at `start`; `start` if there is none. A text that is cut off ends it, too. */
function endOfValue(text: string, start: number, quote: string): number {
  if (text.startsWith(quote, start)) return endOfString(text, start + quote.length, quote.length - 1)
  NUMBER.lastIndex = start
  return NUMBER.test(text) ? NUMBER.lastIndex : start
}

/**
 * Each level of JSON inside JSON doubles the backslashes: a quote with `backslashes` before it ends the
 * string, whatever pairs of its own backslashes stand before those; another number escapes the quote.
 */
function endOfString(text: string, start: number, backslashes: number): number {
  const pair = 2 * (backslashes + 1)
  for (let at = text.indexOf(QUOTE, start); at !== -1; at = text.indexOf(QUOTE, at + 1)) {
    let before = at
    while (before > start && text[before - 1] === BACKSLASH) before -= 1
    if ((at - before - backslashes) % pair === 0) return at + 1
  }
  return text.length
}
