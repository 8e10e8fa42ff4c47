import type { FieldNames } from '../record/field-names.js'

const RESET = '\u001b[0m'
const DIM = '\u001b[2m'

/** Colours by level, as ANSI select-graphic-rendition codes. */
const LEVEL_COLOURS: Readonly<Record<string, string>> = {
  error: '\u001b[31m',
  warn: '\u001b[33m',
  info: '\u001b[32m',
  http: '\u001b[36m',
  verbose: '\u001b[36m',
  debug: '\u001b[34m',
  silly: '\u001b[35m',
}

/** C0 and C1 controls, DEL, line separators and bidirectional controls: they could forge or hide terminal output. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
const UNSAFE_IN_ONE_LINE = new RegExp(`${UNSAFE.source}|[\\t\\n]`, 'g')

const LEVEL_WIDTH = 7

/** Makes control characters visible, so that logged text cannot steer the terminal. */
export function escapeControls(text: string, keepLines = false): string {
  return text.replace(keepLines ? UNSAFE : UNSAFE_IN_ONE_LINE, (character) => {
    const code = character.charCodeAt(0).toString(16)
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`
  })
}

/**
 * Turns a rendered line into one that people read: time, level, message, fields, and an error's stack
 * below. Identity and ids are left out; they are the same in every line of a terminal.
 */
export function prettyLine(line: string, names: FieldNames, colours: boolean): string {
  const record = JSON.parse(line) as Record<string, unknown>
  const hidden = new Set([
    names.timestamp,
    names.level,
    names.message,
    names.service,
    names.version,
    names.environment,
    names.hostname,
    names.region,
    names.eventId,
    names.sequence,
    names.error,
  ])
  const paint = (code: string, text: string): string => (colours && code !== '' ? `${code}${text}${RESET}` : text)
  const level = escapeControls(String(record[names.level]))
  const time = escapeControls(String(record[names.timestamp]).slice(11, 23))
  const fields = Object.entries(record)
    .filter(([key]) => !hidden.has(key))
    .map(([key, value]) => `${paint(DIM, `${escapeControls(key)}=`)}${prettyValue(value)}`)
  const head = [
    paint(DIM, time),
    paint(
      Object.hasOwn(LEVEL_COLOURS, level) ? (LEVEL_COLOURS[level] ?? '') : '',
      level.toUpperCase().padEnd(LEVEL_WIDTH),
    ),
    escapeControls(String(record[names.message])),
    ...fields,
  ].join(' ')
  return head + prettyError(record[names.error], paint)
}

function prettyValue(value: unknown): string {
  const text = typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
  return escapeControls(text)
}

function prettyError(error: unknown, paint: (code: string, text: string) => string): string {
  if (error === undefined) return ''
  if (typeof error !== 'object' || error === null) return ` ${paint(DIM, 'error=')}${prettyValue(error)}`
  return `\n${paint(DIM, indent(escapeControls(errorText(error), true)))}`
}

/** The stack, what else is known of the error, and the errors behind it. */
function errorText(error: object): string {
  const { stack, name, message, cause, errors, ...others } = error as Record<string, unknown>
  let text = typeof stack === 'string' ? stack : `${String(name)}: ${String(message)}`
  if (Object.keys(others).length > 0) text += `\n${JSON.stringify(others)}`
  if (Array.isArray(errors)) for (const member of errors) text += `\none of: ${relatedText(member)}`
  return cause === undefined ? text : `${text}\ncaused by: ${relatedText(cause)}`
}

function relatedText(error: unknown): string {
  return typeof error === 'object' && error !== null ? errorText(error) : JSON.stringify(error)
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ')
}
