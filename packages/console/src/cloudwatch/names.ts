import { type CloudWatchTextRule, cloudWatchTextViolation, dimensionsViolation } from '@org/core/aws'
import { refuseViolation } from '../protocol/aws-error.js'
import { optionalList, optionalString, structure } from '../protocol/members.js'

/** Reads a required text and checks length, characters and first character. */
export function requiredText(value: unknown, path: string, rule: CloudWatchTextRule): string {
  refuseViolation(cloudWatchTextViolation(value, path, rule))
  return optionalString(value, path) ?? ''
}

/** Reads a list of dimensions into a record. */
export function readDimensions(value: unknown, path: string): Readonly<Record<string, string>> {
  refuseViolation(dimensionsViolation(value, path))
  const dimensions = (optionalList(value, path) ?? []).map((item, index) => {
    const at = `${path}.member.${index + 1}`
    const { Name, Value } = structure(item, at)
    return [optionalString(Name, `${at}.Name`) ?? '', optionalString(Value, `${at}.Value`) ?? ''] as const
  })
  return Object.fromEntries(dimensions)
}
