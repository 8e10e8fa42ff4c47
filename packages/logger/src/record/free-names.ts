/** The same fields, where those whose name is taken get underscores until it is free. */
export function moveToFreeNames(
  fields: Readonly<Record<string, unknown>>,
  taken: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  const names = Object.keys(fields)
  if (!names.some((name) => taken.has(name))) return fields
  const moved: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const key of names) {
    let name = key
    while (taken.has(name) || (name !== key && Object.hasOwn(fields, name))) name += '_'
    moved[name] = fields[key]
  }
  return moved
}
