import { describeValue, mismatch } from '@org/core/aws'
import { ConfigurationError } from '@org/core/catalog'

/** `arn:partition:elasticloadbalancing:region:account:resource`, with the resource caught. */
const LOAD_BALANCING_ARN = /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:(.+)$/

const ALB_FULL_NAME = /^app\/[A-Za-z0-9-]{1,32}\/[A-Za-z0-9]+$/
const TARGET_GROUP_FULL_NAME = /^targetgroup\/[A-Za-z0-9-]{1,32}\/[A-Za-z0-9]+$/
const CLASSIC_NAME = /^[A-Za-z0-9-]{1,32}$/

/**
 * The `LoadBalancer` dimension of an application load balancer: the last part of its ARN, from
 * `app/` on. The whole ARN is accepted and cut, since there is only one way to cut it; as a dimension
 * it would name a metric that does not exist, and the alarm would never see a datapoint.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function albFullName(option: string, value: unknown): string {
  if (typeof value !== 'string') throw mismatch(option, 'the full name or ARN of an application load balancer', value)
  const name = LOAD_BALANCING_ARN.exec(value)?.[1]?.replace(/^loadbalancer\//, '') ?? value
  if (ALB_FULL_NAME.test(name)) return name
  throw new ConfigurationError(
    `Option \`${option}\` must be the full name of an application load balancer, such as "app/shop/50dc6c495c0c9188": ` +
      `the part of its ARN after "loadbalancer/". ${hintFor(name)}Got ${describeValue(value)}.`,
  )
}

/** The `TargetGroup` dimension: the part of its ARN from `targetgroup/` on. The whole ARN is accepted and cut. */
export function targetGroupFullName(option: string, value: unknown): string {
  if (typeof value !== 'string') throw mismatch(option, 'the full name or ARN of a target group', value)
  const name = LOAD_BALANCING_ARN.exec(value)?.[1] ?? value
  if (TARGET_GROUP_FULL_NAME.test(name)) return name
  throw new ConfigurationError(
    `Option \`${option}\` must be the full name of a target group, such as "targetgroup/shop/73e2d6bc24d8a067": ` +
      `the part of its ARN from "targetgroup/" on. Got ${describeValue(value)}.`,
  )
}

/**
 * The `LoadBalancerName` dimension of a classic load balancer. An ARN is refused rather than cut:
 * nothing hands out ARNs of classic load balancers, so whoever has one probably has another kind.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-cloudwatch-metrics.html
 */
export function classicLoadBalancerName(option: string, value: unknown): string {
  if (typeof value !== 'string') throw mismatch(option, 'the name of a classic load balancer', value)
  if (CLASSIC_NAME.test(value)) return value
  const resource = LOAD_BALANCING_ARN.exec(value)?.[1]
  throw new ConfigurationError(
    `Option \`${option}\` must be the name of a classic load balancer: 1 to 32 letters, digits and hyphens. ` +
      (resource === undefined
        ? ''
        : `Of an ARN take only what follows "loadbalancer/"; if that starts with "app/", use the alb presets. `) +
      `Got ${describeValue(value)}.`,
  )
}

function hintFor(name: string): string {
  if (/^(net|gwy)\//.test(name)) return 'Network and gateway load balancers have other metrics. '
  if (CLASSIC_NAME.test(name)) return 'A short name is not enough, and a classic load balancer has its own presets. '
  return ''
}

/** `shop` of `app/shop/50dc6c495c0c9188`. */
export function shortNameOf(fullName: string): string {
  return fullName.split('/')[1] ?? fullName
}
