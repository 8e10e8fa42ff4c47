// A reader of JSON that is stricter than the runtime's.

/**
 * Reads one JSON text as the strictest reader would: it is one line of well-formed Unicode, and no
 * object in it names a key twice (OpenSearch refuses such a document). Throws with the place.
 */
export function parseStrictJson(text) {
  if (/[\n\r\u2028\u2029]/.test(text)) throw new Error(`It is more than one line: ${text.slice(0, 200)}`)
  if (!text.isWellFormed()) throw new Error('It has half of a character.')
  const end = skipValue(text, skipSpace(text, 0))
  if (skipSpace(text, end) !== text.length) throw new Error(`Something follows the value at ${end}.`)
  return JSON.parse(text)
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

function skipSpace(text, from) {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at++
  return at
}

function skipValue(text, at) {
  const character = text[at]
  if (character === '{') return skipObject(text, at)
  if (character === '[') return skipArray(text, at)
  if (character === '"') return skipString(text, at)
  LITERAL.lastIndex = at
  const literal = LITERAL.exec(text)
  if (literal === null) throw new Error(`No value at ${at}: ${text.slice(at, at + 40)}`)
  return at + literal[0].length
}

function skipObject(text, start) {
  const keys = new Set()
  let at = skipSpace(text, start + 1)
  if (text[at] === '}') return at + 1
  for (;;) {
    const end = skipString(text, at)
    const raw = text.slice(at + 1, end - 1)
    const key = raw.includes('\\') ? JSON.parse(text.slice(at, end)) : raw
    if (keys.has(key)) throw new Error(`The key ${JSON.stringify(key)} is there twice, again at ${at}.`)
    keys.add(key)
    at = skipSpace(text, end)
    if (text[at] !== ':') throw new Error(`No colon at ${at}.`)
    at = skipSpace(text, skipValue(text, skipSpace(text, at + 1)))
    if (text[at] === '}') return at + 1
    if (text[at] !== ',') throw new Error(`No comma at ${at}.`)
    at = skipSpace(text, at + 1)
  }
}

function skipArray(text, start) {
  let at = skipSpace(text, start + 1)
  if (text[at] === ']') return at + 1
  for (;;) {
    at = skipSpace(text, skipValue(text, at))
    if (text[at] === ']') return at + 1
    if (text[at] !== ',') throw new Error(`No comma at ${at}.`)
    at = skipSpace(text, at + 1)
  }
}

function skipString(text, start) {
  if (text[start] !== '"') throw new Error(`No string at ${start}.`)
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at + 1
    if (code === BACKSLASH) at += 1
  }
  throw new Error(`The string at ${start} does not end.`)
}
