import type { IncomingMessage } from 'node:http'
import {
  type Clock,
  ConfigurationError,
  type DiagnosticHandler,
  expectFunction,
  expectKnownKeys,
  expectObject,
  expectOneOf,
  expectString,
} from '@org/core'
import type { Check } from './check.js'
import type { HealthTransition } from './transition.js'

/** Who may see the names and outputs of checks. */
export type DetailsPolicy = 'never' | 'always' | ((request: IncomingMessage) => boolean)

/** Where the probes answer. */
export interface HealthPaths {
  /** @defaultValue '/livez' */
  readonly liveness?: string | undefined
  /** @defaultValue '/readyz' */
  readonly readiness?: string | undefined
}

/** What {@link createHealth} takes. */
export interface HealthOptions {
  /** What to watch, in the background. @defaultValue none: live at once, ready after `markReady()` */
  readonly checks?: readonly Check[] | undefined
  /** Whether the process is ready without a call of `markReady()`. @defaultValue false */
  readonly startReady?: boolean | undefined
  readonly paths?: HealthPaths | undefined
  /** Put before both paths, for example `/internal`. @defaultValue '' */
  readonly prefix?: string | undefined
  /**
   * Who sees check names, outputs and error messages. A predicate decides per request and must return
   * exactly `true`; a promise or an exception hides them.
   * @defaultValue 'never'
   */
  readonly details?: DetailsPolicy | undefined
  /** Called once for each change of a check or a probe: log it, count it, publish it. */
  readonly onTransition?: ((transition: HealthTransition) => void) | undefined
  /** Receives what the library has to say about itself. @defaultValue rate-limited lines on stderr */
  readonly onDiagnostic?: DiagnosticHandler | undefined
  /** @defaultValue the system's clock */
  readonly clock?: Clock | undefined
  /** Numbers in [0, 1) for the jitter of intervals. @defaultValue Math.random */
  readonly random?: (() => number) | undefined
}

/** What applies when an option is left out. */
export const HEALTH_DEFAULTS = Object.freeze({
  startReady: false,
  livenessPath: '/livez',
  readinessPath: '/readyz',
  prefix: '',
  details: 'never',
})

/** The options that decide about HTTP, with defaults applied. */
export interface ResolvedHttpOptions {
  readonly livenessPath: string
  readonly readinessPath: string
  readonly details: DetailsPolicy
}

const KEYS = [
  'checks',
  'startReady',
  'paths',
  'prefix',
  'details',
  'onTransition',
  'onDiagnostic',
  'clock',
  'random',
] as const

/** @throws {@link ConfigurationError} */
export function expectHealthOptions(options: HealthOptions): void {
  expectObject('options', options)
  expectKnownKeys('createHealth', options, KEYS)
  if (options.startReady !== undefined) expectOneOf('startReady', options.startReady, [true, false])
  if (options.onTransition !== undefined) expectFunction('onTransition', options.onTransition)
  if (options.onDiagnostic !== undefined) expectFunction('onDiagnostic', options.onDiagnostic)
  if (options.random !== undefined) expectFunction('random', options.random)
}

/** @throws {@link ConfigurationError} */
export function resolveHttpOptions(options: HealthOptions): ResolvedHttpOptions {
  const { paths = {}, prefix = HEALTH_DEFAULTS.prefix, details = HEALTH_DEFAULTS.details } = options
  expectObject('paths', paths)
  expectKnownKeys('paths', paths, ['liveness', 'readiness'])
  if (prefix !== '') expectPath('prefix', prefix)
  const livenessPath = prefix + expectPath('paths.liveness', paths.liveness ?? HEALTH_DEFAULTS.livenessPath)
  const readinessPath = prefix + expectPath('paths.readiness', paths.readiness ?? HEALTH_DEFAULTS.readinessPath)
  if (livenessPath === readinessPath || isBelow(livenessPath, readinessPath) || isBelow(readinessPath, livenessPath)) {
    throw new ConfigurationError(
      `Options \`paths.liveness\` and \`paths.readiness\` must not contain each other; got ${livenessPath} and ${readinessPath}.`,
    )
  }
  if (typeof details !== 'function') expectOneOf('details', details, ['never', 'always'])
  return { livenessPath, readinessPath, details: details as DetailsPolicy }
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
