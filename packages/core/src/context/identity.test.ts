import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import {
  type DeclaredIdentity,
  detectIdentity,
  IDENTITY_OPTION_NAMES,
  type IdentityOptions,
  UNKNOWN_SERVICE,
} from './identity.js'

const detect = (env: Record<string, string>, options: IdentityOptions = {}, declared: DeclaredIdentity = {}) =>
  detectIdentity(options, declared, { env, hostname: () => 'ip-10-0-0-1' })

/** Where a field may be named. */
interface Source {
  readonly options?: IdentityOptions
  readonly declared?: DeclaredIdentity
  readonly env?: Readonly<Record<string, string>>
  readonly value: string
}

/** Every source of every field, strongest first. */
const SOURCES: Readonly<Record<'service' | 'version' | 'environment' | 'region', readonly Source[]>> = {
  service: [
    { options: { service: 'option' }, value: 'option' },
    { declared: { service: 'catalog' }, value: 'catalog' },
    { env: { OTEL_SERVICE_NAME: 'otel' }, value: 'otel' },
    { env: { OTEL_RESOURCE_ATTRIBUTES: 'service.name=attribute' }, value: 'attribute' },
    { env: { SERVICE_NAME: 'plain' }, value: 'plain' },
    { env: { AWS_LAMBDA_FUNCTION_NAME: 'function' }, value: 'function' },
  ],
  version: [
    { options: { version: 'option' }, value: 'option' },
    { declared: { version: 'catalog' }, value: 'catalog' },
    { env: { OTEL_RESOURCE_ATTRIBUTES: 'service.version=attribute' }, value: 'attribute' },
    { env: { SERVICE_VERSION: 'plain' }, value: 'plain' },
    { env: { AWS_LAMBDA_FUNCTION_VERSION: '7' }, value: '7' },
    { env: { npm_package_version: '0.1.0' }, value: '0.1.0' },
  ],
  environment: [
    { options: { environment: 'option' }, value: 'option' },
    { declared: { environment: 'catalog' }, value: 'catalog' },
    { env: { OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=attribute' }, value: 'attribute' },
    { env: { DEPLOYMENT_ENVIRONMENT: 'plain' }, value: 'plain' },
    { env: { NODE_ENV: 'node' }, value: 'node' },
  ],
  region: [
    { options: { region: 'ap-south-1' }, value: 'ap-south-1' },
    { env: { AWS_REGION: 'eu-west-1' }, value: 'eu-west-1' },
    { env: { AWS_DEFAULT_REGION: 'us-east-1' }, value: 'us-east-1' },
  ],
}

/** What is found when all these sources are there. */
function detectFrom(sources: readonly Source[]) {
  return detect(
    Object.assign({}, ...sources.map(({ env }) => env)) as Record<string, string>,
    Object.assign({}, ...sources.map(({ options }) => options)) as IdentityOptions,
    Object.assign({}, ...sources.map(({ declared }) => declared)) as DeclaredIdentity,
  )
}

describe('identity', () => {
  it('is unknown but for the host when nothing names it', () => {
    expect(detect({})).toEqual({ service: UNKNOWN_SERVICE, hostname: 'ip-10-0-0-1' })
    expect(UNKNOWN_SERVICE).toBe('unknown_service:node')
    expect(Object.isFrozen(detect({}))).toBe(true)
  })

  it.each(Object.entries(SOURCES))('takes the %s from the strongest source that is there', (field, sources) => {
    const found = sources.map((_source, from) => detectFrom(sources.slice(from))[field as keyof typeof SOURCES])

    expect(found).toEqual(sources.map(({ value }) => value))
  })

  it.each(Object.entries(SOURCES))('takes an empty variable for the %s for one that is not set', (field, sources) => {
    const emptied = sources.map((source) => ({
      ...source,
      ...(source.env === undefined
        ? {}
        : { env: Object.fromEntries(Object.keys(source.env).map((name) => [name, ''])) }),
    }))
    const last = sources.at(-1) as Source

    expect(detectFrom([...emptied.slice(field === 'region' ? 1 : 2, -1), last])[field as keyof typeof SOURCES]).toBe(
      last.value,
    )
  })

  it('has no field that is unknown', () => {
    expect(Object.keys(detect({})).sort()).toEqual(['hostname', 'service'])
  })

  it('takes the host from the option or the system', () => {
    expect(detect({}, { hostname: 'web-1' }).hostname).toBe('web-1')
    expect(detectIdentity({ service: 'shop' }).hostname).toBe(hostname())
  })

  it('is the same for a catalog that says more than this', () => {
    const telemetry = { service: 'shop', logs: { deliveryStreamName: 'x', destination: 's3' } }

    expect(detect({}, {}, telemetry)).toEqual({ service: 'shop', hostname: 'ip-10-0-0-1' })
  })

  it('decodes resource attributes, and passes over what is no attribute', () => {
    const attributes = (text: string) => detect({ OTEL_RESOURCE_ATTRIBUTES: text })

    expect(attributes('service.name=shop%20caf%C3%A9%2C%201').service).toBe('shop café, 1')
    expect(attributes(' service.name = shop , service.version=a=b ')).toMatchObject({ service: 'shop', version: 'a=b' })
    expect(attributes('service.name=100%').service).toBe('100%')
    expect(attributes('novalue,=shop,,service.version=2')).toMatchObject({ service: UNKNOWN_SERVICE, version: '2' })
    expect(attributes('service.name=first,service.name=last').service).toBe('last')
  })

  it.each([
    { service: '' },
    { version: '' },
    { hostname: 3 },
    { region: '' },
    { versionFile: '' },
    { servcie: 'shop' },
  ])('refuses the options %o and names the option', (options) => {
    expect(() => detect({}, options as IdentityOptions)).toThrow(
      expect.objectContaining({
        code: 'MON_CONFIG_INVALID',
        message: expect.stringContaining(Object.keys(options)[0] ?? ''),
      }),
    )
  })

  it('takes every option that it names', () => {
    for (const name of IDENTITY_OPTION_NAMES) expect(() => detect({}, { [name]: 'x' })).not.toThrow()
    expect(() => detect({}, Object.fromEntries(IDENTITY_OPTION_NAMES.map((name) => [name, undefined])))).not.toThrow()
  })
})
