import { createJsonReplacer, createRedaction } from '@org/core/redaction'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventMetadata } from './metadata.js'
import { writeDetail } from './write-detail.js'

const metadata: EventMetadata = { id: 'p-1', publisher: 'p', sequence: 1, service: 's', hostname: 'h' }
const replacer = createJsonReplacer(createRedaction())

function write(detail: object) {
  const written = writeDetail(detail, metadata, replacer)
  return written.refusal ?? (JSON.parse(written.text) as unknown)
}

/** What an ORM hands out. */
class Document {
  readonly internals = { password: 'p' }
  readonly #shown: unknown

  constructor(shown: unknown) {
    this.#shown = shown
  }

  toJSON(): unknown {
    return this.#shown
  }
}

describe('writeDetail', () => {
  it.each<[string, object, object]>([
    ['nothing', {}, {}],
    ['fields', { path: '/' }, { path: '/' }],
    ['what JSON leaves out', { nothing: undefined, call: () => 1 }, {}],
    ['a document as it shows itself', new Document({ order: 7 }), { order: 7 }],
    ['a field as it shows itself', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    ['a function as a field that is called toJSON', { toJSON: () => ({ shown: 1 }), hidden: 2 }, { shown: 1 }],
  ])('writes %s, and the metadata after it', (_what, detail, expected) => {
    expect(write(detail)).toEqual({ ...expected, metadata })
  })

  it.each<[string, object, string]>([
    ['a date', new Date(0), 'notAnObject'],
    ['a document that shows itself as a text', new Document('text'), 'notAnObject'],
    ['a document that shows itself as a list', new Document([1]), 'notAnObject'],
    ['a document that shows nothing', new Document(undefined), 'notAnObject'],
    ['a document in another that is a text', new Document({ toJSON: () => 'text' }), 'notSerializable'],
    ['metadata that shows itself as a text', { metadata: { toJSON: () => 'text' } }, 'notSerializable'],
    ['metadata that is null', { metadata: null }, 'metadataConflict'],
    ['metadata that is a list', { metadata: [] }, 'metadataConflict'],
  ])('refuses %s', (_what, detail, refusal) => {
    expect(write(detail)).toBe(refusal)
  })

  it('writes valid JSON with its metadata whole, or refuses, whatever it is given', () => {
    fc.assert(
      fc.property(fc.object({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }), (detail) => {
        const written = write(detail as object)

        if (typeof written === 'string') expect(written).toMatch(/^(notSerializable|metadataConflict|notAnObject)$/)
        else expect(written).toMatchObject({ metadata })
      }),
      { numRuns: 300 },
    )
  })
})
