import { MonitoringError } from '@org/core'
import { describe, expect, it } from 'vitest'
import { createRedaction, DEFAULT_REPLACEMENT } from './redaction.js'

function messageOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (MonitoringError.is(error) && error.code === 'MON_CONFIG_INVALID') return error.message
    throw error
  }
  throw new Error('Nothing was thrown.')
}

describe('createRedaction', () => {
  it('is on by default', () => {
    const redaction = createRedaction()

    expect(redaction.isSecretKey('password')).toBe(true)
    expect(redaction.redactValue('token=abc')).toBe(`token=${DEFAULT_REPLACEMENT}`)
  })

  it('is off with false', () => {
    const redaction = createRedaction(false)

    expect(redaction.isSecretKey('password')).toBe(false)
    expect(redaction.redactValue('token=abc')).toBe('token=abc')
  })

  it('puts a replacement of the application in, also an empty one', () => {
    expect(createRedaction({ replacement: '' }).redactValue('token=abc')).toBe('token=')
    expect(createRedaction({ replacement: '***' }).redactValue('token=abc')).toBe('token=***')
  })

  it.each([
    [{ keys: 'password' }, 'redact.keys'],
    [{ keys: ['ok', 7] }, 'redact.keys'],
    [{ keys: ['--'] }, 'redact.keys'],
    [{ allow: { sid: true } }, 'redact.allow'],
    [{ allow: [''] }, 'redact.allow'],
    [{ replacement: 7 }, 'redact.replacement'],
    [{ replacement: 'x'.repeat(257) }, 'redact.replacement'],
    [{ paths: ['a.b'] }, 'paths'],
    [true, 'redact'],
    [null, 'redact'],
  ])('names the wrong option of %j', (options, name) => {
    expect(messageOf(() => createRedaction(options as never))).toContain(`\`${name}\``)
  })
})
