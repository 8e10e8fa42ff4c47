import { MAX_DATUMS_PER_REQUEST, MAX_NAMESPACE_LENGTH } from '../limits.js'
import { optionalBoolean, optionalList, type Structure } from '../protocol/members.js'
import type { Operation } from '../protocol/operation.js'
import type { Metrics } from '../store/metrics.js'
import { readDatum } from './datum.js'
import { type EntityMetricData, readEntityMetricData } from './entity.js'
import { invalidValue, missingParameter } from './errors.js'
import { requiredText } from './names.js'

/** `PutMetricData`: all datums of a request are stored, or, when one is wrong, none. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export function createPutMetricData(metrics: Metrics): Operation {
  return {
    countItems: countDatums,
    run(input, { receivedAt }) {
      const namespace = readNamespace(input['Namespace'])
      const entities = readEntityMetricData(input['EntityMetricData'])
      checkStrictness(input, entities)
      const plain = { path: 'MetricData', datums: optionalList(input['MetricData'], 'MetricData') ?? [] }
      const lists = [plain, ...(entities?.lists ?? [])]
      const count = lists.reduce((sum, { datums }) => sum + datums.length, 0)
      if (count === 0) throw missingParameter('MetricData')
      if (count > MAX_DATUMS_PER_REQUEST) {
        throw invalidValue(`The collection MetricData must not have a size greater than ${MAX_DATUMS_PER_REQUEST}.`)
      }
      const accepted = lists.flatMap(({ path, datums }) =>
        datums.map((datum, index) => readDatum(datum, `${path}.member.${index + 1}`, namespace, receivedAt)),
      )
      for (const datum of accepted) metrics.add(datum, receivedAt)
      return {
        output: {},
        items: accepted.length,
        failedItems: 0,
        ...(entities?.failure === undefined ? {} : { headers: { 'x-amzn-failure-message': entities.failure } }),
      }
    },
  }
}

function readNamespace(value: unknown): string {
  const namespace = requiredText(value, 'Namespace', { maxLength: MAX_NAMESPACE_LENGTH })
  if (namespace.startsWith('AWS/')) {
    throw invalidValue('The value for parameter Namespace is invalid: namespaces that begin with AWS/ are reserved.')
  }
  return namespace
}

function checkStrictness(input: Structure, entities: EntityMetricData | undefined): void {
  const strict = optionalBoolean(input['StrictEntityValidation'], 'StrictEntityValidation')
  if (entities === undefined) return
  if (strict === undefined) throw missingParameter('StrictEntityValidation')
  if (strict && entities.failure !== undefined) {
    throw invalidValue(`The value for parameter EntityMetricData is invalid: ${entities.failure}.`)
  }
}

function countDatums(input: Structure): number {
  const entities = Array.isArray(input['EntityMetricData']) ? (input['EntityMetricData'] as unknown[]) : []
  return [input, ...entities].reduce<number>((count, holder) => {
    const datums = typeof holder === 'object' && holder !== null ? (holder as Structure)['MetricData'] : undefined
    return count + (Array.isArray(datums) ? datums.length : 0)
  }, 0)
}
