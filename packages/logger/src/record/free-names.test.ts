import { describe, expect, it } from 'vitest'
import { moveToFreeNames } from './free-names.js'

describe('moveToFreeNames', () => {
  it('moves a field whose name is taken to the next that is free', () => {
    const fields = { a: 1, level: 2, level_: 3, message: 4 }

    expect({ ...moveToFreeNames(fields, new Set(['level', 'message', 'message_'])) }).toEqual({
      a: 1,
      level__: 2,
      level_: 3,
      message__: 4,
    })
  })

  it('keeps the order of fields and any name', () => {
    const fields = JSON.parse('{"b":1,"__proto__":2,"level":3,"a":4}') as Record<string, unknown>

    expect(Object.entries(moveToFreeNames(fields, new Set(['level'])))).toEqual([
      ['b', 1],
      ['__proto__', 2],
      ['level_', 3],
      ['a', 4],
    ])
  })

  it('makes nothing anew when no name is taken', () => {
    const fields = { a: 1 }

    expect(moveToFreeNames(fields, new Set(['level']))).toBe(fields)
  })
})
