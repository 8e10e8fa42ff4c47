import { PRIORITY_COUNT } from '@org/core/delivery'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LEVELS, priorityOf } from './levels.js'

describe('priorityOf', () => {
  it('gives the most severe level the highest importance, and every npm level its own', () => {
    const priorities = Object.values(DEFAULT_LEVELS).map(priorityOf)

    expect(priorities[0]).toBe(PRIORITY_COUNT - 1)
    expect(new Set(priorities).size).toBe(7)
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a))
  })

  it('stays in the range of delivery for any severity', () => {
    expect([priorityOf(PRIORITY_COUNT - 1), priorityOf(PRIORITY_COUNT), priorityOf(1_000)]).toEqual([0, 0, 0])
  })
})
