import { types } from 'node:util'
import { describeValue } from '../expect.js'
import type { Redaction } from '../redaction/index.js'

/** Characters of an error's message that are shown; services quote what they were sent. */
const MAX_MESSAGE_LENGTH = 300
const MAX_STACK_LENGTH = 4_096
const NOT_DESCRIBABLE = 'an error that cannot be described'

/** How a line of a stack begins that names a place in the code. */
const FRAME_START = '\n    at '

/**
 * Name and message of an error in one text, redacted and shortened, without its other properties, which
 * may hold requests and credentials. Never throws.
 */
export function summarizeError(error: unknown, redaction: Redaction): string {
  try {
    return shorten(redaction.redactText(summaryOf(error)))
  } catch {
    return NOT_DESCRIBABLE
  }
}

/**
 * An error that can be shown to anybody: name, message, stack and code of the given one, redacted, the message
 * shortened. What is no error becomes one. Never throws.
 */
export function safeError(error: unknown, redaction: Redaction): Error {
  const safe = new Error(NOT_DESCRIBABLE)
  try {
    if (!isError(error)) {
      safe.message = shorten(redaction.redactText(summaryOf(error)))
      delete safe.stack
      return safe
    }
    const message = String(error.message)
    safe.message = shorten(redaction.redactText(message))
    define(safe, 'name', redaction.redactText(String(error.name)))
    // The stack begins with the message: what a service quoted is there, too.
    const stack = `${summaryOf(safe)}${redaction.redactText(framesIn(String(error.stack), message))}`
    define(safe, 'stack', stack.slice(0, MAX_STACK_LENGTH))
    const { code } = error as { code?: unknown }
    if (typeof code === 'string') Object.assign(safe, { code: redaction.redactText(code) })
    else if (typeof code === 'number') Object.assign(safe, { code })
  } catch {
    // What could be read stays.
  }
  return safe
}

/** Also one of another realm, as under Jest, where `instanceof` says no. Never throws. */
export function isError(value: unknown): value is Error {
  try {
    return types.isNativeError(value) || value instanceof Error
  } catch {
    // A proxy may refuse to say what it is made of.
    return false
  }
}

/** Where an error was made, without what it says. */
function framesIn(stack: string, message: string): string {
  const messageAt = stack.indexOf(message)
  const frames = stack.indexOf(FRAME_START, messageAt === -1 ? 0 : messageAt + message.length)
  return frames === -1 ? '' : stack.slice(frames)
}

function shorten(text: string): string {
  return text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH)}…` : text
}

/** As the properties of every error are: not enumerable. */
function define(error: Error, property: string, value: unknown): void {
  Object.defineProperty(error, property, { value, writable: true, configurable: true, enumerable: false })
}

function summaryOf(error: unknown): string {
  if (isError(error)) return error.message === '' ? error.name : `${error.name}: ${error.message}`
  return typeof error === 'string' ? error : describeValue(error)
}
