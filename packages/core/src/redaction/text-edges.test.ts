import { describe, expect, it } from 'vitest'
import type { EdgeText } from './fixtures/edges/edge-text.js'
import { EDGES_OF_PAIRS } from './fixtures/edges/pairs.js'
import { EDGES_OF_SHAPES } from './fixtures/edges/shapes.js'
import { EDGES_OF_STRUCTURES } from './fixtures/edges/structures.js'
import { EDGES_OF_VALUES } from './fixtures/edges/values.js'
import { createRedaction } from './redaction.js'

const redaction = createRedaction({ replacement: '[X]' })

/** Rules with the texts at their edges: one that is still a secret beside one that is none any more. */
const EDGES: readonly (readonly [rule: string, texts: readonly EdgeText[]])[] = [
  ['pairs of a name and a value', EDGES_OF_PAIRS],
  ['values', EDGES_OF_VALUES],
  ['structures', EDGES_OF_STRUCTURES],
  ['shapes', EDGES_OF_SHAPES],
]

describe.each(EDGES)('a text at the edge of what is found: %s', (_rule, texts) => {
  it.each(texts.map(([text, redacted = text]) => [text, redacted] as const))('%j', (text, redacted) => {
    const before = redaction.counts.inText

    expect(redaction.redactText(text)).toBe(redacted)
    expect(redaction.counts.inText > before).toBe(redacted !== text)
    expect(redaction.redactText(redacted)).toBe(redacted)
  })
})

describe('a text that was gone through before', () => {
  const behind = [
    '',
    ' and more',
    ', user: ann',
    '; user=ann',
    ')',
    '}',
    ']',
    '|b',
    '&a=b',
    '#top',
    '<b>',
    '"',
    '\nb: 1',
    '\\nb: 1',
  ]

  it.each(['[REDACTED]', '<hidden secret>', 'taken 0ut'])('stays as it is, with %j', (replacement) => {
    const { redactText } = createRedaction({ replacement })
    const texts = ['password: ', 'password=', 'Cookie: ', '?token='].flatMap((before) =>
      behind.map((after) => before + replacement + after),
    )

    expect(texts.filter((text) => redactText(text) !== text)).toEqual([])
  })

  it('loses what is longer than what stands for it', () => {
    expect(createRedaction({ replacement: 'taken 0ut' }).redactText('password: taken 0utmost')).toBe(
      'password: taken 0ut',
    )
  })
})
