import { expectInteger, expectKnownKeys, expectNumber, expectObject, expectOneOf, mismatch } from '@org/core'
import { OPERATION_NAMES, type OperationName } from '../protocol/operation-names.js'

/** What goes wrong on purpose. Probabilities are from 0 (never) to 1 (always), drawn once for each call. */
export interface FaultSettings {
  /** The call is refused as the service throttles: 400 ThrottlingException, or 503 "Slow down." from Firehose. @defaultValue 0 */
  readonly throttle: number
  /** Drawn for each record of PutRecordBatch and each entry of PutEvents: that one is refused, the others are kept. @defaultValue 0 */
  readonly partialFailure: number
  /** The connection is reset before anything is stored. @defaultValue 0 */
  readonly reset: number
  /** The call is answered with the service's internal error; nothing is stored. @defaultValue 0 */
  readonly error500: number
  /** The call is stored and the connection then reset, so that the client cannot know. @defaultValue 0 */
  readonly acceptThenDrop: number
  /** Milliseconds to wait after storing and before answering, 0 to 600,000. @defaultValue 0 */
  readonly latencyMs: number
  /** Names of the operations that faults apply to, each one that the console has. @defaultValue all */
  readonly operations?: readonly OperationName[] | undefined
  /** Start of the random sequence, a whole number; the same seed and the same calls give the same faults. @defaultValue 1 */
  readonly seed: number
}

/** The settings under which nothing goes wrong. */
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

const KNOWN_OPERATIONS: readonly OperationName[] = Object.values(OPERATION_NAMES).flat()

/** Longest injected wait, so that a slip of the finger does not hang a client for a day. */
export const MAX_LATENCY_MS = 600_000

/** Reads settings from JSON; what is absent is no fault. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function parseFaults(value: unknown): FaultSettings {
  expectObject('faults', value)
  expectKnownKeys('faults', value, KNOWN)
  const input = value as Readonly<Record<string, unknown>>
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
  return value === undefined ? 0 : expectNumber(`faults.${name}`, value, { min: 0, max })
}

function readSeed(value: unknown): number {
  if (value === undefined) return NO_FAULTS.seed
  return expectInteger('faults.seed', value, { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })
}

/** A misspelt name would inject nothing, without a word. */
function readOperations(value: unknown): readonly OperationName[] | undefined {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) {
    throw mismatch('faults.operations', 'a list of operation names such as PutRecordBatch', value)
  }
  if (value.length === 0)
    throw mismatch('faults.operations', 'left out for all operations, or name one at least', value)
  return Object.freeze(value.map((name) => expectOneOf('faults.operations', name, KNOWN_OPERATIONS)))
}
