import {
  ENTITY_KEY_ATTRIBUTES,
  MAX_ENTITIES_PER_REQUEST,
  MAX_ENTITY_ATTRIBUTE_NAME_LENGTH,
  MAX_ENTITY_ATTRIBUTE_VALUE_LENGTH,
  MAX_ENTITY_ATTRIBUTES,
  MAX_ENTITY_KEY_ATTRIBUTE_NAME_LENGTH,
} from '../limits/cloudwatch-limits.js'
import { type AwsViolation, invalidValue, missingParameter, wrongType } from './violation.js'
import { isAbsent, isWireStructure, type WireStructure, wireList } from './wire.js'

/** Why CloudWatch would not associate metrics with an entity. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export type EntityFailure = 'EntitySizeTooLarge' | 'InvalidEntity' | 'InvalidKeyAttributes' | 'InvalidAttributes'

/**
 * What is wrong with the entities of a PutMetricData request, or undefined. Unless the request is strict, CloudWatch
 * keeps the metrics all the same and says so in the header `X-Amzn-Failure-Message`.
 *
 * @example
 * ```ts
 * entityFailure({ EntityMetricData: [{ Entity: { KeyAttributes: {} }, MetricData: [] }] }) // 'InvalidKeyAttributes'
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Entity.html
 */
export function entityFailure(request: WireStructure): EntityFailure | undefined {
  const items = wireList(request['EntityMetricData'])
  if (items.length > MAX_ENTITIES_PER_REQUEST) return 'EntitySizeTooLarge'
  for (const item of items) {
    const failure = judgeEntity(isWireStructure(item) ? item['Entity'] : undefined)
    if (failure !== undefined) return failure
  }
  return undefined
}

/** The rule that the entities of a request break so that it is refused whole, or undefined. */
export function entitiesViolation(request: WireStructure): AwsViolation | undefined {
  const items = request['EntityMetricData']
  const strict = request['StrictEntityValidation']
  if (!isAbsent(strict) && typeof strict !== 'boolean') return wrongType('StrictEntityValidation', 'a boolean')
  if (isAbsent(items)) return undefined
  if (!Array.isArray(items)) return wrongType('EntityMetricData', 'a list')
  for (const [index, item] of items.entries()) {
    const violation = shapeViolation(item, `EntityMetricData.member.${index + 1}`)
    if (violation !== undefined) return violation
  }
  if (isAbsent(strict)) return missingParameter('StrictEntityValidation')
  const failure = strict ? entityFailure(request) : undefined
  return failure === undefined
    ? undefined
    : invalidValue('EntityMetricData', `The value for parameter EntityMetricData is invalid: ${failure}.`)
}

function shapeViolation(item: unknown, path: string): AwsViolation | undefined {
  if (!isWireStructure(item)) return wrongType(path, 'an object')
  const { Entity, MetricData } = item
  if (!isAbsent(MetricData) && !Array.isArray(MetricData)) return wrongType(`${path}.MetricData`, 'a list')
  if (isAbsent(Entity)) return undefined
  if (!isWireStructure(Entity)) return wrongType(`${path}.Entity`, 'an object')
  const member = ['KeyAttributes', 'Attributes'].find(
    (name) => !isAbsent(Entity[name]) && !isWireStructure(Entity[name]),
  )
  return member === undefined ? undefined : wrongType(`${path}.Entity.${member}`, 'an object')
}

function judgeEntity(entity: unknown): EntityFailure | undefined {
  if (!isWireStructure(entity)) return 'InvalidEntity'
  const keys = attributesOf(entity['KeyAttributes'], MAX_ENTITY_KEY_ATTRIBUTE_NAME_LENGTH)
  if (keys === undefined || keys < ENTITY_KEY_ATTRIBUTES.min || keys > ENTITY_KEY_ATTRIBUTES.max) {
    return 'InvalidKeyAttributes'
  }
  const attributes = attributesOf(entity['Attributes'], MAX_ENTITY_ATTRIBUTE_NAME_LENGTH)
  return attributes === undefined || attributes > MAX_ENTITY_ATTRIBUTES ? 'InvalidAttributes' : undefined
}

/** How many attributes there are; undefined when one of them is not valid. */
function attributesOf(map: unknown, maxNameLength: number): number | undefined {
  const entries = isWireStructure(map) ? Object.entries(map) : []
  const isValid = entries.every(
    ([name, value]) =>
      isLength(name, maxNameLength) && typeof value === 'string' && isLength(value, MAX_ENTITY_ATTRIBUTE_VALUE_LENGTH),
  )
  return isValid ? entries.length : undefined
}

function isLength(text: string, maxLength: number): boolean {
  return text.length > 0 && text.length <= maxLength
}
