import { type AwsViolation, QUERY_ERROR_CODES } from '@org/core/aws'

/** An answer that is an error, as the service would word it. */
export interface AwsErrorShape {
  /** Name of the exception, as in `__type`. */
  readonly name: string
  readonly status: number
  readonly message: string
  /** Code that query-compatible services add as `x-amzn-query-error`. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
  readonly queryCode?: string | undefined
}

/** Thrown by operations to answer with an error. */
export class AwsError extends Error {
  readonly shape: AwsErrorShape

  constructor(shape: AwsErrorShape) {
    super(shape.message)
    this.name = shape.name
    this.shape = shape
  }
}

/** The body is not what the service's model says. */
export function serializationError(message: string): AwsError {
  return new AwsError({ name: 'SerializationException', status: 400, message })
}

/** The operation is unknown to the service, or the console does not have it. */
export function unknownOperation(message: string): AwsError {
  return new AwsError({ name: 'UnknownOperationException', status: 400, message })
}

/** The request is larger than the service takes. */
export function requestTooLarge(maxBytes: number): AwsError {
  return new AwsError({
    name: 'RequestEntityTooLarge',
    status: 413,
    message: `The request is larger than the ${maxBytes} bytes that this operation accepts.`,
  })
}

/** The request is in a protocol or an encoding that the console does not speak. */
export function unsupportedProtocol(message: string): AwsError {
  return new AwsError({ name: 'UnsupportedMediaTypeException', status: 415, message })
}

/** Answers a request that breaks a rule as the service would. @throws {@link AwsError} (the code of the violation) unless there is none */
export function refuseViolation(violation: AwsViolation | undefined): void {
  if (violation === undefined) return
  const { code, message } = violation
  const status = code === 'RequestEntityTooLarge' ? 413 : 400
  throw new AwsError({ name: code, status, message, queryCode: QUERY_ERROR_CODES[code] })
}
