import { FIREHOSE_BILLING_INCREMENT_BYTES, MAX_LINES_PER_RECORD, recordFailureKind } from '@org/core/aws'
import type { LogDestination } from '@org/core/catalog'
import type { ItemFailure, SendOutcome } from '@org/core/delivery'
import type { PutRecordBatchRequest, PutRecordBatchResult, PutRecordBatchResultEntry } from './wire.js'

/** Bytes at which a record of packed lines is closed; at this size rounding wastes less than 4 %. */
export const TARGET_PACKED_RECORD_BYTES = 64 * 1024

/** The answer says nothing of a record; it is sent again rather than believed to be accepted. */
const NO_RESULT = 'NoResultForRecord'

/** One Firehose record and the lines it carries. */
export interface FramedRecord {
  /** Newline-terminated lines. */
  readonly data: string
  /** Of the data in UTF-8. */
  readonly bytes: number
  /** Index of its first line in the batch. */
  readonly firstLine: number
  /** How many of the batch it carries, in order. */
  readonly lineCount: number
}

/** A line with its size, newline included. */
export interface SizedLine {
  readonly line: string
  readonly bytes: number
}

/** Makes the function that sends one request of lines, and reads which of them Firehose did not take. */
export function createExchange(
  stream: string,
  destination: LogDestination,
): (
  lines: readonly SizedLine[],
  send: (request: PutRecordBatchRequest) => Promise<PutRecordBatchResult>,
) => Promise<SendOutcome> {
  const encoder = new TextEncoder()
  return async (lines, send) => {
    const records = frameLines(lines, destination)
    const answer: PutRecordBatchResult | null | undefined = await send({
      DeliveryStreamName: stream,
      Records: records.map(({ data }) => ({ Data: encoder.encode(data) })),
    })
    return outcomeOf(records, Array.isArray(answer?.RequestResponses) ? answer.RequestResponses : [])
  }
}

function outcomeOf(
  records: readonly FramedRecord[],
  results: readonly (PutRecordBatchResultEntry | null | undefined)[],
): SendOutcome {
  const failed: ItemFailure[] = []
  let billed = 0
  for (const [index, record] of records.entries()) {
    const result = results[index]
    const code = result === undefined || result === null ? NO_RESULT : result.ErrorCode
    if (code === undefined || code === '') {
      billed += billedBytes(record.bytes)
      continue
    }
    for (let line = record.firstLine; line < record.firstLine + record.lineCount; line++)
      failed.push({ index: line, code, kind: recordFailureKind(code) })
  }
  return { failed, billedBytes: billed }
}

/**
 * Puts lines into records as the destination allows. S3 stores records one after the other, so many
 * lines share one; OpenSearch and HTTP endpoints take each record for one document.
 */
export function frameLines(lines: readonly SizedLine[], destination: LogDestination): FramedRecord[] {
  return destination === 's3'
    ? packLines(lines)
    : lines.map(({ line, bytes }, index) => ({ data: `${line}\n`, bytes, firstLine: index, lineCount: 1 }))
}

function packLines(lines: readonly SizedLine[]): FramedRecord[] {
  const records: FramedRecord[] = []
  let data = ''
  let bytes = 0
  let firstLine = 0
  for (const [index, line] of lines.entries()) {
    const lineCount = index - firstLine
    if (lineCount > 0 && (bytes + line.bytes > TARGET_PACKED_RECORD_BYTES || lineCount >= MAX_LINES_PER_RECORD)) {
      records.push({ data, bytes, firstLine, lineCount })
      data = ''
      bytes = 0
      firstLine = index
    }
    data += `${line.line}\n`
    bytes += line.bytes
  }
  if (lines.length > firstLine) records.push({ data, bytes, firstLine, lineCount: lines.length - firstLine })
  return records
}

/** What Firehose bills for a record of `bytes`. */
export function billedBytes(bytes: number): number {
  return Math.ceil(bytes / FIREHOSE_BILLING_INCREMENT_BYTES) * FIREHOSE_BILLING_INCREMENT_BYTES
}
