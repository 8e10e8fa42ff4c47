import type { Spill, SpillReason } from '../../src/delivery/index.js'
import type { Item } from './fake-service.js'

/** A spill that keeps up to `room` items in memory. */
export interface FakeSpill extends Spill<Item> {
  readonly kept: Set<Item>
  /** Items it was told to keep no longer. */
  readonly done: Set<Item>
  readonly reasons: SpillReason[]
}

export function createFakeSpill(room: number): FakeSpill {
  const kept = new Set<Item>()
  const done = new Set<Item>()
  const reasons: SpillReason[] = []
  const keep = (item: Item): boolean => kept.size < room && kept.add(item).has(item)
  return {
    kept,
    done,
    reasons,
    take(item, reason) {
      reasons.push(reason)
      return keep(item)
    },
    takeAll: (items) => items.filter((item) => !keep(item)),
    settled: (item) => done.add(item),
  }
}
