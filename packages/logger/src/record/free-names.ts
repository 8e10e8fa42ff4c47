import type { Taken } from './taken-names.js'

/** The same fields, where those whose name is taken get underscores until it is free: for their dots, then at their end. */
export function moveToFreeNames(
  fields: Readonly<Record<string, unknown>>,
  taken: Taken,
): Readonly<Record<string, unknown>> {
  const names = Object.keys(fields)
  if (!names.some((name) => taken.has(name))) return fields
  const moved: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const key of names) {
    let name = key
    // Below a field of ours it stays whatever stands at its end.
    if (taken.has(name) && taken.has(`${name}_`)) name = name.replaceAll('.', '_')
    while (taken.has(name) || (name !== key && Object.hasOwn(fields, name))) name += '_'
    moved[name] = fields[key]
  }
  return moved
}
