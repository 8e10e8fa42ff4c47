import { unreadable } from './error-fields.js'

/** The fields of an object whose keys and getters may throw, as plain data. Never throws. */
export function readFields(source: object): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  let keys: string[]
  try {
    keys = Object.keys(source)
  } catch (failure) {
    fields['fields'] = unreadable(failure)
    return fields
  }
  for (const key of keys) {
    try {
      fields[key] = (source as Record<string, unknown>)[key]
    } catch (failure) {
      fields[key] = unreadable(failure)
    }
  }
  return fields
}
