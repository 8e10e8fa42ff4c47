import type { Clock } from '../clock.js'
import { type DeclaredIdentity, IDENTITY_OPTION_NAMES, type IdentityOptions } from '../context/identity.js'
import { createIdentitySource, type IdentitySource } from '../context/identity-source.js'
import { expectBoolean, expectFunction } from '../expect.js'
import { expectClock } from '../expect-clock.js'
import { createRedaction, type Redaction } from '../redaction/index.js'
import type { DiagnosticHandler } from '../reporting/diagnostic.js'
import { guardedRandom } from '../reporting/guarded-random.js'

/** Options that every package takes whose telemetry leaves the process. */
export interface CommonOptions extends IdentityOptions {
  /**
   * Whether the runtime (ECS, EC2) is asked where the process runs, in the background within 300 ms.
   * @defaultValue true
   */
  readonly runtimeMetadata?: boolean | undefined
  /**
   * Whether the end of the process is watched while something waits: SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGBREAK, an
   * empty event loop, an uncaught exception, `process.exit()`. What the process would have done stays the same.
   * @defaultValue true
   */
  readonly exitHooks?: boolean | undefined
  /** Receives what the package has to say about itself. @defaultValue lines on stderr, for each code and subject one a minute */
  readonly onDiagnostic?: DiagnosticHandler | undefined
  /** Time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** Uniform in [0, 1), for jitter. @defaultValue Math.random */
  readonly random?: (() => number) | undefined
}

/** The names of {@link CommonOptions}. */
export const COMMON_OPTION_NAMES = [
  ...IDENTITY_OPTION_NAMES,
  'runtimeMetadata',
  'exitHooks',
  'onDiagnostic',
  'clock',
  'random',
] as const

/** {@link CommonOptions} with defaults. */
export interface ResolvedCommonOptions {
  /** Who is running. */
  readonly identity: IdentitySource
  /** Whether the end of the process is watched. */
  readonly exitHooks: boolean
  /** Receives what we have to say; undefined for stderr. */
  readonly onDiagnostic: DiagnosticHandler | undefined
  /** Time. */
  readonly clock: Clock
  /** Gives numbers from 0 to 1, without 1. */
  readonly random: () => number
  /** What is secret in what we say: what the packages know, and what the catalog says. */
  readonly redaction: () => Redaction
}

/** What a catalog says of its service that holds for all packages. */
export interface Declared extends DeclaredIdentity {
  /** What is secret in it, besides what the packages know. */
  readonly redaction?:
    | { readonly secret?: readonly string[] | undefined; readonly safe?: readonly string[] | undefined }
    | undefined
}

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function resolveCommonOptions(options: CommonOptions, declared: Declared = {}): ResolvedCommonOptions {
  const { service, version, environment, hostname, region, versionFile, onDiagnostic } = options
  const runtimeMetadata = expectBoolean('runtimeMetadata', options.runtimeMetadata ?? true)
  return {
    identity: createIdentitySource(
      { service, version, environment, hostname, region, versionFile, runtimeMetadata },
      declared,
    ),
    exitHooks: expectBoolean('exitHooks', options.exitHooks ?? true),
    onDiagnostic: onDiagnostic === undefined ? undefined : expectFunction('onDiagnostic', onDiagnostic),
    clock: expectClock(options.clock),
    redaction: lazyRedaction(declared.redaction),
    random: guardedRandom(expectFunction('random', options.random ?? Math.random)),
  }
}

/** Made when there is something to say: as a rule there is nothing. */
function lazyRedaction({ secret, safe }: NonNullable<Declared['redaction']> = {}): () => Redaction {
  let redaction: Redaction | undefined
  return () => {
    redaction ??= createRedaction({
      ...(secret === undefined ? {} : { keys: secret }),
      ...(safe === undefined ? {} : { allow: safe }),
    })
    return redaction
  }
}
