import { describe, expect, it } from 'vitest'
import { ConfigurationError, MonitoringError } from '../errors.js'
import { classifyAwsError } from './classify-aws-error.js'
import type { FailureKind } from './failure.js'
import { RequestTimeoutError } from './failure.js'

const aws = (name: string, httpStatusCode?: number, more: object = {}): Error =>
  Object.assign(new Error('…'), {
    name,
    ...(httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } }),
    ...more,
  })
const node = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code })

describe('classifyAwsError', () => {
  it.each<[string, Error, FailureKind, string]>([
    ['throttling', aws('ThrottlingException', 400), 'throttled', 'ThrottlingException'],
    ['Firehose throttling', aws('ServiceUnavailableException', 503), 'throttled', 'ServiceUnavailableException'],
    ['CloudWatch limits', aws('LimitExceededException', 400), 'throttled', 'LimitExceededException'],
    [
      'an unknown name the SDK knows as throttling',
      aws('Odd', 400, { $retryable: { throttling: true } }),
      'throttled',
      'Odd',
    ],
    ['429 by any name', aws('Odd', 429), 'throttled', 'Odd'],
    ['a missing stream', aws('ResourceNotFoundException', 400), 'unavailable', 'ResourceNotFoundException'],
    ['no permission', aws('AccessDeniedException', 400), 'unavailable', 'AccessDeniedException'],
    ['an expired token', aws('ExpiredTokenException', 403), 'unavailable', 'ExpiredTokenException'],
    ['no credentials', aws('CredentialsProviderError'), 'unavailable', 'CredentialsProviderError'],
    ['a wrong key', aws('UnrecognizedClientException', 400), 'unavailable', 'UnrecognizedClientException'],
    ['a KMS key that is gone', aws('InvalidKMSResourceException', 400), 'unavailable', 'InvalidKMSResourceException'],
    ['401 by any name', aws('Odd', 401), 'unavailable', 'Odd'],
    ['403 by any name', aws('Odd', 403), 'unavailable', 'Odd'],
    ['404 by any name', aws('Odd', 404), 'unavailable', 'Odd'],
    ['no such host', node('ENOTFOUND'), 'unavailable', 'ENOTFOUND'],
    ['no client package', node('ERR_MODULE_NOT_FOUND'), 'unavailable', 'ERR_MODULE_NOT_FOUND'],
    ['no region', new Error('Region is missing'), 'unavailable', 'UnknownError'],
    ['wrong content', aws('ValidationException', 400), 'rejected', 'ValidationException'],
    ['a wrong value', aws('InvalidParameterValueException', 400), 'rejected', 'InvalidParameterValueException'],
    ['400 by any name', aws('Odd', 400), 'rejected', 'Odd'],
    ['413 by any name', aws('Odd', 413), 'rejected', 'Odd'],
    ['408', aws('RequestTimeout', 408), 'transient', 'RequestTimeout'],
    ['500', aws('InternalFailure', 500), 'transient', 'InternalFailure'],
    ['502 without a name', aws('Error', 502), 'transient', 'HTTP 502'],
    ['a reset', node('ECONNRESET'), 'transient', 'ECONNRESET'],
    ['a temporary DNS fault', node('EAI_AGAIN'), 'transient', 'EAI_AGAIN'],
    ['an aborted request', aws('AbortError'), 'transient', 'AbortError'],
    ['a request timeout of ours', new RequestTimeoutError(5_000), 'transient', 'RequestTimeoutError'],
    [
      'a retryable error of ours',
      new MonitoringError('m', { code: 'MON_X', retryable: true }),
      'transient',
      'MonitoringError',
    ],
    ['another error of ours', new ConfigurationError('m'), 'transient', 'ConfigurationError'],
  ])('takes %s for what it is', (_what, error, kind, code) => {
    expect(classifyAwsError(error)).toEqual({ kind, code, error })
  })

  it('lets a retryable error of ours win over a status, and a name over the status', () => {
    const ours = Object.assign(new MonitoringError('m', { code: 'MON_X', retryable: true }), {
      $metadata: { httpStatusCode: 400 },
    })

    expect(classifyAwsError(ours).kind).toBe('transient')
    expect(classifyAwsError(aws('ThrottlingException', 400)).kind).toBe('throttled')
  })

  it('names the code, not the wrapper, of a connection that was refused on every address', () => {
    const refused = Object.assign(new AggregateError([node('ECONNREFUSED')]), { code: 'ECONNREFUSED' })

    expect(classifyAwsError(refused)).toMatchObject({ kind: 'transient', code: 'ECONNREFUSED' })
  })

  it.each([undefined, null, 'text', 42, {}, { name: 3, code: null, $metadata: 'x' }, []])(
    'takes %o for transient',
    (error) => {
      expect(classifyAwsError(error)).toEqual({ kind: 'transient', code: 'UnknownError', error })
    },
  )
})
