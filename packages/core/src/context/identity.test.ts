import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { detectIdentity, type IdentityOptions, UNKNOWN_SERVICE } from './identity.js'

const detect = (env: Record<string, string>, options: IdentityOptions = {}) =>
  detectIdentity(options, { env, hostname: () => 'ip-10-0-0-1' })

/** Every source of every field, strongest first. */
const SERVICE_SOURCES = [
  ['OTEL_SERVICE_NAME', 'otel'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'service.name=attribute'],
  ['SERVICE_NAME', 'plain'],
  ['AWS_LAMBDA_FUNCTION_NAME', 'function'],
] as const

describe('identity', () => {
  it('is unknown but for the host when nothing names it', () => {
    expect(detect({})).toEqual({ service: UNKNOWN_SERVICE, hostname: 'ip-10-0-0-1' })
    expect(Object.isFrozen(detect({}))).toBe(true)
  })

  it('takes the service from the strongest source that is there', () => {
    const expected = ['otel', 'attribute', 'plain', 'function', UNKNOWN_SERVICE]

    const found = expected.map((_service, from) => detect(Object.fromEntries(SERVICE_SOURCES.slice(from))).service)

    expect(found).toEqual(expected)
    expect(detect(Object.fromEntries(SERVICE_SOURCES), { service: 'explicit' }).service).toBe('explicit')
  })

  it('takes an empty variable for one that is not set', () => {
    expect(detect({ OTEL_SERVICE_NAME: '', SERVICE_NAME: 'plain' }).service).toBe('plain')
    expect(detect({ AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-1' }).region).toBe('eu-west-1')
  })

  it.each([
    ['version', 'SERVICE_VERSION', 'service.version', 'AWS_LAMBDA_FUNCTION_VERSION'],
    ['environment', 'DEPLOYMENT_ENVIRONMENT', 'deployment.environment.name', 'NODE_ENV'],
  ] as const)(
    'takes the %s from options, resource attributes, %s, in this order',
    (field, variable, attribute, last) => {
      const env = { [last]: 'last', [variable]: 'variable', OTEL_RESOURCE_ATTRIBUTES: `${attribute}=attribute` }

      expect(detect(env, { [field]: 'explicit' })[field]).toBe('explicit')
      expect(detect(env)[field]).toBe('attribute')
      expect(detect({ [last]: 'last', [variable]: 'variable' })[field]).toBe('variable')
      expect(detect({ [last]: 'last' })[field]).toBe('last')
      expect(detect({})).not.toHaveProperty(field)
    },
  )

  it('takes the region from options, AWS_REGION, AWS_DEFAULT_REGION, and the host from options or the system', () => {
    const env = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' }

    expect(detect(env, { region: 'ap-south-1' }).region).toBe('ap-south-1')
    expect(detect(env).region).toBe('eu-west-1')
    expect(detect({ AWS_DEFAULT_REGION: 'us-east-1' }).region).toBe('us-east-1')
    expect(detect({}, { hostname: 'web-1' }).hostname).toBe('web-1')
    expect(detectIdentity({ service: 'shop' }).hostname).toBe(hostname())
  })

  it('decodes resource attributes, and passes over what is no attribute', () => {
    const attributes = (text: string) => detect({ OTEL_RESOURCE_ATTRIBUTES: text })

    expect(attributes('service.name=shop%20caf%C3%A9%2C%201').service).toBe('shop café, 1')
    expect(attributes(' service.name = shop , service.version=a=b ')).toMatchObject({ service: 'shop', version: 'a=b' })
    expect(attributes('service.name=100%').service).toBe('100%')
    expect(attributes('novalue,=shop,,service.version=2')).toMatchObject({ service: UNKNOWN_SERVICE, version: '2' })
    expect(attributes('service.name=first,service.name=last').service).toBe('last')
  })

  it.each([{ service: '' }, { version: '' }, { hostname: 3 }, { servcie: 'shop' }])(
    'refuses the options %o and names the option',
    (options) => {
      expect(() => detect({}, options as IdentityOptions)).toThrow(
        expect.objectContaining({
          code: 'MON_CONFIG_INVALID',
          message: expect.stringContaining(Object.keys(options)[0] ?? ''),
        }),
      )
    },
  )
})
