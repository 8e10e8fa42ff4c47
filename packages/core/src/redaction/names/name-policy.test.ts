import { describe, expect, it } from 'vitest'
import { createNamePolicy } from './name-policy.js'

describe('the policy for names', () => {
  it('says what a name means: plain, secret, or that the value decides', () => {
    const policy = createNamePolicy()

    expect(['author', 'password', 'token'].map((name) => policy.of(name).verdict)).toEqual([
      'plain',
      'secret',
      'depends',
    ])
  })

  it('adds the names of the application, in every case and with every separator', () => {
    const policy = createNamePolicy({ keys: ['Tax Number', 'field7', '密码', 'card'] })
    const secret = (names: readonly string[]): string[] => names.filter((name) => policy.of(name).verdict === 'secret')

    expect(secret(['taxNumber', 'TAX_NUMBER', 'tax-number', 'tax_number_2', 'field7', 'card'])).toHaveLength(6)
    expect(secret(['taxNumberFormat', 'field', 'field8', '用户', 'password'])).toEqual(['password'])
  })

  it('lets an allowed name pass before every other rule', () => {
    const policy = createNamePolicy({ keys: ['invoice'], allow: ['session_id', 'Invoice', 'password2', 'token'] })
    const verdicts = (names: readonly string[]): string[] => names.map((name) => policy.of(name).verdict)

    expect(verdicts(['sessionId', 'SESSION-ID', 'invoice', 'password2', 'token'])).toEqual(Array(5).fill('plain'))
    expect(verdicts(['userSessionId', 'password', 'password3', 'accessToken'])).toEqual(Array(4).fill('secret'))
  })

  it('judges a name of any length by its end', () => {
    const policy = createNamePolicy()

    expect(policy.of(`${'x'.repeat(1_000_000)}_password`).verdict).toBe('secret')
    expect(policy.of(`password${'x'.repeat(1_000_000)}`).verdict).toBe('plain')
    // What stands before the last 128 characters says nothing.
    expect([124, 125].map((count) => policy.of(`x${'-'.repeat(count)}sid`).verdict)).toEqual(['plain', 'depends'])
  })

  it('judges a name the same however often and in whatever company it comes', () => {
    const policy = createNamePolicy()
    for (let index = 0; index < 10_000; index++) policy.of(`field${index}`)

    for (let time = 0; time < 2; time++) {
      expect(policy.of('password').verdict).toBe('secret')
      expect(policy.of('field9999').verdict).toBe('plain')
    }
  })
})
