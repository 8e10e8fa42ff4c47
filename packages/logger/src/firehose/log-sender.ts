import { MAX_RECORD_BATCH_BYTES, MAX_RECORD_BYTES, MAX_RECORDS_PER_REQUEST } from '@org/core/aws'
import { type LossReport, PRIORITY_COUNT } from '@org/core/delivery'
import { createReport, type LineFieldNames } from '@org/core/reporting'
import { type ResolvedCommonOptions, Sender } from '@org/core/sender'
import type { Spillable, SpilledLine } from '@org/core/spill'
import { createExchange, type SizedLine } from './exchange.js'
import type { ResolvedFirehoseOptions } from './firehose-options.js'
import type { PutRecordBatchRequest, PutRecordBatchResult } from './wire.js'

/** A line on its way to Firehose; the least important lines are given up first. */
export interface FirehoseLine extends SizedLine, SpilledLine, Spillable {}

/** The way of lines to one delivery stream. */
export type LogSender = Sender<FirehoseLine, PutRecordBatchRequest, PutRecordBatchResult>

/** What the sender needs besides its options. */
interface LogSenderSurroundings {
  readonly common: ResolvedCommonOptions
  /** Names of the fields of diagnostics on stderr. @defaultValue their own */
  readonly names?: LineFieldNames | undefined
  readonly onLoss?: ((report: LossReport) => void) | undefined
  /** Whether lines that come after the shutdown are left on stderr. @defaultValue true */
  readonly leavesLateItems?: boolean | undefined
}

/** With packed lines the bytes bind first; this only bounds the work of one batch. */
const MAX_PACKED_LINES_PER_REQUEST = 50_000

/** Makes the way of lines to one stream. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when its tuning is wrong. */
export function createLogSender(
  { deliveryStreamName, destination, outlet }: ResolvedFirehoseOptions,
  { common, names, onLoss, leavesLateItems }: LogSenderSurroundings,
): LogSender {
  const { clock, onDiagnostic, identity } = common
  const name = `firehose:${deliveryStreamName}`
  return new Sender<FirehoseLine, PutRecordBatchRequest, PutRecordBatchResult>({
    ...outlet,
    name,
    noun: 'record',
    phase: 'logs',
    common,
    report: createReport({
      source: name,
      clock,
      onDiagnostic,
      identity: () => identity.identity,
      redaction: common.redaction,
      names,
    }),
    onLoss,
    leavesLateItems,
    limits: {
      maxBatchItems: destination === 's3' ? MAX_PACKED_LINES_PER_REQUEST : MAX_RECORDS_PER_REQUEST,
      maxBatchBytes: MAX_RECORD_BATCH_BYTES,
      maxItemBytes: MAX_RECORD_BYTES,
    },
    measure: ({ bytes }) => bytes,
    priority: ({ priority }) => priority,
    exchange: createExchange(deliveryStreamName, destination),
    encode: (line) => line,
    decode: ({ line, priority }) => (isRecord(line) ? firehoseLine(line, priority) : undefined),
  })
}

/** Whether a line of a spill store can be one of ours, which are objects of JSON. */
function isRecord(line: string): boolean {
  try {
    const record: unknown = JSON.parse(line)
    return typeof record === 'object' && record !== null && !Array.isArray(record)
  } catch {
    return false
  }
}

/** Importance for delivery: the most severe level is given up last. */
export function priorityOf(severity: number): number {
  return Math.max(0, PRIORITY_COUNT - 1 - severity)
}

/** A line with its size, newline included. */
export function firehoseLine(line: string, priority: number): FirehoseLine {
  return { line, bytes: Buffer.byteLength(line) + 1, priority }
}
