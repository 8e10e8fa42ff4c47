/** What the environment says about one instance of the service. */
export interface Configuration {
  readonly port: number
  readonly host: string
  readonly version: string | undefined
  readonly flushIntervalMs: number | undefined
  /** How long readiness says 503 before the server closes, for the load balancer to notice. */
  readonly drainDelayMs: number
  /** Where log records go that cannot be delivered. */
  readonly spillDirectory: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

const DEFAULT_PORT = 3000
const MAX_PORT = 65_535
const DEFAULT_DRAIN_DELAY_MS = 5_000
const MAX_INTERVAL_MS = 3_600_000
const MIN_FLUSH_INTERVAL_MS = 100

/** Reads the environment. @throws Error that names the variable, what it should be and what it is. */
export function readConfiguration(env: Environment): Configuration {
  return {
    port: readInteger(env, 'PORT', 0, MAX_PORT) ?? DEFAULT_PORT,
    host: filled(env['HOST']) ?? '0.0.0.0',
    version: filled(env['HELLOWORLD_VERSION']),
    flushIntervalMs: readInteger(env, 'FLUSH_INTERVAL_MS', MIN_FLUSH_INTERVAL_MS, MAX_INTERVAL_MS),
    drainDelayMs: readInteger(env, 'DRAIN_DELAY_MS', 0, MAX_INTERVAL_MS) ?? DEFAULT_DRAIN_DELAY_MS,
    spillDirectory: filled(env['SPILL_DIRECTORY']),
  }
}

function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}

function readInteger(env: Environment, name: string, min: number, max: number): number | undefined {
  const text = filled(env[name])
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`The environment variable ${name} must be a whole number from ${min} to ${max}; got "${text}".`)
  }
  return value
}
