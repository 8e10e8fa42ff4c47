import { type AlarmDefinition, parseAlarmDefinitions } from '@org/alarms'
import { ConsoleError, optionError } from './errors.js'
import { type FaultSettings, NO_FAULTS, parseFaults } from './faults/settings.js'
import { isLoopback } from './server/guard.js'
import { resolveStoreLimits, type StoreLimits } from './store/limits.js'

/** Where the console listens when nothing else is said. */
export const DEFAULT_PORT = 4580
export const DEFAULT_HOST = '127.0.0.1'

/** Options of `startConsole`. */
export interface ConsoleOptions {
  /** TCP port; 0 picks a free one. @defaultValue 4580 */
  readonly port?: number | undefined
  /** Loopback address or `localhost`; anything else is refused. @defaultValue '127.0.0.1' */
  readonly host?: string | undefined
  /** Alarms to judge, as `defineAlarm` or `parseAlarmDefinitions` of `@org/alarms` make them. @defaultValue [] */
  readonly alarms?: readonly AlarmDefinition[] | undefined
  /** How much is kept in memory. @defaultValue `DEFAULT_STORE_LIMITS` */
  readonly limits?: Partial<StoreLimits> | undefined
  /** Names of the Firehose streams that exist; others answer ResourceNotFoundException. @defaultValue every name exists */
  readonly deliveryStreams?: readonly string[] | undefined
  /** Faults to begin with. @defaultValue none */
  readonly faults?: Partial<FaultSettings> | undefined
  /** Starts although NODE_ENV is `production`. @defaultValue false */
  readonly allowInProduction?: boolean | undefined
  /** Wall clock, milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: (() => number) | undefined
  /** Monotonic clock in milliseconds, for durations. @defaultValue performance.now */
  readonly monotonic?: (() => number) | undefined
  /** Environment to look for NODE_ENV in. @defaultValue process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
}

/** Options with every default filled in. */
export interface ResolvedOptions {
  readonly port: number
  readonly host: string
  readonly alarms: readonly AlarmDefinition[]
  readonly limits: StoreLimits
  readonly deliveryStreams: ReadonlySet<string> | undefined
  readonly faults: FaultSettings
  readonly now: () => number
  readonly monotonic: () => number
}

const MAX_PORT = 65_535

/** @throws an error with code `MON_CONFIG_INVALID`, or `MON_CONSOLE_PRODUCTION` when NODE_ENV is `production`. */
export function resolveOptions(options: ConsoleOptions): ResolvedOptions {
  const { port = DEFAULT_PORT, host = DEFAULT_HOST, env = process.env, allowInProduction = false } = options
  if (env['NODE_ENV'] === 'production' && !allowInProduction) {
    throw new ConsoleError(
      'The console is for development only and NODE_ENV is "production". Unset NODE_ENV, or pass `allowInProduction: true` if you are sure that nothing but this machine is meant to see the data.',
      { code: 'MON_CONSOLE_PRODUCTION' },
    )
  }
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) {
    throw optionError('port', `a whole number from 0 to ${MAX_PORT}`, port)
  }
  if (typeof host !== 'string' || !isLoopback(host)) {
    throw optionError('host', 'a loopback address (127.0.0.1, ::1, localhost): the console has no authentication', host)
  }
  return {
    port,
    host: host.replace(/^\[|\]$/g, ''),
    alarms: parseAlarmDefinitions(options.alarms ?? []),
    limits: resolveStoreLimits(options.limits),
    deliveryStreams: options.deliveryStreams === undefined ? undefined : new Set(options.deliveryStreams),
    faults: options.faults === undefined ? NO_FAULTS : parseFaults(options.faults),
    now: options.now ?? Date.now,
    monotonic: options.monotonic ?? (() => performance.now()),
  }
}
