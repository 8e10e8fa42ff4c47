/** What a request asks for. */
export interface ProbeRoute {
  readonly probe: 'liveness' | 'readiness'
  /** The part after the probe's path, when the request asks for one check. */
  readonly check?: string | undefined
}

/**
 * Finds the probe that a request target names. The query and a slash at the end do not count: a path that
 * fell through to the application because of `?x=1` would be answered by its catch-all route, and the
 * prober would see 200 for ever.
 */
export function matchRoute(
  target: string,
  paths: { readonly livenessPath: string; readonly readinessPath: string },
): ProbeRoute | undefined {
  const path = pathOf(target)
  return matchBelow(path, paths.readinessPath, 'readiness') ?? matchBelow(path, paths.livenessPath, 'liveness')
}

function matchBelow(path: string, base: string, probe: ProbeRoute['probe']): ProbeRoute | undefined {
  if (!path.startsWith(base)) return undefined
  const rest = path.slice(base.length)
  if (rest === '' || rest === '/') return { probe }
  if (!rest.startsWith('/')) return undefined
  return { probe, check: rest.endsWith('/') ? rest.slice(1, -1) : rest.slice(1) }
}

/** The path of a request target in origin form (`/livez?x`) or absolute form (`http://host/livez`). */
function pathOf(target: string): string {
  const origin = target.startsWith('/') ? target : target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '')
  const end = origin.search(/[?#]/)
  return end === -1 ? origin : origin.slice(0, end)
}
