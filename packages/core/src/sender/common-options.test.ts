import { describe, expect, it, vi } from 'vitest'
import { systemClock } from '../clock.js'
import { createManualClock } from '../testing/index.js'
import { COMMON_OPTION_NAMES, type CommonOptions, resolveCommonOptions } from './common-options.js'

const untyped = <T>(value: unknown): T => value as T

describe('the options that every package takes', () => {
  it('have defaults', () => {
    const resolved = resolveCommonOptions({ runtimeMetadata: false })

    expect(resolved).toMatchObject({
      exitHooks: true,
      onDiagnostic: undefined,
      clock: systemClock,
    })
    expect(resolved.random()).not.toBe(resolved.random())
  })

  it('are passed on as they are given', () => {
    const given = { exitHooks: false, onDiagnostic: () => {}, clock: createManualClock() }
    const resolved = resolveCommonOptions({ ...given, random: () => 0.25, runtimeMetadata: false })

    expect(resolved).toMatchObject(given)
    expect(resolved.random()).toBe(0.25)
  })

  it('have what the catalog calls secret, and what it calls safe, for what we say of ourselves', () => {
    const redaction = { secret: ['customerName'], safe: ['pin'] }
    const texts = ['customerName=ann', 'password=pw', 'pin=4711'].map((text) =>
      resolveCommonOptions({ runtimeMetadata: false }, { redaction }).redaction().redactText(text),
    )

    expect(texts).toEqual(['customerName=[REDACTED]', 'password=[REDACTED]', 'pin=4711'])
  })

  it('say who is running, over what the catalog says', () => {
    vi.stubEnv('OTEL_SERVICE_NAME', 'from-env')
    const options: CommonOptions = { version: '8', hostname: 'web-1', region: 'eu-west-1', runtimeMetadata: false }
    const { identity } = resolveCommonOptions(options, { service: 'shop', version: '7', environment: 'test' })

    expect(identity.identity).toEqual({
      service: 'shop',
      version: '8',
      environment: 'test',
      hostname: 'web-1',
      region: 'eu-west-1',
    })
    expect(
      resolveCommonOptions({ service: 'mine', runtimeMetadata: false }, { service: 'shop' }).identity.identity,
    ).toMatchObject({
      service: 'mine',
    })
  })

  it('ask the runtime unless they say no', () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'resize')

    expect(resolveCommonOptions({}).identity.hasRuntime).toBe(true)
    expect(resolveCommonOptions({ runtimeMetadata: false }).identity.hasRuntime).toBe(false)
  })

  it.each<[object, string]>([
    [{ runtimeMetadata: 'no' }, '`runtimeMetadata` must be one of true, false'],
    [{ exitHooks: 1 }, '`exitHooks` must be one of true, false'],
    [{ onDiagnostic: {} }, '`onDiagnostic` must be a function'],
    [{ clock: {} }, '`clock` must have the methods'],
    [{ random: 0.5 }, '`random` must be a function'],
    [{ service: '' }, '`service` must be a non-empty string'],
  ])('are refused where they are wrong: %o', (options, text) => {
    expect(() => resolveCommonOptions(untyped<CommonOptions>({ runtimeMetadata: false, ...options }))).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(text) }),
    )
  })

  it('have these names', () => {
    expect([...COMMON_OPTION_NAMES].sort()).toEqual([
      'clock',
      'environment',
      'exitHooks',
      'hostname',
      'onDiagnostic',
      'random',
      'region',
      'runtimeMetadata',
      'service',
      'version',
      'versionFile',
    ])
  })
})
