/** AWS's own names of the errors with which a request, or one entry of it, is refused. */
export type AwsViolationCode =
  // Of every service that speaks AWS JSON: the body is not what the model of the service says.
  | 'SerializationException'
  // CloudWatch. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
  | 'InvalidParameterCombinationException'
  | 'InvalidParameterValueException'
  | 'MissingRequiredParameterException'
  | 'RequestEntityTooLarge'
  // Firehose, and what the model says of EventBridge. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
  | 'InvalidArgumentException'
  | 'ValidationException'
  // Single entries of EventBridge. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
  | 'InvalidArgument'
  | 'MalformedDetail'
  | 'NotAuthorizedForSourceException'

/** The rule that a request breaks, as the service would answer it. */
export interface AwsViolation {
  /** AWS's own name of the error. */
  readonly code: AwsViolationCode
  /** The member that breaks the rule, in the service's words, such as `MetricData.member.2.Value`. */
  readonly path: string
  /** In the service's words where they are known. */
  readonly message: string
}

/**
 * What CloudWatch, which also speaks an older protocol, calls its errors there: it names both in an answer.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export const QUERY_ERROR_CODES: Readonly<Partial<Record<AwsViolationCode, string>>> = {
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  InvalidParameterValueException: 'InvalidParameterValue',
  MissingRequiredParameterException: 'MissingParameter',
}

/** The body is not what the model of the service says. */
export function wrongType(path: string, expectation: string): AwsViolation {
  return { code: 'SerializationException', path, message: `${path} must be ${expectation}.` }
}

/** CloudWatch: the value of a parameter is bad or out of range. */
export function invalidValue(path: string, message: string): AwsViolation {
  return { code: 'InvalidParameterValueException', path, message }
}

/** CloudWatch: parameters were used together that exclude, or need, each other. */
export function invalidCombination(path: string, message: string): AwsViolation {
  return { code: 'InvalidParameterCombinationException', path, message }
}

/** CloudWatch: a required parameter is missing. */
export function missingParameter(path: string): AwsViolation {
  return { code: 'MissingRequiredParameterException', path, message: `The parameter ${path} is required.` }
}

/** Firehose and EventBridge: a constraint of the model is broken, worded as AWS's front ends do. */
export function brokenConstraint(path: string, value: string, constraint: string): AwsViolation {
  return {
    code: 'ValidationException',
    path,
    message: `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: ${constraint}`,
  }
}

/** EventBridge: an argument of one entry is bad, which fails that entry alone. */
export function invalidArgument(path: string, reason: string): AwsViolation {
  return { code: 'InvalidArgument', path, message: `Parameter ${path} is not valid. Reason: ${reason}` }
}

/** A violation as the error with which the SDK rejects: its name is AWS's code. For stand-ins of the services. */
export class AwsViolationError extends Error {
  /** Where the SDK keeps the HTTP status of an answer. */
  readonly $metadata = { httpStatusCode: 400 }

  constructor({ code, message }: Pick<AwsViolation, 'code' | 'message'>) {
    super(message)
    this.name = code
  }
}
