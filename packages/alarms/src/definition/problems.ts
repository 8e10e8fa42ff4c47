/** The part of a zod issue that a message needs. */
interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
}

const LONGEST_SHOWN_STRING = 60

/** Says where, what is expected, and what was received. */
export function describeProblem(issue: Issue, input: unknown): string {
  const where = issue.path.length === 0 ? 'it' : `\`${issue.path.map(String).join('.')}\``
  // The message on unknown fields already names them; the object that holds them says nothing more.
  if (issue.code === 'unrecognized_keys') return `${where} ${issue.message}.`
  return `${where} ${keyMessage(issue) ?? issue.message}; got ${describeReceived(valueAt(input, issue.path))}.`
}

/** A record key that breaks its rule comes wrapped: the rule's own message is inside. */
function keyMessage(issue: Issue): string | undefined {
  if (issue.code !== 'invalid_key' || !('issues' in issue) || !Array.isArray(issue.issues)) return undefined
  const [inner]: unknown[] = issue.issues
  if (typeof inner !== 'object' || inner === null || !('message' in inner)) return undefined
  return `must have keys that are fit: each ${String(inner.message)}`
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<PropertyKey, unknown>>)[key]
  }
  return value
}

/** Shows a received value: its kind and, for short plain values, the value. Never a whole object. */
export function describeReceived(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') {
    return value.length > LONGEST_SHOWN_STRING ? `a string of ${value.length} characters` : JSON.stringify(value)
  }
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return `${String(value)} (${typeof value})`
  }
  if (Array.isArray(value)) return `an array of ${value.length}`
  return typeof value === 'function' ? 'a function' : `an ${typeof value}`
}
