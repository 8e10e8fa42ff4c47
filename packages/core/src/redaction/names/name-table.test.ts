import { describe, expect, it } from 'vitest'
import { createRedaction } from '../redaction.js'
import { NAME_TABLE } from './name-table.js'

const redaction = createRedaction()

const LOOKS_SECRET = 'Zq7xK2mN9pR4sT6v'

/** One name in the ways people write it. */
function variants(name: string): string[] {
  const words = name.split(/[-_.\s]/)
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
  return [
    name,
    words.join('-'),
    words.join('_'),
    words.join('.'),
    words.join(' '),
    words.join(''),
    words.join('_').toUpperCase(),
    words.map(capital).join('-'),
    words.map(capital).join(''),
    words.map((word, index) => (index === 0 ? word : capital(word))).join(''),
    `_${name}_`,
    `${name.slice(0, 2)}\u200b${name.slice(2)}`,
  ]
}

const ROWS = NAME_TABLE.map((row) => ({ ...row, value: 'value' in row ? row.value : LOOKS_SECRET }))

describe('the table of names', () => {
  it('has a reason for every decision', () => {
    expect(NAME_TABLE.length).toBeGreaterThan(150)
    expect(NAME_TABLE.filter(({ why }) => why === '')).toEqual([])
  })

  it('decides nothing twice', () => {
    const decisions = NAME_TABLE.map(({ name, value }) => `${name} ${JSON.stringify(value)}`)

    expect(new Set(decisions).size).toBe(decisions.length)
  })

  it.each(ROWS)('holds for $name: $value, however the name is written', ({ name, value, hidden }) => {
    const different = variants(name).filter(
      (variant) => redaction.hides(variant, redaction.verdictOf(variant), value) !== hidden,
    )

    expect(different).toEqual([])
  })

  it.each(ROWS)('holds for $name: $value with a number at the end of the name', ({ name, value, hidden }) => {
    const numbered = [`${name}2`, `${name}_1`, `${name}[0]`].filter(() => !/\d$/.test(name))

    expect(numbered.filter((each) => redaction.hides(each, redaction.verdictOf(each), value) !== hidden)).toEqual([])
  })

  it.each(ROWS.filter(({ value }) => value === LOOKS_SECRET))('holds for $name in texts', ({ name, hidden }) => {
    const texts = [
      `${name}=${LOOKS_SECRET}`,
      `x ${name}: ${LOOKS_SECRET}`,
      JSON.stringify({ a: 1, [name]: LOOKS_SECRET, b: 2 }),
      // In URLs these two mean more than elsewhere.
      ...(name === 'key' || name === 'code' ? [] : [`?a=1&${encodeURIComponent(name)}=${LOOKS_SECRET}`]),
    ]

    expect(texts.filter((text) => redaction.redactText(text).includes(LOOKS_SECRET))).toEqual(hidden ? [] : texts)
  })

  it.each(ROWS.filter(({ value }) => typeof value !== 'string'))('holds for $name: $value in JSON', (row) => {
    const text = JSON.stringify({ a: 1, [row.name]: row.value, b: 2 })
    const fields: Record<string, unknown> = { a: 1, [row.name]: row.value, b: 2 }
    if (row.hidden) fields[row.name] = redaction.replacement

    expect(JSON.parse(redaction.redactText(text))).toEqual(JSON.parse(JSON.stringify(fields)))
  })

  it.each(ROWS)('holds for $name: $value beside the name', ({ name, value, hidden }) => {
    const isOption = name.startsWith('-')

    expect(redaction.hidesBeside({ name, value }, 'value', value)).toBe(hidden)
    expect(redaction.hidesBeside([name, value], 1, value)).toBe(hidden && !isOption)
  })
})
