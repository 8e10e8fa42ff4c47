import { beforeAll, describe, expect, it } from 'vitest'
import { BOTH_DELIVERED, BOTH_LEFT, compileCopy, compileEndingProgram, report, runEnding } from './run-ending.js'

/** Families of processes and threads, and several copies of the package in one. */

let program: string

beforeAll(async () => {
  program = await compileEndingProgram()
})

describe('a process and those that it started', () => {
  it.each([
    ['launcher', ['SIGTERM'], true, BOTH_DELIVERED],
    ['launcher', ['SIGINT'], true, BOTH_DELIVERED],
    ['launcher', ['SIGTERM'], false, BOTH_DELIVERED],
    ['cluster that forwards', ['SIGTERM'], false, BOTH_DELIVERED],
    ['cluster that forwards', ['SIGTERM'], true, BOTH_DELIVERED],
    ['cluster that disconnects', ['SIGTERM'], false, BOTH_DELIVERED],
    ['cluster whose primary is killed', ['SIGKILL'], false, BOTH_LEFT],
    ['cluster whose worker breaks', [], false, BOTH_DELIVERED],
    ['worker: empty loop', [], false, BOTH_DELIVERED],
    ['worker: process.exit', [], false, BOTH_LEFT],
    ['worker: process.exit later', [], false, BOTH_LEFT],
    ['worker: uncaught', [], false, BOTH_DELIVERED],
    ['worker: rejection', [], false, BOTH_DELIVERED],
  ] as const)(
    'as a %s, by %j, for the group: %s, end as without us',
    async (ending, signals, isForGroup, itemsOfTheChild) => {
      const how = { signals, isForGroup }
      const [held, alone] = await Promise.all([
        runEnding(program, ending, how),
        runEnding(program, ending, { ...how, mode: 'alone' }),
      ])

      expect(held).toMatchObject({ code: alone.code, signal: alone.signal, said: alone.said })
      expect(report(held.stderr)).toBe(report(alone.stderr))
      // The first process holds something, too, and comes to its own end, unless it is killed.
      const itemsOfTheFirst = signals[0] === 'SIGKILL' ? [] : BOTH_DELIVERED
      expect(held.items).toEqual([...itemsOfTheFirst, ...itemsOfTheChild].sort())
    },
  )
})

describe('a worker', () => {
  it.each(['empty loop', 'process.exit', 'uncaught'])(
    'by %s leaves what it only records in a listener of exit',
    async (ending) => {
      const { items } = await runEnding(program, `worker: ${ending}`, { mode: 'held at exit' })

      expect(items).toEqual([...BOTH_LEFT, ...BOTH_LEFT].sort())
    },
  )
})

describe('several copies of the package in a process', () => {
  it.each([
    ['signal', ['SIGTERM']],
    ['uncaught', []],
    ['empty loop', []],
  ] as const)('as ESM and CommonJS act as one: by %s', async (ending, signals) => {
    const copies = await Promise.all([compileCopy('esm'), compileCopy('cjs')])
    const [held, alone] = await Promise.all([
      runEnding(program, ending, { signals, copies, flushMs: 100 }),
      runEnding(program, ending, { signals, mode: 'alone' }),
    ])

    expect(held).toMatchObject({ code: alone.code, signal: alone.signal, said: ['listeners 1 1', ...alone.said] })
    expect(report(held.stderr)).toBe(report(alone.stderr))
    expect(held.items).toEqual([...BOTH_DELIVERED, ...BOTH_DELIVERED, ...BOTH_DELIVERED].sort())
  })
})
