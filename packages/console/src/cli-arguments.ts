import { parseArgs } from 'node:util'
import { ConfigurationError, describeValue } from '@org/core'

/** What the command line says, without defaults. */
export interface CliArguments {
  readonly port?: number | undefined
  readonly host?: string | undefined
  /** Path of a JSON file. */
  readonly alarms?: string | undefined
  readonly stream?: readonly string[] | undefined
  readonly allowInProduction: boolean
  readonly help: boolean
}

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  alarms: { type: 'string' },
  stream: { type: 'string', multiple: true },
  'allow-in-production': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/**
 * Reads the arguments of the command.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown option, with the known ones, and for one whose
 * value is missing or makes no sense
 */
export function readArguments(argv: readonly string[]): CliArguments {
  expectOptions(argv)
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  return {
    port: values.port === undefined ? undefined : readPort(values.port),
    host: values.host,
    alarms: values.alarms,
    stream: values.stream,
    allowInProduction: values['allow-in-production'] === true,
    help: values.help === true,
  }
}

/** Node's own errors name the first mistake in words of Node and no option that there is. */
function expectOptions(argv: readonly string[]): void {
  const { tokens } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'positional') throw unknown('argument', token.value)
    if (token.kind !== 'option') continue
    if (!isOption(token.name)) throw unknown('option', token.rawName)
    const takesValue = OPTIONS[token.name].type === 'string'
    if (!takesValue && token.value !== undefined) throw mismatch(token.rawName, 'given without a value', token.value)
    if (takesValue && (token.value === undefined || isNextOption(token))) {
      throw mismatch(token.rawName, 'followed by a value', undefined)
    }
  }
}

function isOption(name: string): name is keyof typeof OPTIONS {
  return Object.hasOwn(OPTIONS, name)
}

/** `--port --host x`: what follows is the next option, not a value. */
function isNextOption(token: {
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}): boolean {
  return token.inlineValue !== true && token.value?.startsWith('-') === true
}

function unknown(kind: string, received: string): ConfigurationError {
  const known = Object.keys(OPTIONS).map((name) => `--${name}`)
  return new ConfigurationError(`Unknown ${kind} '${received.slice(0, 60)}'; known options: ${known.join(', ')}.`)
}

function mismatch(option: string, expectation: string, value: unknown): ConfigurationError {
  return new ConfigurationError(`${option} must be ${expectation}; got ${describeValue(value)}.`)
}

/** Its range is the console's to judge. */
function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw mismatch('--port', 'a number', text)
}
