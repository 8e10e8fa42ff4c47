import type { SpilledLine } from './spill-store.js'

/**
 * A segment is text, one entry a line, each behind a checksum of its bytes:
 *
 * - `<checksum> +<index> <priority> <line>` keeps a line;
 * - `<checksum> -<first>-<last>,…` forgets lines.
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
const NEWLINE_LENGTH = 1
const CHECKSUM_LENGTH = 8
/** Where an entry's text begins: behind the checksum and a space. */
const TEXT_START = CHECKSUM_LENGTH + 1
const FNV_OFFSET_BASIS = 0x811c9dc5
const FNV_PRIME = 0x01000193

const KEPT = /^\+(\d+) (\d+) /

/** The text of an entry that keeps a line. */
export function lineEntry(index: number, { line, priority }: SpilledLine): string {
  return `+${index} ${priority} ${line}`
}

/** The text of an entry that forgets lines. @param indexes ascending */
export function forgottenEntry(indexes: readonly number[]): string {
  const ranges: string[] = []
  for (let at = 0; at < indexes.length; ) {
    const first = indexes[at] ?? 0
    let last = first
    while (indexes[++at] === last + 1) last += 1
    ranges.push(`${first}-${last}`)
  }
  return `-${ranges.join(',')}`
}

/** Bytes that the entry of a text has. */
export function entryBytes(text: string): number {
  return TEXT_START + Buffer.byteLength(text) + NEWLINE_LENGTH
}

/** The entries of some texts, whose bytes are known. */
export function encodeEntries(texts: readonly string[], totalBytes: number): Buffer {
  const entries = Buffer.allocUnsafe(totalBytes)
  let at = 0
  for (const text of texts) {
    const start = at + TEXT_START
    const end = start + entries.write(text, start)
    entries.write(`${checksum(entries.subarray(start, end))} `, at, 'latin1')
    entries[end] = NEWLINE
    at = end + NEWLINE_LENGTH
  }
  return entries
}

export function decodeSegment(bytes: Buffer): SegmentContent {
  const lines = new Map<number, SpilledLine>()
  let damaged = 0
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline === -1 ? bytes.length : newline
    if (end > start && !apply(lines, textOf(bytes.subarray(start, end)), bytes.length)) damaged += 1
    start = end + 1
  }
  return { lines, damaged }
}

/** The text of an entry, or undefined when its checksum is another. */
function textOf(entry: Buffer): string | undefined {
  const text = entry.subarray(TEXT_START)
  return entry.toString('latin1', 0, CHECKSUM_LENGTH) === checksum(text) ? text.toString() : undefined
}

/** @param limit Above every index: each line has an entry of several bytes. What has another was not written by a store. */
function apply(lines: Map<number, SpilledLine>, text: string | undefined, limit: number): boolean {
  if (text?.startsWith('-') === true) {
    for (const range of text.slice(1).split(',')) forget(lines, range)
    return true
  }
  const [head, index, priority] = KEPT.exec(text ?? '') ?? []
  if (text === undefined || head === undefined || Number(index) >= limit) return false
  lines.set(Number(index), { line: text.slice(head.length), priority: Number(priority) })
  return true
}

function forget(lines: Map<number, SpilledLine>, range: string): void {
  const [first = 0, last = first] = range.split('-').map(Number)
  if (last - first >= lines.size) {
    for (const index of lines.keys()) if (index >= first && index <= last) lines.delete(index)
    return
  }
  for (let index = first; index <= last; index++) lines.delete(index)
}

/** FNV-1a of 32 bits: any change of one byte changes it. https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
function checksum(bytes: Buffer): string {
  let hash = FNV_OFFSET_BASIS
  // An index, as an iterator costs several times as much.
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), FNV_PRIME)
  return (hash >>> 0).toString(16).padStart(CHECKSUM_LENGTH, '0')
}
