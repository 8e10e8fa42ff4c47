import { describe, expect, it } from 'vitest'
import { classicElbLatencyAlarms, classicElbServerErrorAlarms } from './classic-elb.js'

describe('classicElbServerErrorAlarms', () => {
  it('watches the errors of the instances and of the load balancer as a Sum that silence does not breach', () => {
    const alarms = classicElbServerErrorAlarms({ loadBalancerName: 'legacy-shop' })

    expect(alarms.map(({ name, metric }) => [name, metric.name])).toEqual([
      ['legacy-shop-backend-5xx-warning', 'HTTPCode_Backend_5XX'],
      ['legacy-shop-backend-5xx-critical', 'HTTPCode_Backend_5XX'],
      ['legacy-shop-elb-5xx-warning', 'HTTPCode_ELB_5XX'],
      ['legacy-shop-elb-5xx-critical', 'HTTPCode_ELB_5XX'],
    ])
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        metric: { namespace: 'AWS/ELB', dimensions: { LoadBalancerName: 'legacy-shop' } },
        statistic: 'Sum',
        treatMissingData: 'notBreaching',
      })
    }
  })

  it.each([
    [
      'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188',
      'use the alb presets',
    ],
    [
      'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/legacy-shop',
      'take only what follows "loadbalancer/"',
    ],
    ['app/shop/50dc6c495c0c9188', 'the name of a classic load balancer'],
    ['legacy-shop-1234.eu-west-1.elb.amazonaws.com', 'the name of a classic load balancer'],
    ['', 'the name of a classic load balancer'],
  ])('refuses %s', (loadBalancerName, advice) => {
    expect(() => classicElbServerErrorAlarms({ loadBalancerName })).toThrow(advice)
  })

  it('refuses to page for a single datapoint', () => {
    expect(() =>
      classicElbServerErrorAlarms({
        loadBalancerName: 'legacy-shop',
        critical: { evaluationPeriods: 1, datapointsToAlarm: 1 },
      }),
    ).toThrow('would page for a single bad datapoint')
  })
})

describe('classicElbLatencyAlarms', () => {
  it('watches a percentile of Latency in seconds', () => {
    expect(
      classicElbLatencyAlarms({ loadBalancerName: 'legacy-shop', critical: { thresholdSeconds: 5 } }),
    ).toMatchObject([
      {
        name: 'legacy-shop-latency-warning',
        metric: { namespace: 'AWS/ELB', name: 'Latency', dimensions: { LoadBalancerName: 'legacy-shop' } },
        statistic: 'p95',
        evaluateLowSampleCountPercentile: 'ignore',
        threshold: 1,
      },
      { name: 'legacy-shop-latency-critical', threshold: 5 },
    ])
  })
})
