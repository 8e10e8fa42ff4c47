import { hostname as systemHostname } from 'node:os'
import { expectKnownKeys, expectString } from '../expect.js'
import { readVersionFile } from './version-file.js'

/** Who is running. Absent fields are unknown. */
export interface Identity {
  readonly service: string
  readonly version?: string | undefined
  readonly environment?: string | undefined
  readonly hostname: string
  readonly region?: string | undefined
}

/** What the caller knows better than the environment. */
export interface IdentityOptions {
  readonly service?: string | undefined
  readonly version?: string | undefined
  readonly environment?: string | undefined
  readonly hostname?: string | undefined
  readonly region?: string | undefined
  /** A file whose first line is the version, as a deployment writes it; used when nothing else names one. */
  readonly versionFile?: string | undefined
}

/** Where identity is read from besides the options; the process's own by default. */
export interface IdentitySystem {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly hostname: () => string
}

const OPTION_NAMES: readonly (keyof IdentityOptions)[] = [
  'service',
  'version',
  'environment',
  'hostname',
  'region',
  'versionFile',
]

/** Used when nothing names the service, as OpenTelemetry does. */
export const UNKNOWN_SERVICE = 'unknown_service:node'

/**
 * Finds out who is running: explicit options first, then the environment.
 *
 * | field | environment, first match wins |
 * | --- | --- |
 * | service | `OTEL_SERVICE_NAME`, `service.name` of `OTEL_RESOURCE_ATTRIBUTES`, `SERVICE_NAME`, `AWS_LAMBDA_FUNCTION_NAME`, else `unknown_service:node` |
 * | version | `service.version` of `OTEL_RESOURCE_ATTRIBUTES`, `SERVICE_VERSION`, `AWS_LAMBDA_FUNCTION_VERSION`, the first line of `versionFile` |
 * | environment | `deployment.environment.name` of `OTEL_RESOURCE_ATTRIBUTES`, `DEPLOYMENT_ENVIRONMENT`, `NODE_ENV` |
 * | hostname | the operating system |
 * | region | `AWS_REGION`, `AWS_DEFAULT_REGION` |
 *
 * @throws {@link ConfigurationError} when an explicit option is not a non-empty string, or does not exist.
 *
 * @example
 * ```ts
 * detectIdentity({ service: 'helloworld' }) // { service: 'helloworld', hostname: 'ip-10-0-0-1', region: 'eu-west-1' }
 * ```
 */
export function detectIdentity(
  options: IdentityOptions = {},
  system: IdentitySystem = { env: process.env, hostname: systemHostname },
): Identity {
  const { env } = system
  const attributes = parseResourceAttributes(env['OTEL_RESOURCE_ATTRIBUTES'])
  expectKnownKeys('detectIdentity', options, OPTION_NAMES)
  for (const [option, value] of Object.entries(options)) if (value !== undefined) expectString(option, value)

  const service =
    options.service ??
    firstFilled(
      env['OTEL_SERVICE_NAME'],
      attributes.get('service.name'),
      env['SERVICE_NAME'],
      env['AWS_LAMBDA_FUNCTION_NAME'],
    )
  const version =
    options.version ??
    firstFilled(attributes.get('service.version'), env['SERVICE_VERSION'], env['AWS_LAMBDA_FUNCTION_VERSION']) ??
    (options.versionFile === undefined ? undefined : readVersionFile(options.versionFile))
  const environment =
    options.environment ??
    firstFilled(attributes.get('deployment.environment.name'), env['DEPLOYMENT_ENVIRONMENT'], env['NODE_ENV'])
  const region = options.region ?? firstFilled(env['AWS_REGION'], env['AWS_DEFAULT_REGION'])

  return Object.freeze({
    service: service ?? UNKNOWN_SERVICE,
    hostname: options.hostname ?? system.hostname(),
    ...(version === undefined ? {} : { version }),
    ...(environment === undefined ? {} : { environment }),
    ...(region === undefined ? {} : { region }),
  })
}

function firstFilled(...candidates: readonly (string | undefined)[]): string | undefined {
  return candidates.find((candidate) => candidate !== undefined && candidate !== '')
}

/** Comma-separated `key=value` with percent-encoded values. https://opentelemetry.io/docs/specs/otel/resource/sdk/ */
function parseResourceAttributes(text: string | undefined): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const pair of text?.split(',') ?? []) {
    const separator = pair.indexOf('=')
    if (separator < 1) continue
    attributes.set(pair.slice(0, separator).trim(), decode(pair.slice(separator + 1).trim()))
  }
  return attributes
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
