import { DETAIL_INTEGER_RANGE, MAX_DETAIL_DEPTH } from '../limits.js'

/** Digits and sign that surely fit 64 bits, so that only longer ones need the exact comparison. */
const SAFE_INTEGER_DIGITS = 18

/**
 * Whether `text` is a detail that EventBridge takes: one JSON object, at most 1,000 levels deep, whose whole
 * numbers fit 64 bits. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function isWellFormedDetail(text: string): boolean {
  return isObject(text) && !exceedsRange(text)
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/** Walks the tokens of valid JSON; strings are skipped as one token. */
function exceedsRange(text: string): boolean {
  let depth = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]|-?\d[\d.eE+-]*/g)) {
    if (token === '{' || token === '[') depth += 1
    else if (token === '}' || token === ']') depth -= 1
    else if (!token.startsWith('"') && !isInRange(token)) return true
    if (depth > MAX_DETAIL_DEPTH) return true
  }
  return false
}

function isInRange(number: string): boolean {
  if (number.length <= SAFE_INTEGER_DIGITS || /[.eE]/.test(number)) return true
  const value = BigInt(number)
  return value >= DETAIL_INTEGER_RANGE.min && value <= DETAIL_INTEGER_RANGE.max
}
