import { type ClientOption, createPort, type PortOptions } from '../aws/port.js'
import { DELIVERY_DEFAULTS, type DeliveryTuning, TUNING_NAMES } from '../delivery/options.js'
import { expectInteger, expectString, mismatch } from '../expect.js'
import type { SpillOptions } from '../spill/spill-options.js'
import type { SenderOptions } from './sender.js'

/** Where a package sends to, and how: the same options in every package. */
export interface OutletOptions<Name extends string, Request, Answer> extends DeliveryTuning {
  /**
   * A client of the AWS SDK (give it `maxAttempts: 1`, as the package tries again by itself), an object with the
   * operation as a method, or a port `{ send, close }`. A client that is given is not closed.
   * @defaultValue the SDK's, loaded with the first request and closed at the end
   */
  readonly client?: ClientOption<Name, Request, Answer> | undefined
  /** Region of the default client. @defaultValue `AWS_REGION`, then the shared AWS configuration */
  readonly region?: string | undefined
  /** URL that the default client calls. @defaultValue `AWS_ENDPOINT_URL` and its kin, then AWS */
  readonly endpoint?: string | undefined
  /**
   * Where that goes which overflows the buffer, fails for too long, or is unsent when the process ends. It is sent
   * when there is room again, or by the next process. @defaultValue overflow is lost and counted; what is unsent
   * at the end is written to stderr, marked
   */
  readonly spill?: SpillOptions | undefined
}

/** The names of {@link OutletOptions}. */
export const OUTLET_OPTION_NAMES = [...TUNING_NAMES, 'client', 'region', 'endpoint', 'spill'] as const

/** What a package knows of its service. */
type Service<Name extends string, Request, Answer> = Pick<
  PortOptions<Name, Request, Answer>,
  'operation' | 'clientName' | 'packageName' | 'load'
>

/** The parts of a sender that come from the options alone. */
export type Outlet<Request, Answer> = Pick<SenderOptions<never, Request, Answer>, 'port' | 'tuning' | 'spill'>

/** Checks the options and finds the way to the service. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function resolveOutlet<Name extends string, Request, Answer>(
  options: OutletOptions<Name, Request, Answer>,
  service: Service<Name, Request, Answer>,
): Outlet<Request, Answer> {
  const { client, region, endpoint, spill } = options
  if (region !== undefined) expectString('region', region)
  if (endpoint !== undefined) expectUrl('endpoint', endpoint)
  const requestTimeoutMs = expectInteger(
    'requestTimeoutMs',
    options.requestTimeoutMs ?? DELIVERY_DEFAULTS.requestTimeoutMs,
    { min: 1, max: Number.MAX_SAFE_INTEGER, unit: 'ms' },
  )
  const tuning = Object.fromEntries(TUNING_NAMES.map((name) => [name, options[name]])) as DeliveryTuning
  return { port: createPort({ ...service, client, region, endpoint, requestTimeoutMs }), tuning, spill }
}

function expectUrl(option: string, value: unknown): void {
  const text = expectString(option, value)
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw mismatch(option, 'a URL that begins with http:// or https://', value)
}
