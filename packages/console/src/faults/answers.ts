import { AwsError } from '../protocol/aws-error.js'
import type { Service } from '../store/calls.js'

/** How each service says that it is called too often. */
export function throttled(service: Service): AwsError {
  return service === 'firehose'
    ? new AwsError({ name: 'ServiceUnavailableException', status: 503, message: 'Slow down.' })
    : new AwsError({ name: 'ThrottlingException', status: 400, message: 'Rate exceeded' })
}

/** How each service says that it broke. */
export function internalError(service: Service): AwsError {
  const message = 'Internal Service Failure'
  switch (service) {
    case 'cloudwatch':
      return new AwsError({ name: 'InternalServiceFault', status: 500, message, queryCode: 'InternalServiceError' })
    case 'firehose':
      return new AwsError({ name: 'InternalFailure', status: 500, message })
    case 'eventbridge':
      return new AwsError({ name: 'InternalException', status: 500, message })
  }
}
