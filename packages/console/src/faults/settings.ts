import { optionError } from '../errors.js'

/** What goes wrong on purpose. Probabilities are from 0 (never) to 1 (always), drawn once for each call. */
export interface FaultSettings {
  /** The call is refused as the service throttles: 400 ThrottlingException, or 503 "Slow down." from Firehose. */
  readonly throttle: number
  /** Drawn for each record of PutRecordBatch and each entry of PutEvents: that one is refused, the others are kept. */
  readonly partialFailure: number
  /** The connection is reset before anything is stored. */
  readonly reset: number
  /** The call is answered with the service's internal error; nothing is stored. */
  readonly error500: number
  /** The call is stored and the connection then reset, so that the client cannot know. */
  readonly acceptThenDrop: number
  /** Milliseconds to wait after storing and before answering, 0 to 600,000. */
  readonly latencyMs: number
  /** Names of the operations that faults apply to; all when absent. */
  readonly operations?: readonly string[] | undefined
  /** Start of the random sequence; the same seed and the same calls give the same faults. */
  readonly seed: number
}

export const NO_FAULTS: FaultSettings = Object.freeze({
  throttle: 0,
  partialFailure: 0,
  reset: 0,
  error500: 0,
  acceptThenDrop: 0,
  latencyMs: 0,
  seed: 1,
})

const KNOWN = ['throttle', 'partialFailure', 'reset', 'error500', 'acceptThenDrop', 'latencyMs', 'operations', 'seed']

/** Longest injected wait, so that a slip of the finger does not hang a client for a day. */
export const MAX_LATENCY_MS = 600_000

/** Reads settings from JSON; what is absent is no fault. @throws ConsoleError `MON_CONFIG_INVALID` */
export function parseFaults(value: unknown): FaultSettings {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw optionError('faults', 'an object', value)
  const input = value as Readonly<Record<string, unknown>>
  const unknown = Object.keys(input).find((key) => !KNOWN.includes(key))
  if (unknown !== undefined) throw optionError('faults', `an object with only ${KNOWN.join(', ')}`, unknown)
  const operations = readOperations(input['operations'])
  return Object.freeze({
    throttle: readNumber(input['throttle'], 'throttle', 1),
    partialFailure: readNumber(input['partialFailure'], 'partialFailure', 1),
    reset: readNumber(input['reset'], 'reset', 1),
    error500: readNumber(input['error500'], 'error500', 1),
    acceptThenDrop: readNumber(input['acceptThenDrop'], 'acceptThenDrop', 1),
    latencyMs: readNumber(input['latencyMs'], 'latencyMs', MAX_LATENCY_MS),
    seed: readSeed(input['seed']),
    ...(operations === undefined ? {} : { operations }),
  })
}

function readNumber(value: unknown, name: string, max: number): number {
  if (value === undefined) return 0
  if (typeof value !== 'number' || !(value >= 0 && value <= max)) {
    throw optionError(`faults.${name}`, `a number from 0 to ${max}`, value)
  }
  return value
}

function readSeed(value: unknown): number {
  if (value === undefined) return NO_FAULTS.seed
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw optionError('faults.seed', 'a whole number', value)
  return value
}

function readOperations(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw optionError('faults.operations', 'a list of operation names such as PutRecordBatch', value)
  }
  return value as readonly string[]
}
