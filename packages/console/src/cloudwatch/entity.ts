import { ENTITY_KEY_ATTRIBUTES, MAX_ENTITIES_PER_REQUEST, MAX_ENTITY_ATTRIBUTES } from '../limits.js'
import { optionalList, optionalStructure, type Structure, structure } from '../protocol/members.js'

/** Why CloudWatch would not associate metrics with an entity. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export type EntityFailure = 'EntitySizeTooLarge' | 'InvalidEntity' | 'InvalidKeyAttributes' | 'InvalidAttributes'

/** The datums of `EntityMetricData`, and what is wrong with their entities. */
export interface EntityMetricData {
  readonly lists: readonly { readonly path: string; readonly datums: readonly unknown[] }[]
  readonly failure: EntityFailure | undefined
}

export function readEntityMetricData(value: unknown): EntityMetricData | undefined {
  const items = optionalList(value, 'EntityMetricData')
  if (items === undefined) return undefined
  let failure: EntityFailure | undefined = items.length > MAX_ENTITIES_PER_REQUEST ? 'EntitySizeTooLarge' : undefined
  const lists = items.map((item, index) => {
    const path = `EntityMetricData.member.${index + 1}`
    const entry = structure(item, path)
    failure ??= judgeEntity(optionalStructure(entry['Entity'], `${path}.Entity`), `${path}.Entity`)
    return {
      path: `${path}.MetricData`,
      datums: optionalList(entry['MetricData'], `${path}.MetricData`) ?? [],
    }
  })
  return { lists, failure }
}

function judgeEntity(entity: Structure | undefined, path: string): EntityFailure | undefined {
  if (entity === undefined) return 'InvalidEntity'
  const keys = countStrings(optionalStructure(entity['KeyAttributes'], `${path}.KeyAttributes`) ?? {})
  if (keys === undefined || keys < ENTITY_KEY_ATTRIBUTES.min || keys > ENTITY_KEY_ATTRIBUTES.max) {
    return 'InvalidKeyAttributes'
  }
  const attributes = countStrings(optionalStructure(entity['Attributes'], `${path}.Attributes`) ?? {})
  return attributes === undefined || attributes > MAX_ENTITY_ATTRIBUTES ? 'InvalidAttributes' : undefined
}

/** The number of members, or undefined when one is not a non-empty string. */
function countStrings(map: Structure): number | undefined {
  const values = Object.values(map)
  return values.every((value) => typeof value === 'string' && value !== '') ? values.length : undefined
}
