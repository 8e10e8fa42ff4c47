import type { Redaction } from '@org/core/redaction'
import type { ResolvedRecordLimits } from '../record/limits.js'
import { isError, unreadable } from './error-fields.js'
import { JsonWriter } from './json-writer.js'
import { KeyPlans } from './key-plans.js'

/** A value as it stands inside a message. Never throws. */
export type ShowValue = (value: unknown) => string

const FIELD = 'value'

/**
 * Shows objects as JSON, redacted and bounded as fields are: what is formatted into a message must
 * not carry a secret that would be kept out as a field. Errors are shown by name and message.
 */
export function createShowValue(redaction: Redaction, limits: ResolvedRecordLimits): ShowValue {
  const plans = new KeyPlans(redaction)
  return (value) => {
    // Here, as quotes around it might hide from a later look where a secret ends.
    if (typeof value === 'string') return redaction.redactText(value)
    // JSON has no form for these.
    if (typeof value === 'number') return String(value)
    try {
      if (isError(value)) return `${value.name}: ${value.message}`
      const written = new JsonWriter(redaction, limits, plans).own(FIELD, value).slice(plans.of(FIELD).prefix.length)
      return written.startsWith('"') ? (JSON.parse(written) as string) : written
    } catch (failure) {
      return unreadable(failure)
    }
  }
}
