import type { AlarmDefinition } from '../definition/alarm-definition.js'
import type { PercentileStatistic } from '../definition/statistic.js'
import {
  expectPresetOptions,
  type LatencySettings,
  type LoadBalancerAlarmOptions,
  latencyAlarms,
  type ServerErrorSettings,
  serverErrorAlarms,
} from './load-balancer-alarms.js'
import { classicLoadBalancerName } from './load-balancer-name.js'
import type { SeverityOverrides } from './severity-settings.js'

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-cloudwatch-metrics.html */
const NAMESPACE = 'AWS/ELB'

/** Which classic load balancer to watch. */
export interface ClassicElbOptions extends LoadBalancerAlarmOptions {
  /** Its name, 1 to 32 letters, digits and hyphens; not an ARN, and not the DNS name. */
  readonly loadBalancerName: string
}

/** Options of {@link classicElbServerErrorAlarms}. */
export interface ClassicElbServerErrorAlarmOptions extends ClassicElbOptions, SeverityOverrides<ServerErrorSettings> {}

/** Options of {@link classicElbLatencyAlarms}. */
export interface ClassicElbLatencyAlarmOptions extends ClassicElbOptions, SeverityOverrides<LatencySettings> {
  /** A percentile from `p0` to `p100` with at most two decimals. @defaultValue 'p95' */
  readonly statistic?: PercentileStatistic | undefined
}

/**
 * Alarms on the 5xx responses of a classic load balancer: those of its instances, and those it makes
 * itself, each as warning (5 in a minute) and critical (30), for 3 of 5 minutes.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown option, for an ARN, and for a critical alarm
 * on a single datapoint.
 *
 * @example
 * ```ts
 * const alarms = classicElbServerErrorAlarms({ loadBalancerName: 'legacy-shop' })
 * ```
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-cloudwatch-metrics.html
 */
export function classicElbServerErrorAlarms(options: ClassicElbServerErrorAlarmOptions): readonly AlarmDefinition[] {
  expectPresetOptions('classicElbServerErrorAlarms', options, ['loadBalancerName'])
  const { prefix, dimensions } = resolve(options)
  return [
    ...serverErrorAlarms(
      {
        namePrefix: `${prefix}-backend-5xx`,
        metric: { namespace: NAMESPACE, name: 'HTTPCode_Backend_5XX', dimensions },
        explanation: `The instances behind ${dimensions.LoadBalancerName} answer with server errors.`,
      },
      options,
    ),
    ...serverErrorAlarms(
      {
        namePrefix: `${prefix}-elb-5xx`,
        metric: { namespace: NAMESPACE, name: 'HTTPCode_ELB_5XX', dimensions },
        explanation: `${dimensions.LoadBalancerName} answers with server errors of its own: no healthy instance, or instances that time out.`,
      },
      options,
    ),
  ]
}

/**
 * Alarms on the time that the instances of a classic load balancer take to answer, in seconds, as
 * warning (p95 above 1 s) and critical (above 3 s), for 3 of 5 minutes.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) as {@link classicElbServerErrorAlarms}.
 *
 * @example
 * ```ts
 * const alarms = classicElbLatencyAlarms({ loadBalancerName: 'legacy-shop', critical: { thresholdSeconds: 5 } })
 * ```
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-cloudwatch-metrics.html
 */
export function classicElbLatencyAlarms(options: ClassicElbLatencyAlarmOptions): readonly AlarmDefinition[] {
  expectPresetOptions('classicElbLatencyAlarms', options, ['loadBalancerName', 'statistic'])
  const { prefix, dimensions } = resolve(options)
  return latencyAlarms(
    {
      namePrefix: `${prefix}-latency`,
      metric: { namespace: NAMESPACE, name: 'Latency', dimensions },
      explanation: `The instances behind ${dimensions.LoadBalancerName} take long to answer.`,
    },
    options,
  )
}

interface ClassicElbDimensions extends Readonly<Record<string, string>> {
  readonly LoadBalancerName: string
}

function resolve({ loadBalancerName, name }: ClassicElbOptions): {
  readonly prefix: string
  readonly dimensions: ClassicElbDimensions
} {
  const LoadBalancerName = classicLoadBalancerName('loadBalancerName', loadBalancerName)
  return { prefix: name ?? LoadBalancerName, dimensions: { LoadBalancerName } }
}
