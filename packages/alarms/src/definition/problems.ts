import { describeValue } from '@org/core/aws'

/** The part of a zod issue that a message needs. */
interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** Says where, what is expected, and what was received. */
export function describeProblem(issue: Issue, input: unknown): string {
  // The message on unknown fields already names them; the object that holds them says nothing more.
  if (issue.code === 'unrecognized_keys') return `${locate(issue.path)} ${issue.message}.`
  const keyRule = keyRuleOf(issue)
  if (keyRule !== undefined) {
    return `${locate(issue.path.slice(0, -1))} has a name that ${keyRule}; got ${describeValue(issue.path.at(-1))}.`
  }
  return `${locate(issue.path)} ${issue.message}; got ${describeValue(valueAt(input, issue.path))}.`
}

function locate(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'it' : `\`${path.map(String).join('.')}\``
}

/** The rule that a record key breaks; zod wraps its message. */
function keyRuleOf(issue: Issue): string | undefined {
  if (issue.code !== 'invalid_key' || !('issues' in issue) || !Array.isArray(issue.issues)) return undefined
  const [inner]: unknown[] = issue.issues
  return typeof inner === 'object' && inner !== null && 'message' in inner ? String(inner.message) : undefined
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<PropertyKey, unknown>>)[key]
  }
  return value
}
