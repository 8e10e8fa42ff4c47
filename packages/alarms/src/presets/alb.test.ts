import { describe, expect, it } from 'vitest'
import { evaluate } from '../evaluate/evaluate.js'
import { albLatencyAlarms, albServerErrorAlarms } from './alb.js'

const LOAD_BALANCER = 'app/shop/50dc6c495c0c9188'
const TARGET_GROUP = 'targetgroup/web/73e2d6bc24d8a067'
const ARN_PREFIX = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:'

describe('albServerErrorAlarms', () => {
  it('watches the errors of the targets and of the load balancer, as warning and critical', () => {
    const alarms = albServerErrorAlarms({ loadBalancer: LOAD_BALANCER })

    expect(alarms.map(({ name, severity, metric }) => [name, severity, metric.name])).toEqual([
      ['shop-target-5xx-warning', 'warning', 'HTTPCode_Target_5XX_Count'],
      ['shop-target-5xx-critical', 'critical', 'HTTPCode_Target_5XX_Count'],
      ['shop-elb-5xx-warning', 'warning', 'HTTPCode_ELB_5XX_Count'],
      ['shop-elb-5xx-critical', 'critical', 'HTTPCode_ELB_5XX_Count'],
    ])
  })

  it('can fire: the right namespace and dimension, Sum of a count, and silence is good', () => {
    const [warning, critical] = albServerErrorAlarms({ loadBalancer: LOAD_BALANCER })

    expect(warning).toEqual({
      name: 'shop-target-5xx-warning',
      description: 'The targets behind app/shop/50dc6c495c0c9188 answer with server errors.',
      severity: 'warning',
      metric: {
        namespace: 'AWS/ApplicationELB',
        name: 'HTTPCode_Target_5XX_Count',
        dimensions: { LoadBalancer: LOAD_BALANCER },
      },
      statistic: 'Sum',
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      threshold: 5,
      treatMissingData: 'notBreaching',
    })
    expect(critical).toMatchObject({ severity: 'critical', threshold: 30, evaluationPeriods: 5, datapointsToAlarm: 3 })
  })

  it('fires on three bad minutes of five and is OK when the errors stop coming', () => {
    const [, critical] = albServerErrorAlarms({ loadBalancer: LOAD_BALANCER, sources: ['target'] })
    if (critical === undefined) throw new Error('no critical alarm')
    const noon = Date.UTC(2026, 0, 1, 12)
    const badMinutes = [0, 1, 3].map((minute) => ({ timestamp: noon + minute * 60_000, value: 1, count: 30 }))

    expect(evaluate(critical, badMinutes.slice(0, 2), { at: noon + 300_000 }).state).toBe('OK')
    expect(evaluate(critical, badMinutes, { at: noon + 300_000 }).state).toBe('ALARM')
    expect(evaluate(critical, badMinutes, { at: noon + 900_000, previousState: 'ALARM' }).state).toBe('OK')
  })

  it('gives the target group to the errors of the targets, and never to those of the load balancer', () => {
    const alarms = albServerErrorAlarms({ loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP })

    expect(alarms.map(({ name, metric }) => [name, metric.dimensions])).toEqual([
      ['shop-web-target-5xx-warning', { LoadBalancer: LOAD_BALANCER, TargetGroup: TARGET_GROUP }],
      ['shop-web-target-5xx-critical', { LoadBalancer: LOAD_BALANCER, TargetGroup: TARGET_GROUP }],
      ['shop-web-elb-5xx-warning', { LoadBalancer: LOAD_BALANCER }],
      ['shop-web-elb-5xx-critical', { LoadBalancer: LOAD_BALANCER }],
    ])
  })

  it('watches one source only when asked, for a second target group behind the same load balancer', () => {
    const alarms = albServerErrorAlarms({
      loadBalancer: LOAD_BALANCER,
      targetGroup: TARGET_GROUP,
      sources: ['target'],
    })

    expect(alarms.map(({ metric }) => metric.name)).toEqual(['HTTPCode_Target_5XX_Count', 'HTTPCode_Target_5XX_Count'])
  })

  it('lets each severity be changed or left out', () => {
    const alarms = albServerErrorAlarms({
      loadBalancer: LOAD_BALANCER,
      sources: ['target'],
      name: 'checkout',
      warning: false,
      critical: { threshold: 100, datapointsToAlarm: undefined },
      runbookUrl: 'https://runbooks.example.com/5xx',
      owner: 'shop team',
    })

    expect(alarms).toHaveLength(1)
    expect(alarms[0]).toMatchObject({
      name: 'checkout-target-5xx-critical',
      threshold: 100,
      datapointsToAlarm: 3,
      runbookUrl: 'https://runbooks.example.com/5xx',
      owner: 'shop team',
    })
  })

  it('refuses to page for a single datapoint, and lets a warning do it', () => {
    const once = { evaluationPeriods: 1, datapointsToAlarm: 1 }

    expect(() => albServerErrorAlarms({ loadBalancer: LOAD_BALANCER, critical: once })).toThrow(
      'would page for a single bad datapoint: it is critical with 1 of 1',
    )
    expect(() => albServerErrorAlarms({ loadBalancer: LOAD_BALANCER, critical: { datapointsToAlarm: 1 } })).toThrow(
      'it is critical with 1 of 5',
    )
    expect(albServerErrorAlarms({ loadBalancer: LOAD_BALANCER, warning: once })).toHaveLength(4)
  })

  it.each([[[]], [['target', 'target']], [['elb']], ['target']])('refuses %j as its sources', (sources) => {
    expect(() => albServerErrorAlarms({ loadBalancer: LOAD_BALANCER, sources: sources as never })).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining('`sources') as string }),
    )
  })

  it('cuts the names from ARNs, in any partition', () => {
    const [fromArn] = albServerErrorAlarms({
      loadBalancer: `${ARN_PREFIX}loadbalancer/${LOAD_BALANCER}`,
      targetGroup: `${ARN_PREFIX.replace('arn:aws', 'arn:aws-cn')}${TARGET_GROUP}`,
    })

    expect(fromArn?.metric.dimensions).toEqual({ LoadBalancer: LOAD_BALANCER, TargetGroup: TARGET_GROUP })
  })

  it.each([
    [`${ARN_PREFIX}loadbalancer/net/shop/50dc6c495c0c9188`, 'Network and gateway load balancers have other metrics'],
    [`${ARN_PREFIX}loadbalancer/shop`, 'a classic load balancer has its own presets'],
    ['shop', 'A short name is not enough'],
    [`${ARN_PREFIX}${TARGET_GROUP}`, 'the part of its ARN after "loadbalancer/"'],
    ['arn:aws:s3:::app/shop/50dc6c495c0c9188', 'the full name of an application load balancer'],
    ['shop-1234.eu-west-1.elb.amazonaws.com', 'the full name of an application load balancer'],
    ['', 'the full name of an application load balancer'],
  ])('refuses %s as a load balancer', (loadBalancer, advice) => {
    expect(() => albServerErrorAlarms({ loadBalancer })).toThrow(advice)
  })

  it.each(['web', LOAD_BALANCER, `${ARN_PREFIX}loadbalancer/${LOAD_BALANCER}`])(
    'refuses %s as a target group',
    (name) => {
      expect(() => albServerErrorAlarms({ loadBalancer: LOAD_BALANCER, targetGroup: name })).toThrow(
        '`targetGroup` must be the full name of a target group',
      )
    },
  )
})

describe('albLatencyAlarms', () => {
  it('watches a percentile in seconds that waits for enough samples', () => {
    const [warning, critical] = albLatencyAlarms({ loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP })

    expect(warning).toMatchObject({
      name: 'shop-web-latency-warning',
      metric: {
        namespace: 'AWS/ApplicationELB',
        name: 'TargetResponseTime',
        dimensions: { LoadBalancer: LOAD_BALANCER, TargetGroup: TARGET_GROUP },
      },
      statistic: 'p95',
      evaluateLowSampleCountPercentile: 'ignore',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 1,
      treatMissingData: 'notBreaching',
    })
    expect(critical).toMatchObject({ severity: 'critical', threshold: 3, evaluationPeriods: 5, datapointsToAlarm: 3 })
  })

  it('takes another percentile and other thresholds', () => {
    const alarms = albLatencyAlarms({
      loadBalancer: LOAD_BALANCER,
      statistic: 'p99',
      warning: { thresholdSeconds: 0.5 },
      critical: false,
    })

    expect(alarms).toMatchObject([{ statistic: 'p99', threshold: 0.5 }])
  })
})
