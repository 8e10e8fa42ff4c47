import { describe, expect, it } from 'vitest'
import type { Entry } from './entry.js'
import { Suspects } from './suspects.js'

const entries = (from: number, to: number): Entry<number>[] =>
  Array.from({ length: to - from }, (_unused, index) => ({
    item: from + index,
    bytes: 1,
    priority: 0,
    sequence: from + index,
    acceptedAt: from + index,
    attempts: 1,
    firstFailedAt: 0,
    notBefore: 0,
  }))
const itemsOf = (group: readonly Entry<number>[]): number[] => group.map(({ item }) => item)

describe('suspects', () => {
  it('are sent in halves, those of the latest refusal first', () => {
    const suspects = new Suspects<number>()
    suspects.split(entries(0, 5))
    const first = suspects.takeGroup()
    expect(itemsOf(first)).toEqual([0, 1, 2])
    suspects.split(first)

    expect(
      [suspects.takeGroup(), suspects.takeGroup(), suspects.takeGroup(), suspects.takeGroup()].map(itemsOf),
    ).toEqual([[0, 1], [2], [3, 4], []])
    expect(suspects.count).toBe(0)
  })

  it('leave no empty group behind when all of one are given up, one by one or at once', () => {
    const suspects = new Suspects<number>()
    suspects.split(entries(0, 6))
    for (let time = 0; time < 3; time++) {
      const least = suspects.leastImportant()
      if (least !== undefined) suspects.take(least)
    }
    expect(itemsOf(suspects.takeGroup())).toEqual([3, 4, 5])

    suspects.split(entries(10, 14))
    expect(itemsOf(suspects.extract(({ item }) => item < 12))).toEqual([10, 11])

    expect(itemsOf(suspects.takeGroup())).toEqual([12, 13])
  })

  it('leave no empty group behind either when its other half was taken before', () => {
    const suspects = new Suspects<number>()
    suspects.split(entries(10, 12))
    suspects.split(entries(0, 4))
    expect(itemsOf(suspects.takeGroup())).toEqual([0, 1])
    suspects.extract(({ item }) => item < 4)

    expect(itemsOf(suspects.takeGroup())).toEqual([10])
  })

  it.each([
    [0, []],
    [1, [[0]]],
    [2, [[0], [1]]],
    [3, [[0, 1], [2]]],
  ])('of %i entries have no empty half: %o', (count, groups) => {
    const suspects = new Suspects<number>()
    suspects.split(entries(10, 12))
    suspects.split(entries(0, count))

    expect(Array.from({ length: groups.length + 2 }, () => itemsOf(suspects.takeGroup()))).toEqual([
      ...groups,
      [10],
      [11],
    ])
  })

  it('leave out of a group what was given up', () => {
    const suspects = new Suspects<number>()
    suspects.split(entries(0, 4))
    suspects.extract(({ item }) => item === 1)

    expect([suspects.takeGroup(), suspects.takeGroup()].map(itemsOf)).toEqual([[0], [2, 3]])
  })
})
