import type { IncomingMessage } from 'node:http'
import { ConfigurationError, expectKnownKeys, expectOneOf, expectString } from '@org/core'

/** Who may see the names and outputs of checks. */
export type DetailsPolicy = 'never' | 'always' | ((request: IncomingMessage) => boolean)

/** Where the probes answer. A path has one or more segments of letters, digits and `_ . ~ -`. */
export interface HealthPaths {
  /** Liveness: whether the process should be killed. @defaultValue '/livez' */
  readonly liveness?: string | undefined
  /** Readiness: whether the process should receive requests. @defaultValue '/readyz' */
  readonly readiness?: string | undefined
}

/** The options that decide about HTTP. */
export interface ProbeOptions {
  /** Where the probes answer; neither path may contain the other. @defaultValue '/livez' and '/readyz' */
  readonly paths?: HealthPaths | undefined
  /** Put before both paths, for example `/internal`. @defaultValue '' */
  readonly prefix?: string | undefined
  /**
   * Who sees check names, outputs and error messages. A predicate decides per request and must return
   * exactly `true`; a promise or an exception hides them, and is reported as `MON_HEALTH_HANDLER_FAILED`
   * if it fails.
   * @defaultValue 'never'
   */
  readonly details?: DetailsPolicy | undefined
}

/** What applies when an option is left out. */
export const PROBE_DEFAULTS = Object.freeze({
  livenessPath: '/livez',
  readinessPath: '/readyz',
  prefix: '',
  details: 'never',
})

/** The options that decide about HTTP, with defaults applied. */
export interface ResolvedProbeOptions {
  readonly livenessPath: string
  readonly readinessPath: string
  readonly details: DetailsPolicy
}

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function resolveProbeOptions(options: ProbeOptions): ResolvedProbeOptions {
  const { paths = {}, prefix = PROBE_DEFAULTS.prefix, details = PROBE_DEFAULTS.details } = options
  expectKnownKeys('paths', paths, ['liveness', 'readiness'])
  if (prefix !== '') expectPath('prefix', prefix)
  const livenessPath = prefix + expectPath('paths.liveness', paths.liveness ?? PROBE_DEFAULTS.livenessPath)
  const readinessPath = prefix + expectPath('paths.readiness', paths.readiness ?? PROBE_DEFAULTS.readinessPath)
  if (livenessPath === readinessPath || isBelow(livenessPath, readinessPath) || isBelow(readinessPath, livenessPath)) {
    throw new ConfigurationError(
      `Options \`paths.liveness\` and \`paths.readiness\` must not contain each other; got ${livenessPath} and ${readinessPath}.`,
    )
  }
  return { livenessPath, readinessPath, details: expectPolicy(details) }
}

function expectPolicy(details: unknown): DetailsPolicy {
  return typeof details === 'function'
    ? (details as DetailsPolicy)
    : expectOneOf('details', details, ['never', 'always'])
}

function expectPath(option: string, path: string): string {
  return expectString(option, path, {
    pattern: /^(?:\/[\w.~-]+)+$/,
    expectation: 'a path such as "/livez", without a slash at the end',
  })
}

function isBelow(path: string, parent: string): boolean {
  return path.startsWith(`${parent}/`)
}
