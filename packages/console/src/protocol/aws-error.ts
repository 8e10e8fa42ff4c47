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

/** A constraint of the service's model is broken; worded as AWS's front ends do. */
export function constraintError(member: string, value: string, constraint: string): AwsError {
  return new AwsError({
    name: 'ValidationException',
    status: 400,
    message: `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: ${constraint}`,
  })
}
