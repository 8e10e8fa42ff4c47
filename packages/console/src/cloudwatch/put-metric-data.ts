import { datumListsOf, entityFailure, putMetricDataViolation } from '@org/core/aws'
import { refuseViolation } from '../protocol/aws-error.js'
import { optionalString, type Structure } from '../protocol/members.js'
import type { Operation } from '../protocol/operation.js'
import type { Metrics } from '../store/metrics.js'
import { readDatum } from './datum.js'

/** `PutMetricData`: all datums of a request are stored, or, when one is wrong, none. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export function createPutMetricData(metrics: Metrics): Operation {
  return {
    countItems: countDatums,
    run(input, { receivedAt, bodyBytes }) {
      refuseViolation(putMetricDataViolation(input, { now: receivedAt, bodyBytes }))
      const namespace = optionalString(input['Namespace'], 'Namespace') ?? ''
      for (const { path, datums } of datumListsOf(input)) {
        for (const [index, datum] of datums.entries()) {
          metrics.add(readDatum(datum, `${path}.member.${index + 1}`, namespace, receivedAt), receivedAt)
        }
      }
      const failure = entityFailure(input)
      return {
        output: {},
        items: countDatums(input),
        failedItems: 0,
        ...(failure === undefined ? {} : { headers: { 'x-amzn-failure-message': failure } }),
      }
    },
  }
}

function countDatums(input: Structure): number {
  return datumListsOf(input).reduce((count, { datums }) => count + datums.length, 0)
}
