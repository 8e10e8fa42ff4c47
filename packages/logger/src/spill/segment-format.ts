import type { SpilledLine } from './spill-store.js'

/**
 * A segment is text, one entry a line, each behind a checksum of its bytes:
 *
 * - `<crc32> +<index> <priority> <line>` keeps a line;
 * - `<crc32> -<first>-<last>,…` forgets lines.
 *
 * Whatever a killed process or a failing disk did to one entry costs no other.
 */
export interface SegmentContent {
  /** Lines that are not forgotten, by index. */
  readonly lines: ReadonlyMap<number, SpilledLine>
  /** Entries that are incomplete or damaged. */
  readonly damaged: number
}

const NEWLINE = 0x0a
const CHECKSUM_LENGTH = 8
/** Where an entry's text begins: behind the checksum and a space. */
const TEXT_START = CHECKSUM_LENGTH + 1
const CHECKSUM_PLACE = '0'.repeat(CHECKSUM_LENGTH)
const KEPT = /^\+(\d+) (\d+) /

export function encodeLine(index: number, { line, priority }: SpilledLine): Buffer {
  return encode(`+${index} ${priority} ${line}`)
}

/** @param indexes ascending */
export function encodeForgotten(indexes: readonly number[]): Buffer {
  const ranges: string[] = []
  for (let at = 0; at < indexes.length; ) {
    const first = indexes[at] ?? 0
    let last = first
    while (indexes[++at] === last + 1) last += 1
    ranges.push(`${first}-${last}`)
  }
  return encode(`-${ranges.join(',')}`)
}

/** Ends an entry that was being written when a process died. */
export const ENTRY_END = Buffer.from('\n')

export function decodeSegment(bytes: Buffer): SegmentContent {
  const lines = new Map<number, SpilledLine>()
  let damaged = 0
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline === -1 ? bytes.length : newline
    if (end > start && !apply(lines, textOf(bytes.subarray(start, end)))) damaged += 1
    start = end + 1
  }
  return { lines, damaged }
}

function encode(text: string): Buffer {
  const entry = Buffer.from(`${CHECKSUM_PLACE} ${text}\n`)
  entry.write(checksum(entry.subarray(TEXT_START, -1)), 'latin1')
  return entry
}

/** The text of an entry, or undefined when its checksum is another. */
function textOf(entry: Buffer): string | undefined {
  const text = entry.subarray(TEXT_START)
  return entry.toString('latin1', 0, CHECKSUM_LENGTH) === checksum(text) ? text.toString() : undefined
}

function apply(lines: Map<number, SpilledLine>, text: string | undefined): boolean {
  if (text?.startsWith('-') === true) {
    for (const range of text.slice(1).split(',')) forget(lines, range)
    return true
  }
  const [head, index, priority] = KEPT.exec(text ?? '') ?? []
  if (text === undefined || head === undefined) return false
  lines.set(Number(index), { line: text.slice(head.length), priority: Number(priority) })
  return true
}

function forget(lines: Map<number, SpilledLine>, range: string): void {
  const [first = 0, last = first] = range.split('-').map(Number)
  for (let index = first; index <= last; index++) lines.delete(index)
}

function checksum(bytes: Buffer): string {
  // Loaded with the first line that is kept: few loggers ever keep one.
  const { crc32 } = process.getBuiltinModule('node:zlib')
  return crc32(bytes).toString(16).padStart(CHECKSUM_LENGTH, '0')
}
