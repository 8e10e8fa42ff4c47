import type { LogDestination } from '@org/core/catalog'
import { BILLING_INCREMENT_BYTES, MAX_LINES_PER_RECORD, TARGET_PACKED_RECORD_BYTES } from '../limits.js'

/** One Firehose record and the lines it carries. */
export interface FramedRecord {
  /** Newline-terminated lines. */
  readonly data: string
  readonly bytes: number
  /** Index of its first line in the batch. */
  readonly firstLine: number
  readonly lineCount: number
}

/** A line with its size, newline included. */
export interface SizedLine {
  readonly line: string
  readonly bytes: number
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
  return Math.ceil(bytes / BILLING_INCREMENT_BYTES) * BILLING_INCREMENT_BYTES
}
