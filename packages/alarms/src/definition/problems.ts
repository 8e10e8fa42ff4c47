/** The part of a zod issue that a message needs. */
interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
}

const LONGEST_SHOWN_STRING = 60

/** Says where, what is expected, and what was received. */
export function describeProblem(issue: Issue, input: unknown): string {
  // The message on unknown fields already names them; the object that holds them says nothing more.
  if (issue.code === 'unrecognized_keys') return `${locate(issue.path)} ${issue.message}.`
  const keyRule = keyRuleOf(issue)
  if (keyRule !== undefined) {
    return `${locate(issue.path.slice(0, -1))} has a name that ${keyRule}; got ${describeReceived(issue.path.at(-1))}.`
  }
  return `${locate(issue.path)} ${issue.message}; got ${describeReceived(valueAt(input, issue.path))}.`
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
