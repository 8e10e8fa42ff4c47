import { describe, expect, it } from 'vitest'
import { RequestTimeoutError } from '../delivery/sending/failure.js'
import { ConfigurationError, MonitoringError } from '../errors.js'
import type { FailureKind } from '../failure.js'
import { classifyAwsError } from './classify-error.js'
import { entryFailureKind, recordFailureKind } from './error-classes.js'

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
    expect(classifyAwsError(error)).toMatchObject({ kind, code, error })
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
      expect(classifyAwsError(error)).toEqual({ kind: 'transient', code: 'UnknownError', error, ambiguous: true })
    },
  )

  it.each([
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    'RequestExpired',
    'RequestTimeTooSkewed',
    'ExpiredToken',
    'ExpiredTokenException',
  ])('takes %s for what the next attempt may cure, and for unavailable where it does not', (name) => {
    expect(classifyAwsError(aws(name, 403))).toMatchObject({ kind: 'curable', otherwise: 'unavailable', code: name })
    expect(classifyAwsError(aws(name, 403))).not.toHaveProperty('ambiguous')
  })

  it.each(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])(
    'takes %s for a stale connection: cured by a fresh one, else a fault that passes, and it may have arrived',
    (code) => {
      expect(classifyAwsError(node(code))).toMatchObject({
        kind: 'curable',
        otherwise: 'transient',
        ambiguous: true,
        code,
      })
    },
  )

  it.each<[string, Error, boolean]>([
    ['no answer in time', new RequestTimeoutError(5_000), true],
    ['a timeout of the client', aws('TimeoutError'), true],
    ['an aborted request', aws('AbortError'), true],
    ['an answer that says that the service broke off', aws('InternalFailure', 500), true],
    ['an answer of a proxy', aws('Odd', 502), true],
    ['a connection that was refused', node('ECONNREFUSED'), false],
    ['a host that cannot be reached', node('EHOSTUNREACH'), false],
    ['a name that cannot be found now', node('EAI_AGAIN'), false],
    ['no such name', node('ENOTFOUND'), false],
    ['throttling', aws('ThrottlingException', 400), false],
    ['throttling that is a server error', aws('ServiceUnavailableException', 503), false],
    ['no permission', aws('AccessDeniedException', 400), false],
    ['wrong content', aws('ValidationException', 400), false],
    ['too slow a request', aws('RequestTimeout', 408), false],
  ])('says of %s whether it may have arrived all the same', (_what, error, isAmbiguous) => {
    expect(classifyAwsError(error).ambiguous === true).toBe(isAmbiguous)
  })

  it('takes an error that throws when it is read for one of which nothing is known', () => {
    const error = Object.defineProperty(new Error('x'), 'name', {
      get() {
        throw new Error('no name')
      },
    })

    expect(classifyAwsError(error)).toEqual({ kind: 'transient', code: 'UnknownError', error, ambiguous: true })
  })

  it('lets the most telling of several names win, in a fixed order', () => {
    const both = (name: string, code: string) => Object.assign(new Error('…'), { name, code })

    expect(classifyAwsError(both('ValidationException', 'ThrottlingException')).kind).toBe('throttled')
    expect(classifyAwsError(both('AccessDenied', 'ECONNRESET'))).toMatchObject({
      kind: 'curable',
      otherwise: 'transient',
    })
    expect(classifyAwsError(both('ValidationException', 'AccessDenied')).kind).toBe('unavailable')
    expect(classifyAwsError(both('TypeError', 'ECONNRESET')).code).toBe('ECONNRESET')
  })
})

describe('the codes of single items', () => {
  it.each([
    ['ServiceUnavailableException', 'throttled'],
    ['InternalFailure', 'transient'],
    ['Anything', 'transient'],
  ])('of a record that Firehose did not take: %s is %s', (code, kind) => {
    expect(recordFailureKind(code)).toBe(kind)
  })

  it.each([
    ['ThrottlingException', 'throttled'],
    ['InternalFailure', 'transient'],
    ['InternalException', 'transient'],
    ['NotAuthorizedForSourceException', 'rejected'],
    ['MalformedDetail', 'rejected'],
    ['Anything', 'rejected'],
  ])('of an entry that EventBridge did not take: %s is %s', (code, kind) => {
    expect(entryFailureKind(code)).toBe(kind)
  })
})
