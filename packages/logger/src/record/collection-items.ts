/** The first `count` items of a set. */
export function firstItems<T>(items: Iterable<T>, count: number): T[] {
  return [...first(items, count)]
}

/** The first `count` entries of a map, its keys as names of fields that are each there once. */
export function namedEntries(map: ReadonlyMap<unknown, unknown>, count: number): [name: string, value: unknown][] {
  const names = new Set<string>()
  return firstItems(map, count).map(([key, value]) => [unique(nameOfKey(key), names), value])
}

function* first<T>(items: Iterable<T>, count: number): Generator<T> {
  let taken = 0
  for (const item of items) {
    if (taken++ >= count) return
    yield item
  }
}

function nameOfKey(key: unknown): string {
  return (typeof key === 'object' && key !== null) || typeof key === 'function' ? `[${typeof key}]` : String(key)
}

function unique(name: string, names: Set<string>): string {
  let free = name
  while (names.has(free)) free += '_'
  names.add(free)
  return free
}
