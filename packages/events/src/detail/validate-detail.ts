import type { StandardIssue, StandardSchema } from '@org/core/catalog'
import { isThenable } from '@org/core/reporting'
import type { EventRefusal } from '../refusals.js'

/** A detail that fits its schema, or why it does not. */
export type Validation =
  | { readonly refusal?: undefined; readonly detail: object }
  | { readonly refusal: EventRefusal; readonly paths?: readonly string[] }

/** Paths that one diagnostic names at most. */
const MAX_PATHS = 10

/**
 * Applies a schema to a detail, synchronously. What the schema puts out is what is sent: with its
 * defaults, and without fields that it strips. Issues are told by path alone, since their messages
 * may quote the value.
 */
export function validateDetail(schema: StandardSchema, detail: unknown): Validation {
  try {
    return judge(schema['~standard'].validate(detail))
  } catch {
    return { refusal: 'schemaThrew' }
  }
}

/** @throws when the schema gave something else than a result. */
function judge(result: ReturnType<StandardSchema['~standard']['validate']>): Validation {
  if (isThenable(result)) {
    // Nobody waits for it, so its failure must not end the process.
    result.then(undefined, () => {})
    return { refusal: 'asyncSchema' }
  }
  if (result.issues !== undefined) return { refusal: 'invalid', paths: pathsOf(result.issues) }
  const { value } = result
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { refusal: 'notAnObject' }
  return { detail: value }
}

function pathsOf(issues: readonly StandardIssue[]): readonly string[] {
  return [...new Set(issues.map(pathOf))].slice(0, MAX_PATHS)
}

function pathOf({ path }: StandardIssue): string {
  if (path === undefined || path.length === 0) return '(root)'
  return path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.')
}
