import { DETAIL_INTEGER_RANGE, MAX_DETAIL_DEPTH } from '../limits/eventbridge-limits.js'
import type { AwsViolation } from './violation.js'

/** Digits that surely fit 64 bits: only a longer number needs the exact comparison. */
const SAFE_INTEGER_DIGITS = 18

const LONG_NUMBER = new RegExp(`\\d{${SAFE_INTEGER_DIGITS + 1}}`)

/** The tokens of valid JSON that count: texts (which hide what looks like the others), brackets, numbers. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|-?\d[\d.eE+-]*/g

/**
 * Why EventBridge would not take a text as the detail of an event, or undefined: it takes one JSON object, at most
 * 1,000 levels deep, whose whole numbers fit 64 bits. `JSON.stringify` writes whole numbers below 1e21 in full, so
 * that a number such as 1e20 breaks the last rule.
 *
 * @example
 * ```ts
 * detailViolation('{"n":100000000000000000000}')?.code // 'MalformedDetail'
 * ```
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function detailViolation(text: string): AwsViolation | undefined {
  if (!isJsonObject(text)) return malformed('It must be one JSON object.')
  // A text too short for so many pairs of brackets, without a long number, need not be looked through.
  if (text.length <= 2 * MAX_DETAIL_DEPTH && !LONG_NUMBER.test(text)) return undefined
  let depth = 0
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth += 1
    else if (token === '}' || token === ']') depth -= 1
    else if (!token.startsWith('"') && !isInRange(token)) return malformed('A whole number in it does not fit 64 bits.')
    if (depth > MAX_DETAIL_DEPTH) return malformed(`It is nested more than ${MAX_DETAIL_DEPTH} levels deep.`)
  }
  return undefined
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function isInRange(number: string): boolean {
  if (number.length <= SAFE_INTEGER_DIGITS || /[.eE]/.test(number)) return true
  const value = BigInt(number)
  return value >= DETAIL_INTEGER_RANGE.min && value <= DETAIL_INTEGER_RANGE.max
}

/** EventBridge says the first sentence and not the reason. */
function malformed(reason: string): AwsViolation {
  return { code: 'MalformedDetail', path: 'Detail', message: `Detail is malformed. ${reason}` }
}
