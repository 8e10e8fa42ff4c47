/**
 * The same fields, where one named `error` has the name under which the logger writes errors: else half of them would be
 * found there, and half here.
 */
export function underErrorName(
  fields: Readonly<Record<string, unknown>>,
  errorName: string,
): Readonly<Record<string, unknown>> {
  if (errorName === ERROR || !Object.hasOwn(fields, ERROR) || Object.hasOwn(fields, errorName)) return fields
  const renamed: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const key of Object.keys(fields)) renamed[key === ERROR ? errorName : key] = fields[key]
  return renamed
}

/** As everybody calls it. */
export const ERROR = 'error'
