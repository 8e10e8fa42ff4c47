import { hostname as systemHostname } from 'node:os'
import { expectKnownKeys, expectString } from '../expect.js'
import { readVersionFile } from './version-file.js'

/** Who is running. Absent fields are unknown. */
export interface Identity {
  /** Name of the service; {@link UNKNOWN_SERVICE} where nothing names it. */
  readonly service: string
  /** Version of the service. */
  readonly version?: string | undefined
  /** Environment such as `production`. */
  readonly environment?: string | undefined
  /** Name of the host. */
  readonly hostname: string
  /** AWS region. */
  readonly region?: string | undefined
}

/** What a catalog says of its service. */
export interface DeclaredIdentity {
  /** Name of the service. */
  readonly service?: string | undefined
  /** Version of the service. */
  readonly version?: string | undefined
  /** Environment such as `production`. */
  readonly environment?: string | undefined
}

/** What the caller knows better than the environment. */
export interface IdentityOptions {
  /** Name of the service. @defaultValue the catalog's, then the environment's, see {@link detectIdentity} */
  readonly service?: string | undefined
  /** Version of the service. @defaultValue the catalog's, then as {@link detectIdentity} finds out */
  readonly version?: string | undefined
  /** Environment such as `production`. @defaultValue the catalog's, then as {@link detectIdentity} finds out */
  readonly environment?: string | undefined
  /** Name of the host. @defaultValue the operating system's */
  readonly hostname?: string | undefined
  /** AWS region. @defaultValue `AWS_REGION`, then `AWS_DEFAULT_REGION` */
  readonly region?: string | undefined
  /** A file whose first line is the version, as a deployment writes it. @defaultValue none */
  readonly versionFile?: string | undefined
}

/** Where identity is read from besides the options; the process's own by default. */
export interface IdentitySystem {
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Gives the name of the host. */
  readonly hostname: () => string
}

/** The names of the options. */
export const IDENTITY_OPTION_NAMES: readonly (keyof IdentityOptions)[] = [
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
 * Finds out who is running. One order everywhere, in logs, metrics and events alike; the first that names it wins:
 *
 * | field | options | catalog | environment | then |
 * | --- | --- | --- | --- | --- |
 * | service | `service` | `service` | `OTEL_SERVICE_NAME`, `service.name` of `OTEL_RESOURCE_ATTRIBUTES`, `SERVICE_NAME`, `AWS_LAMBDA_FUNCTION_NAME` | `unknown_service:node` |
 * | version | `version` | `version` | `service.version` of `OTEL_RESOURCE_ATTRIBUTES`, `SERVICE_VERSION`, `AWS_LAMBDA_FUNCTION_VERSION` | the first line of `versionFile`, `npm_package_version`, the tag of the container's image |
 * | environment | `environment` | `environment` | `deployment.environment.name` of `OTEL_RESOURCE_ATTRIBUTES`, `DEPLOYMENT_ENVIRONMENT`, `NODE_ENV` | |
 * | hostname | `hostname` | | | the operating system |
 * | region | `region` | | `AWS_REGION`, `AWS_DEFAULT_REGION` | the runtime's metadata |
 *
 * @param declared What the catalog says.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is not a non-empty string, or does not exist.
 *
 * @example
 * ```ts
 * detectIdentity({ service: 'helloworld' }) // { service: 'helloworld', hostname: 'ip-10-0-0-1', region: 'eu-west-1' }
 * ```
 */
export function detectIdentity(
  options: IdentityOptions = {},
  declared: DeclaredIdentity = {},
  system: IdentitySystem = { env: process.env, hostname: systemHostname },
): Identity {
  const { env } = system
  const attributes = parseResourceAttributes(env['OTEL_RESOURCE_ATTRIBUTES'])
  expectKnownKeys('detectIdentity', options, IDENTITY_OPTION_NAMES)
  for (const [option, value] of Object.entries(options)) if (value !== undefined) expectString(option, value)

  const service = firstFilled(
    options.service,
    declared.service,
    env['OTEL_SERVICE_NAME'],
    attributes.get('service.name'),
    env['SERVICE_NAME'],
    env['AWS_LAMBDA_FUNCTION_NAME'],
  )
  const version =
    firstFilled(
      options.version,
      declared.version,
      attributes.get('service.version'),
      env['SERVICE_VERSION'],
      env['AWS_LAMBDA_FUNCTION_VERSION'],
    ) ??
    (options.versionFile === undefined ? undefined : readVersionFile(options.versionFile)) ??
    firstFilled(env['npm_package_version'])
  const environment = firstFilled(
    options.environment,
    declared.environment,
    attributes.get('deployment.environment.name'),
    env['DEPLOYMENT_ENVIRONMENT'],
    env['NODE_ENV'],
  )
  const region = firstFilled(options.region, env['AWS_REGION'], env['AWS_DEFAULT_REGION'])

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
