/** The first `count` items of a set. */
export function firstItems<T>(items: Iterable<T>, count: number): T[] {
  return [...first(items, count)]
}

/** The first `count` entries of a map, its keys as names of fields that are each there once. */
export function namedEntries(map: ReadonlyMap<unknown, unknown>, count: number): [name: string, value: unknown][] {
  const names = new Set<string>()
  return firstItems(map, count).map(([key, value]) => [unique(nameOfKey(key), names), value])
}

/** Headers of the Fetch API and parameters of a URL are no maps, but read like them. */
const PAIR_LISTS: ReadonlySet<string> = new Set(['[object Headers]', '[object URLSearchParams]', '[object FormData]'])

/** More pairs are not looked at, as an object that only says that it is one of these may have no end. */
const MAX_PAIRS = 10_000

/** The pairs of one of these as a map; undefined for anything else. Told by their tag, as asking for the class `Headers` would load Node’s whole client. */
export function pairsOf(value: object): ReadonlyMap<unknown, unknown> | undefined {
  if (!PAIR_LISTS.has(Object.prototype.toString.call(value))) return undefined
  const { entries } = value as { entries?: unknown }
  if (typeof entries !== 'function') return undefined
  return mapOfPairs(Reflect.apply(entries, value, []) as Iterable<[unknown, unknown]>, MAX_PAIRS)
}

/** The first `count` pairs as a map. A name that comes more than once has a list of its values. */
function mapOfPairs(
  pairs: Iterable<readonly [name: unknown, value: unknown]>,
  count: number,
): ReadonlyMap<unknown, unknown> {
  const values = new Map<unknown, unknown[]>()
  for (const [name, value] of first(pairs, count)) {
    const known = values.get(name)
    if (known === undefined) values.set(name, [value])
    else known.push(value)
  }
  return new Map([...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]))
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
