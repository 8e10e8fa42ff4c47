import { isWordy, looksGenerated } from './value-shapes.js'

/** What a schema says of a field, without the keywords that hold values: `default`, `const`, `enum`, `examples`. */
const SCHEMA_KEYWORDS = new Set(
  `type format minLength maxLength minimum maximum pattern title description required nullable optional readOnly
  writeOnly deprecated unique trim lowercase`.split(/\s+/),
)
const SCHEMA_TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])

/** What Kubernetes says of where a secret is kept. A `key` is not among them, as an API key may be there. */
const REFERENCE_KEYS = new Set('name secretName namespace kind apiVersion optional defaultMode'.split(' '))

/** What a validation says of a field, such as "is required" and "too short". */
const COMPLAINT =
  /^(?:is|are|was|must|should|cannot|can't|may|does|do|has|have|too|please|required|invalid|expected|(?:(?:your|the|new|old|this) )?[Pp]assword|field|string|value|not|at|contains|needs)\b.*\s/i
const MAX_COMPLAINT_LENGTH = 200

const MOST_MEMBERS = 16

/**
 * Whether an object under the name of a secret says something about it and does not hold it: its schema, where it is
 * kept, what is wrong with it.
 */
export function isDescription(value: object): boolean {
  try {
    return Array.isArray(value) ? areComplaints(value) : isSchema(value) || isReference(value) || isComplaint(value)
  } catch {
    return false
  }
}

function areComplaints(list: readonly unknown[]): boolean {
  return list.length > 0 && list.length <= MOST_MEMBERS && list.every((item) => isSentence(item) || isItem(item))
}

/** Of a list of references: `imagePullSecrets: [{ name: 'registry' }]`. */
function isItem(item: unknown): boolean {
  return typeof item === 'object' && item !== null && !Array.isArray(item) && isReference(item)
}

function isSentence(text: unknown): boolean {
  return typeof text === 'string' && text.length <= MAX_COMPLAINT_LENGTH && COMPLAINT.test(text) && isWordy(text)
}

/** As zod formats errors. */
function isComplaint(value: object): boolean {
  const { _errors: errors } = value as { _errors?: unknown }
  return Object.keys(value).length === 1 && Array.isArray(errors) && errors.every(isSentence)
}

function isSchema(value: object): boolean {
  const { type } = value as { type?: unknown }
  const types: readonly unknown[] = Array.isArray(type) ? type : [type]
  return types.every((each) => SCHEMA_TYPES.has(each as string)) && hasOnly({ ...value, type: '' }, SCHEMA_KEYWORDS)
}

function isReference(value: object): boolean {
  const { name, secretName = name } = value as { name?: unknown; secretName?: unknown }
  return typeof secretName === 'string' && hasOnly(value, REFERENCE_KEYS)
}

function hasOnly(value: object, keys: ReadonlySet<string>): boolean {
  const entries = Object.entries(value)
  return entries.length <= MOST_MEMBERS && entries.every(([key, member]) => keys.has(key) && !looksSecret(member))
}

function looksSecret(member: unknown): boolean {
  return typeof member === 'string' ? looksGenerated(member) : typeof member === 'object' && member !== null
}
