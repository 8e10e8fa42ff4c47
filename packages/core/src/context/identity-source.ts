import { type DeclaredIdentity, detectIdentity, type Identity, type IdentityOptions } from './identity.js'
import { detectRuntime, type RuntimeDetection } from './runtime/detect-runtime.js'
import type { RuntimeIdentity } from './runtime/runtime-identity.js'

/** Who is running, as far as it is known; an endpoint of the runtime may answer later. */
export interface IdentitySource {
  /** Who is running, as far as it is known by now. */
  readonly identity: Identity
  /** Where in AWS the process runs, without what is part of `identity`. */
  readonly runtime: RuntimeIdentity
  /** Whether anything is, or may become, known of the runtime. */
  readonly hasRuntime: boolean
  /** Calls `listener` once more is known. */
  onChange(listener: () => void): void
}

/** Not in AWS, or nobody wants to know. */
const NOWHERE: RuntimeDetection = { known: {}, asked: undefined }

/**
 * Finds out who is running, at once from options, catalog and environment, and asks the runtime's metadata
 * in the background, once per process. Nothing waits for it.
 *
 * @param options Also whether the runtime is asked (`runtimeMetadata`, by default it is).
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`)
 *
 * @example
 * ```ts
 * const source = createIdentitySource({ versionFile: 'VERSION' }, telemetry)
 * source.identity.version // '1.4.2'
 * ```
 */
export function createIdentitySource(
  options: IdentityOptions & { readonly runtimeMetadata?: boolean | undefined },
  declared: DeclaredIdentity = {},
): IdentitySource {
  const { runtimeMetadata = true, ...identityOptions } = options
  const detected = detectIdentity(identityOptions, declared)
  const detection = runtimeMetadata ? detectRuntime() : NOWHERE
  const listeners: (() => void)[] = []
  let current = combine(detected, detection.known)
  void detection.asked?.then((answer) => {
    current = combine(detected, answer)
    for (const listener of listeners) listener()
  })
  return {
    get identity() {
      return current.identity
    },
    get runtime() {
      return current.runtime
    },
    hasRuntime: detection.asked !== undefined || Object.keys(detection.known).length > 0,
    onChange(listener) {
      listeners.push(listener)
    },
  }
}

function combine(
  detected: Identity,
  found: RuntimeIdentity,
): { readonly identity: Identity; readonly runtime: RuntimeIdentity } {
  const { region: foundRegion, ...runtime } = found
  const { region = foundRegion, version = found.imageTag } = detected
  const identity: Identity = Object.freeze({
    ...detected,
    ...(region === undefined ? {} : { region }),
    ...(version === undefined ? {} : { version }),
  })
  return { identity, runtime }
}
