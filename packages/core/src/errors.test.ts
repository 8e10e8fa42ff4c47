import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ConfigurationError, MonitoringError } from './errors.js'

describe('MonitoringError', () => {
  it('carries its code, cause and whether a retry may help', () => {
    const cause = new Error('socket hang up')
    const error = new MonitoringError('The stream did not answer.', { code: 'MON_TEST', retryable: true, cause })

    expect(error).toMatchObject({
      name: 'MonitoringError',
      message: 'The stream did not answer.',
      code: 'MON_TEST',
      retryable: true,
    })
    expect(error.cause).toBe(cause)
    expect(error).toBeInstanceOf(Error)
  })

  it('is not retryable and has no cause unless told', () => {
    const error = new MonitoringError('m', { code: 'MON_TEST' })

    expect(error.retryable).toBe(false)
    expect(Object.hasOwn(error, 'cause')).toBe(false)
  })

  it('is named for its subclass', () => {
    class QueueError extends MonitoringError {}

    expect(new QueueError('m', { code: 'MON_TEST' }).name).toBe('QueueError')
    expect(new ConfigurationError('m')).toMatchObject({ name: 'ConfigurationError', code: 'MON_CONFIG_INVALID' })
  })

  it('shows no marker to those who print, copy or serialize it', () => {
    const error = new ConfigurationError('m')

    expect(Object.keys(error).sort()).toEqual(['code', 'name', 'retryable'])
    expect(Object.getOwnPropertySymbols({ ...error })).toEqual([])
  })

  it.each([undefined, null, 'MON_CONFIG_INVALID', 42, {}, [], new Error('m'), { code: 'MON_CONFIG_INVALID' }])(
    'does not take %o for one of ours',
    (value) => {
      expect(MonitoringError.is(value)).toBe(false)
    },
  )

  it('gives a frozen or hostile value no way to throw', () => {
    expect(MonitoringError.is(Object.freeze({}))).toBe(false)
    expect(MonitoringError.is(Object.create(null))).toBe(false)
  })
})

describe('two copies of the package', () => {
  beforeEach(() => {
    vi.resetModules()
  })

  it('know each other’s errors, which instanceof does not', async () => {
    const copy = await import('./errors.js')
    expect(copy.MonitoringError).not.toBe(MonitoringError)

    const theirs = new copy.ConfigurationError('m')
    const ours = new ConfigurationError('m')

    expect(theirs instanceof MonitoringError).toBe(false)
    expect(MonitoringError.is(theirs)).toBe(true)
    expect(copy.MonitoringError.is(ours)).toBe(true)
  })
})
