import { expectOneOf, mismatch } from '@org/core/aws'
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
import { albFullName, shortNameOf, targetGroupFullName } from './load-balancer-name.js'
import type { SeverityOverrides } from './severity-settings.js'

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
const NAMESPACE = 'AWS/ApplicationELB'

/** Who answered with the 5xx: the `target`, or the `loadBalancer` itself because no target could. */
export const ALB_ERROR_SOURCES = ['target', 'loadBalancer'] as const

/** One of {@link ALB_ERROR_SOURCES}. */
export type AlbErrorSource = (typeof ALB_ERROR_SOURCES)[number]

/** Which application load balancer to watch. */
export interface AlbOptions extends LoadBalancerAlarmOptions {
  /** Full name such as `app/shop/50dc6c495c0c9188`, or the ARN, from which it is cut. */
  readonly loadBalancer: string
  /** Full name such as `targetgroup/shop/73e2d6bc24d8a067`, or the ARN. @defaultValue all target groups together */
  readonly targetGroup?: string | undefined
}

/** Options of {@link albServerErrorAlarms}. */
export interface AlbServerErrorAlarmOptions extends AlbOptions, SeverityOverrides<ServerErrorSettings> {
  /** Whose errors: `target`, `loadBalancer`. Leave out `loadBalancer` in all but one call when several target groups share a load balancer. @defaultValue both */
  readonly sources?: readonly AlbErrorSource[] | undefined
}

/** Options of {@link albLatencyAlarms}. */
export interface AlbLatencyAlarmOptions extends AlbOptions, SeverityOverrides<LatencySettings> {
  /** A percentile from `p0` to `p100` with at most two decimals. @defaultValue 'p95' */
  readonly statistic?: PercentileStatistic | undefined
}

/**
 * Alarms on the 5xx responses of an application load balancer: those of its targets, and those it
 * makes itself when no target can answer, each as warning (5 in a minute) and critical (30), for 3 of
 * 5 minutes. The load balancer's own errors belong to no target group, so that alarm never has the
 * `TargetGroup` dimension.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown option, for the name or ARN of something
 * else, and for a critical alarm on a single datapoint.
 *
 * @example
 * ```ts
 * const alarms = albServerErrorAlarms({
 *   loadBalancer: 'app/shop/50dc6c495c0c9188',
 *   critical: { threshold: 100 },
 *   runbookUrl: 'https://runbooks.example.com/shop-5xx',
 * })
 * ```
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function albServerErrorAlarms(options: AlbServerErrorAlarmOptions): readonly AlarmDefinition[] {
  expectPresetOptions('albServerErrorAlarms', options, ['loadBalancer', 'targetGroup', 'sources'])
  const sources = expectSources(options.sources)
  const { prefix, dimensions } = resolve(options)
  const { LoadBalancer } = dimensions
  const bySource: Readonly<Record<AlbErrorSource, () => readonly AlarmDefinition[]>> = {
    target: () =>
      serverErrorAlarms(
        {
          namePrefix: `${prefix}-target-5xx`,
          metric: { namespace: NAMESPACE, name: 'HTTPCode_Target_5XX_Count', dimensions },
          explanation: `The targets behind ${LoadBalancer} answer with server errors.`,
        },
        options,
      ),
    loadBalancer: () =>
      serverErrorAlarms(
        {
          namePrefix: `${prefix}-elb-5xx`,
          metric: { namespace: NAMESPACE, name: 'HTTPCode_ELB_5XX_Count', dimensions: { LoadBalancer } },
          explanation: `${LoadBalancer} answers with server errors of its own: no healthy target, or targets that time out.`,
        },
        options,
      ),
  }
  return sources.flatMap((source) => bySource[source]())
}

function expectSources(sources: unknown): readonly AlbErrorSource[] {
  if (sources === undefined) return ALB_ERROR_SOURCES
  if (!Array.isArray(sources)) throw mismatch('sources', `an array of ${ALB_ERROR_SOURCES.join(' and ')}`, sources)
  if (sources.length === 0 || new Set(sources).size !== sources.length)
    throw mismatch('sources', `an array of ${ALB_ERROR_SOURCES.join(' and ')}, one at least and none twice`, sources)
  return sources.map((source, index) => expectOneOf(`sources[${index}]`, source, ALB_ERROR_SOURCES))
}

/**
 * Alarms on the time that the targets of an application load balancer take to answer, in seconds, as
 * warning (p95 above 1 s) and critical (above 3 s), for 3 of 5 minutes.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) as {@link albServerErrorAlarms}.
 *
 * @example
 * ```ts
 * const alarms = albLatencyAlarms({
 *   loadBalancer: 'app/shop/50dc6c495c0c9188',
 *   statistic: 'p99',
 *   warning: false,
 *   critical: { thresholdSeconds: 2 },
 * })
 * ```
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function albLatencyAlarms(options: AlbLatencyAlarmOptions): readonly AlarmDefinition[] {
  expectPresetOptions('albLatencyAlarms', options, ['loadBalancer', 'targetGroup', 'statistic'])
  const { prefix, dimensions } = resolve(options)
  return latencyAlarms(
    {
      namePrefix: `${prefix}-latency`,
      metric: { namespace: NAMESPACE, name: 'TargetResponseTime', dimensions },
      explanation: `The targets behind ${dimensions.LoadBalancer} take long to answer.`,
    },
    options,
  )
}

interface AlbDimensions extends Readonly<Record<string, string>> {
  readonly LoadBalancer: string
}

function resolve({ loadBalancer, targetGroup, name }: AlbOptions): {
  readonly prefix: string
  readonly dimensions: AlbDimensions
} {
  const LoadBalancer = albFullName('loadBalancer', loadBalancer)
  const shortName = shortNameOf(LoadBalancer)
  if (targetGroup === undefined) return { prefix: name ?? shortName, dimensions: { LoadBalancer } }
  const TargetGroup = targetGroupFullName('targetGroup', targetGroup)
  return {
    prefix: name ?? `${shortName}-${shortNameOf(TargetGroup)}`,
    dimensions: { LoadBalancer, TargetGroup },
  }
}
