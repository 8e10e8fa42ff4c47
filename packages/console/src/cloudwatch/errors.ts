import { AwsError } from '../protocol/aws-error.js'

/** A query of GetMetricData is wrong, or asks for something that the console does not compute. */
export function validationError(message: string): AwsError {
  return new AwsError({ name: 'ValidationException', status: 400, message, queryCode: 'ValidationError' })
}

/** The pagination token was not issued by the console. */
export function invalidNextToken(): AwsError {
  return new AwsError({
    name: 'InvalidNextToken',
    status: 400,
    message: 'The next token specified is invalid.',
    queryCode: 'InvalidNextToken',
  })
}
