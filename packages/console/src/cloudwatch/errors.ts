import { AwsError } from '../protocol/aws-error.js'

/** The value of a parameter is bad or out of range. */
export function invalidValue(message: string): AwsError {
  return new AwsError({
    name: 'InvalidParameterValueException',
    status: 400,
    message,
    queryCode: 'InvalidParameterValue',
  })
}

/** Parameters were used together that exclude each other. */
export function invalidCombination(message: string): AwsError {
  return new AwsError({
    name: 'InvalidParameterCombinationException',
    status: 400,
    message,
    queryCode: 'InvalidParameterCombination',
  })
}

/** A required parameter is missing. */
export function missingParameter(path: string): AwsError {
  return new AwsError({
    name: 'MissingRequiredParameterException',
    status: 400,
    message: `The parameter ${path} is required.`,
    queryCode: 'MissingParameter',
  })
}

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
