import { describe, expect, it } from 'vitest'
import type { Entry } from '../queue/entry.js'
import { DROP_REASONS } from './drop-reason.js'
import { countsByReason, Ledger, sumOf } from './ledger.js'
import { LossTally } from './loss-tally.js'
import { NOTHING_HELD } from './result.js'

const entry = (bytes: number): Entry<null> => ({
  item: null,
  bytes,
  priority: 0,
  sequence: 0,
  acceptedAt: 0,
  attempts: 1,
  firstFailedAt: undefined,
  notBefore: 0,
})

describe('the ledger', () => {
  it('begins with nothing', () => {
    const ledger = new Ledger()

    expect(ledger.result(0)).toEqual(NOTHING_HELD)
    expect(ledger.droppedInAll).toBe(0)
    expect(ledger.dropped).toEqual(Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])))
  })

  it('counts items and bytes that were accepted, billed as the service says or by their size', () => {
    const ledger = new Ledger()
    ledger.accept([entry(10), entry(20)], 5_000)
    ledger.accept([entry(7)], undefined)
    ledger.accept([], 0)

    expect(ledger).toMatchObject({ delivered: 3, deliveredBytes: 37, billedBytes: 5_007 })
  })

  it('gives an account in which the reasons add up to what was dropped, in their order', () => {
    const ledger = new Ledger()
    for (const reason of ['unsent', 'overflow', 'unsent'] as const) ledger.drop(reason)
    ledger.accept([entry(1)], undefined)
    ledger.spilled += 2

    const result = ledger.result(4)

    expect(result).toEqual({
      delivered: 1,
      dropped: 3,
      spilled: 2,
      pending: 4,
      byReason: { overflow: 1, unsent: 2 },
    })
    expect(Object.keys(result.byReason)).toEqual(['overflow', 'unsent'])
    expect(ledger.dropped).toMatchObject({ overflow: 1, unsent: 2, closed: 0 })
  })
})

describe('counts by reason', () => {
  it('have the reasons with a count alone, and a sum', () => {
    const counts = new Map([
      ['closed', 0],
      ['rejected', 3],
      ['tooLarge', 1],
    ] as const)

    expect(countsByReason(counts)).toEqual({ tooLarge: 1, rejected: 3 })
    expect(sumOf(counts)).toBe(4)
  })
})

describe('the tally of losses', () => {
  it('adds them up until somebody takes them, and then begins anew', () => {
    const tally = new LossTally()
    expect([tally.isEmpty, tally.take()]).toEqual([true, undefined])
    tally.add('overflow', 1, 1_000)
    tally.add('overflow', 5, 2_000)
    tally.add('closed', 5, 3_000)

    expect(tally.take()).toEqual({
      total: 3,
      byReason: { overflow: 2, closed: 1 },
      byPriority: { 1: 1, 5: 2 },
      since: 1_000,
      until: 3_000,
    })
    expect([tally.isEmpty, tally.take()]).toEqual([true, undefined])
    tally.add('invalid', 0, 9_000)
    expect(tally.take()).toEqual({
      total: 1,
      byReason: { invalid: 1 },
      byPriority: { 0: 1 },
      since: 9_000,
      until: 9_000,
    })
  })
})

describe('the account of those who had nothing', () => {
  it('cannot be changed by whoever gets it', () => {
    expect([Object.isFrozen(NOTHING_HELD), Object.isFrozen(NOTHING_HELD.byReason)]).toEqual([true, true])
  })
})
