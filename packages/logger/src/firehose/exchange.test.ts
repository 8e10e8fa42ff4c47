import {
  FIREHOSE_BILLING_INCREMENT_BYTES,
  MAX_LINES_PER_RECORD,
  MAX_RECORD_BATCH_BYTES,
  MAX_RECORD_BYTES,
  MAX_RECORDS_PER_REQUEST,
} from '@org/core/aws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { billedBytes, createExchange, frameLines, type SizedLine, TARGET_PACKED_RECORD_BYTES } from './exchange.js'

function sized(line: string): SizedLine {
  return { line, bytes: Buffer.byteLength(line) + 1 }
}

function linesOf(count: number, bytes: number): SizedLine[] {
  return Array.from({ length: count }, () => sized('x'.repeat(bytes - 1)))
}

function counts(lines: readonly SizedLine[]): number[] {
  return frameLines(lines, 's3').map(({ lineCount }) => lineCount)
}

describe('packing for s3', () => {
  it('puts 500 lines into one record, and the 501st into the next', () => {
    expect(counts(linesOf(MAX_LINES_PER_RECORD, 10))).toEqual([500])
    expect(counts(linesOf(MAX_LINES_PER_RECORD + 1, 10))).toEqual([500, 1])
  })

  it('fills a record up to 64 KiB, and closes it before one byte more', () => {
    const half = TARGET_PACKED_RECORD_BYTES / 2

    expect(counts([...linesOf(2, half)])).toEqual([2])
    expect(counts([...linesOf(1, half), ...linesOf(1, half + 1)])).toEqual([1, 1])
  })

  it('gives a line longer than the target a record of its own', () => {
    expect(counts([...linesOf(1, 10), ...linesOf(1, MAX_RECORD_BYTES), ...linesOf(2, 10)])).toEqual([1, 1, 2])
  })

  it('makes nothing of nothing', () => {
    expect(frameLines([], 's3')).toEqual([])
  })

  it('keeps every byte and the order, counts bytes as UTF-8, and stays within the limits', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ß', '€', '𝄞', '🜚', '{"', '\\n'), maxLength: 40 })
    const line = fc.oneof(
      text,
      fc.nat({ max: 70_000 }).map((length) => '𝄞'.repeat(length / 4)),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.nat({ max: 700 }), (texts, extra) => {
        const lines = [...texts, ...Array.from({ length: extra }, (_unused, index) => `${index}`)].map(sized)
        const records = frameLines(lines, 's3')

        expect(records.map(({ data }) => data).join('')).toBe(lines.map((item) => `${item.line}\n`).join(''))
        let next = 0
        for (const record of records) {
          expect(record.firstLine).toBe(next)
          expect(record.bytes).toBe(Buffer.byteLength(record.data))
          expect(record.lineCount).toBe(record.data.split('\n').length - 1)
          expect(record.lineCount).toBeLessThanOrEqual(MAX_LINES_PER_RECORD)
          if (record.lineCount > 1) expect(record.bytes).toBeLessThanOrEqual(TARGET_PACKED_RECORD_BYTES)
          next += record.lineCount
        }
        expect(next).toBe(lines.length)
      }),
      { numRuns: 60 },
    )
  })

  it('never makes more records of one request than Firehose takes', () => {
    // What fits no record together, two by two, makes the most records of the fewest bytes.
    const worst = Array.from({ length: 400 }, (_unused, index) => (index % 2 === 0 ? 1 : TARGET_PACKED_RECORD_BYTES))
    let bytes = 0
    const lines = worst
      .map((size) => ({ line: 'x'.repeat(size - 1), bytes: size }))
      .filter((item) => {
        bytes += item.bytes
        return bytes <= MAX_RECORD_BATCH_BYTES
      })
    const tiny = Array.from({ length: 50_000 }, () => ({ line: '', bytes: 1 }))

    expect(frameLines(lines, 's3').length).toBeLessThanOrEqual(MAX_RECORDS_PER_REQUEST)
    expect(frameLines(tiny, 's3').length).toBe(100)
  })
})

describe('framing for opensearch and http', () => {
  it.each(['opensearch', 'http'] as const)(
    'puts one newline-terminated line into each record for %s',
    (destination) => {
      expect(frameLines([sized('{"a":1}'), sized('€')], destination)).toEqual([
        { data: '{"a":1}\n', bytes: 8, firstLine: 0, lineCount: 1 },
        { data: '€\n', bytes: 4, firstLine: 1, lineCount: 1 },
      ])
    },
  )
})

describe('an answer', () => {
  const ids = [{ RecordId: 'a' }, { RecordId: 'b' }]

  it.each<[string, unknown, readonly number[]]>([
    ['names every record', { RequestResponses: ids }, []],
    ['is nothing', undefined, [0, 1]],
    ['is null', null, [0, 1]],
    ['is a text, as from a proxy', '<html>', [0, 1]],
    ['has a text for its entries', { RequestResponses: 'two' }, [0, 1]],
    ['has fewer entries', { RequestResponses: [{ RecordId: 'a' }] }, [1]],
    ['has an entry that is null', { RequestResponses: [null, { RecordId: 'b' }] }, [0]],
  ])('that %s leaves to be sent again what it says nothing of', async (_what, answer, expected) => {
    const exchange = createExchange('logs', 'http')
    const { failed = [] } = await exchange([sized('a'), sized('b')], async () => answer as never)

    expect(failed.map(({ index }) => index)).toEqual(expected)
    expect(failed.every(({ kind }) => kind === 'transient')).toBe(true)
  })
})

describe('billedBytes', () => {
  it('rounds each record up to 5 KB', () => {
    expect([1, FIREHOSE_BILLING_INCREMENT_BYTES, FIREHOSE_BILLING_INCREMENT_BYTES + 1].map(billedBytes)).toEqual([
      5_120, 5_120, 10_240,
    ])
  })

  it('shows what packing saves on lines of 200 bytes', () => {
    const lines = linesOf(500, 200)
    const billed = (destination: 's3' | 'opensearch'): number =>
      frameLines(lines, destination).reduce((sum, { bytes }) => sum + billedBytes(bytes), 0)

    expect(billed('opensearch')).toBe(500 * 5_120)
    expect(billed('opensearch') / billed('s3')).toBeGreaterThanOrEqual(25)
  })
})
