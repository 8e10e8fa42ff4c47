import { type AlarmDefinition, parseAlarmDefinitions } from '@org/alarms'
import { expectBoolean, expectFunction, expectInteger, expectKnownKeys, expectObject, mismatch } from '@org/core'
import { expectDeliveryStreamName } from '@org/core/aws'
import { ConsoleError } from './errors.js'
import { type FaultSettings, NO_FAULTS, parseFaults } from './faults/settings.js'
import { isLoopback } from './server/guard.js'
import { resolveStoreLimits, type StoreLimits } from './store/limits.js'

/** Port on which the console listens when nothing else is said. */
export const DEFAULT_PORT = 4580

/** Address on which the console listens when nothing else is said. */
export const DEFAULT_HOST = '127.0.0.1'

/** Options of `startConsole`. An option that is not here is refused. */
export interface ConsoleOptions {
  /** TCP port, 0 to 65,535; 0 picks a free one. @defaultValue 4580 */
  readonly port?: number | undefined
  /** Loopback address or `localhost`; anything else is refused, since the console has no authentication. @defaultValue '127.0.0.1' */
  readonly host?: string | undefined
  /** Alarms to judge, as `defineAlarm` or `parseAlarmDefinitions` of `@org/alarms` make them; checked again. @defaultValue [] */
  readonly alarms?: readonly AlarmDefinition[] | undefined
  /** How much is kept in memory. @defaultValue `DEFAULT_STORE_LIMITS` */
  readonly limits?: Partial<StoreLimits> | undefined
  /** Names of the Firehose streams that exist; others answer ResourceNotFoundException. @defaultValue every name exists */
  readonly deliveryStreams?: readonly string[] | undefined
  /** Faults to begin with. @defaultValue none */
  readonly faults?: Partial<FaultSettings> | undefined
  /** Starts although NODE_ENV is `production`. @defaultValue false */
  readonly allowInProduction?: boolean | undefined
  /** Wall clock, milliseconds since the epoch. Alarms are judged by it too. @defaultValue Date.now */
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

const OPTION_NAMES: readonly (keyof ConsoleOptions)[] = [
  'port',
  'host',
  'alarms',
  'limits',
  'deliveryStreams',
  'faults',
  'allowInProduction',
  'now',
  'monotonic',
  'env',
]

const MAX_PORT = 65_535

/**
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for a wrong or unknown option
 * @throws {@link ConsoleError} (`MON_CONSOLE_PRODUCTION`) when NODE_ENV is `production`
 */
export function resolveOptions(options: ConsoleOptions): ResolvedOptions {
  expectKnownKeys('startConsole', options, OPTION_NAMES)
  const { port = DEFAULT_PORT, host = DEFAULT_HOST, env = process.env, allowInProduction = false } = options
  expectObject('env', env)
  expectBoolean('allowInProduction', allowInProduction)
  if (env['NODE_ENV'] === 'production' && !allowInProduction) {
    throw new ConsoleError(
      'The console is for development only and NODE_ENV is "production". Unset NODE_ENV, or pass `allowInProduction: true` if you are sure that nothing but this machine is meant to see the data.',
      { code: 'MON_CONSOLE_PRODUCTION' },
    )
  }
  if (typeof host !== 'string' || !isLoopback(host)) {
    throw mismatch('host', 'a loopback address (127.0.0.1, ::1, localhost): the console has no authentication', host)
  }
  return {
    port: expectInteger('port', port, { min: 0, max: MAX_PORT }),
    host: host.replace(/^\[|\]$/g, ''),
    alarms: options.alarms === undefined ? [] : parseAlarmDefinitions(options.alarms),
    limits: resolveStoreLimits(options.limits),
    deliveryStreams: resolveStreams(options.deliveryStreams),
    faults: options.faults === undefined ? NO_FAULTS : parseFaults(options.faults),
    now: options.now === undefined ? Date.now : expectFunction('now', options.now),
    monotonic:
      options.monotonic === undefined ? () => performance.now() : expectFunction('monotonic', options.monotonic),
  }
}

function resolveStreams(names: readonly string[] | undefined): ReadonlySet<string> | undefined {
  if (names === undefined) return undefined
  if (!Array.isArray(names)) throw mismatch('deliveryStreams', 'an array of names of delivery streams', names)
  return new Set(names.map((name, index) => expectDeliveryStreamName(`deliveryStreams[${index}]`, name)))
}
