import { describe, expect, it } from 'vitest'
import { RequestHolds } from './request-holds.js'

const REQUEST = {}
const SETTINGS = { severity: 5, maxRecords: 2, maxBytes: 100, writesAtOnce: false }

function createHolds(): { readonly holds: RequestHolds; readonly written: string[] } {
  const written: string[] = []
  return { holds: new RequestHolds(({ line }) => written.push(line)), written }
}

describe('the holds of a family', () => {
  it('cost one comparison until a request is held', () => {
    const { holds } = createHolds()

    expect(holds.severity).toBe(-1)
    holds.open(SETTINGS, REQUEST)
    holds.open({ ...SETTINGS, severity: 3 }, REQUEST)
    expect(holds.severity).toBe(5)
  })

  it('are around what runs in the request, down to their level, until it is over', async () => {
    const { holds } = createHolds()
    const hold = holds.open(SETTINGS, REQUEST)
    const look = (): boolean[] => [5, 6].map((severity) => holds.around(severity) !== undefined)

    const inside = hold?.run(async () => {
      const before = look()
      await new Promise(setImmediate)
      const during = look()
      hold.settle(false)
      return [before, during, look()]
    })

    expect(look()).toEqual([false, false])
    expect(await inside).toEqual([
      [true, false],
      [true, false],
      [false, false],
    ])
  })

  it('give their records to be written once, in order, with the number of those that had no room', () => {
    const { holds, written } = createHolds()
    const hold = holds.open(SETTINGS, REQUEST)
    hold?.run(() => {
      for (const line of ['a', 'b', 'c']) holds.around(5)?.add({ line, severity: 5 })
    })

    expect([hold?.settle(true), written]).toEqual([1, ['b', 'c']])
    hold?.settle(true)
    expect(written).toEqual(['b', 'c'])
  })

  it('forget their records where nobody wants them, and their number, too', () => {
    const { holds, written } = createHolds()
    const hold = holds.open({ ...SETTINGS, maxRecords: 1 }, REQUEST)
    hold?.run(() => {
      for (const line of ['a', 'b']) holds.around(5)?.add({ line, severity: 5 })
    })

    expect([hold?.settle(false), written]).toEqual([0, []])
  })

  it('are opened once for a request, by whoever comes first', () => {
    const { holds } = createHolds()
    const other = createHolds()
    const outer = holds.open(SETTINGS, REQUEST)

    outer?.run(() => {
      expect(holds.open(SETTINGS, REQUEST)).toBeUndefined()
      expect(other.holds.open(SETTINGS, REQUEST)).toBeDefined()
      expect(holds.open(SETTINGS, {})).toBeDefined()
      outer.settle(false)
      expect(holds.open(SETTINGS, REQUEST)).toBeDefined()
    })
  })
})
