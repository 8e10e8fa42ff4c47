import { describe, expect, it } from 'vitest'
import { resolveFieldNames } from './field-names.js'
import { LineEnds } from './line-ends.js'

describe('the ends of lines', () => {
  it('count from 1 without a gap, with an id of the process', () => {
    const ends = new LineEnds(resolveFieldNames())
    const [first, second] = [ends.next(), ends.next()].map((end) => JSON.parse(`{"a":1${end}`) as object)

    expect(first).toEqual({ a: 1, eventId: expect.stringMatching(/^[\w-]{8}-1$/), sequence: 1 })
    expect(second).toEqual({ a: 1, eventId: expect.stringMatching(/^[\w-]{8}-2$/), sequence: 2 })
  })

  it('have the chosen names', () => {
    expect(new LineEnds(resolveFieldNames('ecs')).next()).toMatch(/^,"event\.id":"[\w-]{8}-1","event\.sequence":1\}$/)
  })

  it('are never longer than they say', () => {
    const ends = new LineEnds(resolveFieldNames())

    expect(ends.maxBytes).toBe(ends.next().length + 2 * (String(Number.MAX_SAFE_INTEGER).length - 1))
  })
})
