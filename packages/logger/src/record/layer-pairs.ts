import type { Redaction } from '@org/core/redaction'
import type { Layer } from './layer.js'

type Fields = Readonly<Record<string, unknown>>

/** The fields that can be the value of a name beside them. As a rule none. */
export function valueKeysIn(fields: Fields, redaction: Redaction): readonly string[] {
  return Object.keys(fields).filter(redaction.isValueKey)
}

/** Whether a layer holds the name of a field of the record, which is secret: `child({ name: 'password' })` and `{ value }`. */
export function namesFieldOfRecord({ fields }: Layer, redaction: Redaction, key: string, value: unknown): boolean {
  return redaction.hidesBeside(fields, key, value)
}

/** The other way round: `child({ value })` and `{ name: 'password' }`. */
export function isNamedBy(fields: Fields, redaction: Redaction, layer: Layer): boolean {
  if (layer.valueKeys.length === 0) return false
  return layer.valueKeys.some((key) => redaction.hidesBeside(fields, key, layer.fields[key]))
}
