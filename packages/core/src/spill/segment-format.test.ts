import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeSegment, encodeEntries, entryBytes, forgottenEntry, lineEntry } from './segment-format.js'
import type { SpilledLine } from './spill-store.js'

const line = fc.record({
  line: fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replaceAll('\n', ' ').toWellFormed()),
  priority: fc.integer({ min: 0, max: 15 }),
})

function encode(...texts: readonly string[]): Buffer {
  return encodeEntries(
    texts,
    texts.reduce((sum, text) => sum + entryBytes(text), 0),
  )
}

function segmentOf(lines: readonly SpilledLine[]): { readonly bytes: Buffer; readonly ends: readonly number[] } {
  const entries = lines.map((each, index) => encode(lineEntry(index, each)))
  let end = 0
  return { bytes: Buffer.concat(entries), ends: entries.map((entry) => (end += entry.length)) }
}

describe('a segment', () => {
  it('gives back every line that was not forgotten', () => {
    const property = fc.property(fc.array(line), fc.infiniteStream(fc.boolean()), (lines, coin) => {
      const forgotten = lines.flatMap((_line, index) => (coin.next().value === true ? [index] : []))
      const { bytes } = segmentOf(lines)
      expect(encode(...lines.map((each, index) => lineEntry(index, each)))).toEqual(bytes)
      const content = decodeSegment(
        forgotten.length === 0 ? bytes : Buffer.concat([bytes, encode(forgottenEntry(forgotten))]),
      )

      expect(content.damaged).toBe(0)
      expect([...content.lines]).toEqual([...lines.entries()].filter(([index]) => !forgotten.includes(index)))
    })
    fc.assert(property, { numRuns: 500 })
  })

  it('cut off at any byte gives back every line that is complete', () => {
    const lines = [
      { line: '{"message":"ä🙂"}', priority: 3 },
      { line: '', priority: 0 },
      { line: '{"message":"last"}', priority: 15 },
    ]
    const { bytes, ends } = segmentOf(lines)
    for (let length = 0; length <= bytes.length; length++) {
      // An entry is complete with its last character; only its newline may be missing.
      const complete = ends.filter((end) => end - 1 <= length).length
      const begun = ends.findIndex((end) => length < end - 1)
      const isTorn = begun !== -1 && length > (ends[begun - 1] ?? 0)
      expect(decodeSegment(bytes.subarray(0, length))).toEqual({
        lines: new Map([...lines.entries()].slice(0, complete)),
        damaged: isTorn ? 1 : 0,
      })
    }
  })

  it('loses to one damaged byte at most the two entries at its sides, and never gives back another line', () => {
    const property = fc.property(
      fc.array(line, { minLength: 1 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (lines, at, flip) => {
        const { bytes } = segmentOf(lines)
        const place = at % bytes.length
        bytes[place] = (bytes[place] ?? 0) ^ flip
        const content = decodeSegment(bytes)

        expect(content.lines.size).toBeGreaterThanOrEqual(lines.length - 2)
        for (const [index, each] of content.lines) expect(each).toEqual(lines[index])
        expect(content.damaged).toBeGreaterThanOrEqual(lines.length === content.lines.size ? 0 : 1)
      },
    )
    fc.assert(property, { numRuns: 1_000 })
  })

  it('goes on after an entry that was being written when its process died', () => {
    const { bytes } = segmentOf([
      { line: 'first', priority: 1 },
      { line: 'second', priority: 1 },
    ])
    const torn = bytes.subarray(0, bytes.length - 4)
    const content = decodeSegment(Buffer.concat([torn, Buffer.from('\n'), encode(forgottenEntry([0]))]))

    expect(content).toEqual({ lines: new Map(), damaged: 1 })
  })

  it('is text with a checksum before each entry, and writes what is forgotten in ranges', () => {
    expect(encode(lineEntry(7, { line: '{"message":"hello"}', priority: 3 })).toString()).toMatch(
      /^[0-9a-f]{8} \+7 3 \{"message":"hello"\}\n$/,
    )
    expect(encode(forgottenEntry([1, 2, 3, 5, 8, 9])).toString()).toMatch(/^[0-9a-f]{8} -1-3,5-5,8-9\n$/)
  })

  it('forgets a range that is wider than the lines there are, with its ends and no more', () => {
    const texts = [0, 1, 5, 8, 9].map((index) => lineEntry(index, { line: 'x'.repeat(20), priority: 3 }))

    expect([...decodeSegment(encode(...texts, '-1-8')).lines.keys()]).toEqual([0, 9])
  })

  it('has damaged entries only where there is one: not between two newlines', () => {
    const { bytes } = segmentOf([{ line: 'a', priority: 1 }])

    expect(decodeSegment(Buffer.concat([Buffer.from('\n\n'), bytes, Buffer.from('\n')]))).toMatchObject({ damaged: 0 })
  })

  it.each(['', '?0 1 x', '+0', '+x 1 x', '+0 1', ' +0 1 x'])(
    'counts an entry that says nothing it knows: %j',
    (text) => {
      expect(decodeSegment(encode(text))).toEqual({ lines: new Map(), damaged: 1 })
    },
  )

  it.each([
    ['', '811c9dc5'],
    ['a', 'e40c292c'],
    ['foobar', 'bf9cf968'],
  ])('has the checksums of every other version: %j', (text, checksum) => {
    expect(encode(text).toString()).toBe(`${checksum} ${text}\n`)
  })

  it.each(['-0-9007199254740991', '-0-1e308', '-5-Infinity', '-1-0', '-', '-x-y', '--'])(
    'that somebody else wrote takes no time to speak of: %s',
    (text) => {
      const { bytes } = segmentOf([{ line: 'kept', priority: 1 }])
      const content = decodeSegment(Buffer.concat([bytes, encode(text)]))

      expect(content.lines.size).toBeLessThanOrEqual(1)
    },
  )

  it.each([3_000_000_000, 2 ** 53, 99])(
    'that somebody else wrote has no line at a place where none can be: %i',
    (index) => {
      expect(decodeSegment(encode(lineEntry(index, { line: '{}', priority: 3 })))).toEqual({
        lines: new Map(),
        damaged: 1,
      })
    },
  )
})
