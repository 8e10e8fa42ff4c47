import type { Redaction } from '../redact/redaction.js'
import { isError, unreadable } from './error-fields.js'
import { JsonWriter } from './json-writer.js'
import { KeyPlans } from './key-plans.js'
import type { ResolvedRecordLimits } from './limits.js'

/** A value as it stands inside a message. Never throws. */
export type ShowValue = (value: unknown) => string

const FIELD = 'value'

/**
 * Shows objects as JSON, redacted and bounded as fields are: what is formatted into a message must
 * not carry a secret that would be kept out as a field. Errors are shown by name and message.
 */
export function createShowValue(redaction: Redaction, limits: ResolvedRecordLimits): ShowValue {
  // The name of the field is ours, whatever the application calls secret.
  const policy: Redaction = { ...redaction, isSecretKey: (key) => key !== FIELD && redaction.isSecretKey(key) }
  const plans = new KeyPlans(policy)
  return (value) => {
    // Here, as quotes around it might hide from a later look where a secret ends.
    if (typeof value === 'string') return redaction.redactValue(value)
    // JSON has no form for these.
    if (typeof value === 'number') return String(value)
    try {
      if (isError(value)) return `${value.name}: ${value.message}`
      const written = new JsonWriter(policy, limits, plans).field(FIELD, value).slice(plans.of(FIELD).prefix.length)
      return written.startsWith('"') ? (JSON.parse(written) as string) : written
    } catch (failure) {
      return unreadable(failure)
    }
  }
}
