import { defineTelemetry } from '@org/core/catalog'
import { describe, expect, it } from 'vitest'
import { rolledUp, telemetry } from '../../test/fixtures/telemetry.js'
import { catalogAlarm } from './catalog-alarm.js'

const SLOW = {
  metric: 'request_duration',
  dimensions: { Route: '/', StatusClass: '2xx' },
  severity: 'critical',
  threshold: 500,
  treatMissingData: 'notBreaching',
} as const

describe('catalogAlarm', () => {
  it('takes namespace, metric and dimensions from the catalog', () => {
    expect(catalogAlarm(telemetry, SLOW)).toEqual({
      name: 'helloworld-request_duration-critical',
      description: 'p99 of request_duration (Milliseconds) is > 500 in 3 of 5 periods of 60 s.',
      severity: 'critical',
      metric: {
        namespace: 'Helloworld/traffic',
        name: 'request_duration',
        dimensions: { Route: '/', StatusClass: '2xx' },
      },
      statistic: 'p99',
      evaluateLowSampleCountPercentile: 'evaluate',
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 500,
      treatMissingData: 'notBreaching',
    })
  })

  it('chooses the statistic by the kind of the metric and by which side is bad', () => {
    const common = { severity: 'warning', threshold: 1, treatMissingData: 'breaching' } as const

    expect(catalogAlarm(telemetry, { ...common, metric: 'page_viewed', dimensions: { Version: '1' } }).statistic).toBe(
      'Sum',
    )
    expect(catalogAlarm(telemetry, { ...common, metric: 'queue_depth' }).statistic).toBe('Maximum')
    expect(
      catalogAlarm(telemetry, { ...common, metric: 'queue_depth', comparisonOperator: 'LessThanThreshold' }).statistic,
    ).toBe('Minimum')
    expect(catalogAlarm(telemetry, { ...common, metric: 'queue_depth', statistic: 'Average' }).statistic).toBe(
      'Average',
    )
  })

  it('refuses a metric that the catalog does not declare, and names those it does', () => {
    for (const metric of ['request_durations', 'toString', '__proto__']) {
      expect(() => catalogAlarm(telemetry, { ...SLOW, metric: metric as 'request_duration' })).toThrow(
        `declares no metric "${metric}"; it declares page_viewed, request_duration, queue_depth, spin_rate`,
      )
    }
    expect(() => catalogAlarm(defineTelemetry({ service: 'quiet' }), { ...SLOW, metric: 'x' } as never)).toThrow(
      'it declares none',
    )
  })

  it('refuses dimensions that are not exactly those of the metric', () => {
    const dimensions = { Route: '/', Version: '1' } as never

    expect(() => catalogAlarm(telemetry, { ...SLOW, dimensions })).toThrow(
      'got no value for StatusClass and a value for Version, which it does not declare',
    )
    expect(() =>
      catalogAlarm(telemetry, {
        metric: 'queue_depth',
        dimensions: { Version: '1' } as never,
        severity: 'warning',
        threshold: 1,
        treatMissingData: 'missing',
      }),
    ).toThrow('each dimension of queue_depth (none)')
  })

  it.each<Readonly<Record<string, string>>>([
    { Route: '/', StatusClass: '2xx', Version: '1' },
    { StatusClass: '5xx', Route: '/' },
    { Route: '/' },
    {},
  ])('takes %j, which is the whole set of dimensions or one of the rollups', (dimensions) => {
    expect(catalogAlarm(rolledUp, { ...SLOW, dimensions } as never).metric.dimensions).toEqual(dimensions)
  })

  it.each<readonly [Readonly<Record<string, string>>, string]>([
    [{ StatusClass: '5xx' }, 'got no value for Route, Version'],
    [{ Version: '1' }, 'got no value for Route, StatusClass'],
    [{ Route: '/', Version: '1' }, 'got no value for StatusClass'],
    [{ Route: '/', Host: 'a' }, 'and a value for Host, which it does not declare'],
  ])('refuses %j, which nobody emits, and names the sets that somebody does', (dimensions, mistake) => {
    const attempt = () => catalogAlarm(rolledUp, { ...SLOW, dimensions } as never)

    expect(attempt).toThrow(expect.objectContaining({ code: 'MON_CONFIG_INVALID' }))
    expect(attempt).toThrow('(Route, StatusClass, Version), or of one of its rollups [], [Route], [StatusClass, Route]')
    expect(attempt).toThrow(mistake)
  })

  it('may leave the dimensions out when a rollup is the total', () => {
    const { metric } = catalogAlarm(rolledUp, {
      metric: 'page_viewed',
      severity: 'warning',
      threshold: 1,
      treatMissingData: 'breaching',
    })

    expect(metric.dimensions).toEqual({})
  })

  it('adds the dimensions that the metrics client adds to every series', () => {
    const { metric } = catalogAlarm(telemetry, { ...SLOW, defaultDimensions: { Stage: 'prod' } })

    expect(metric.dimensions).toEqual({ Stage: 'prod', Route: '/', StatusClass: '2xx' })
  })

  it('refuses a period finer than the metric is kept', () => {
    const fast = { severity: 'warning', threshold: 1, treatMissingData: 'breaching', periodSeconds: 10 } as const

    expect(catalogAlarm(telemetry, { ...fast, metric: 'spin_rate' }).periodSeconds).toBe(10)
    expect(() => catalogAlarm(telemetry, { ...fast, metric: 'queue_depth' })).toThrow(
      '`periodSeconds` must be at least 60, since queue_depth is kept per minute; got 10',
    )
  })

  it('wants at most N datapoints when N is less than three', () => {
    expect(catalogAlarm(telemetry, { ...SLOW, evaluationPeriods: 2 })).toMatchObject({
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
    })
  })

  it('refuses to page for a single datapoint, and lets a warning do it', () => {
    expect(() => catalogAlarm(telemetry, { ...SLOW, evaluationPeriods: 1 })).toThrow(
      'would page for a single bad datapoint',
    )
    expect(catalogAlarm(telemetry, { ...SLOW, severity: 'warning', evaluationPeriods: 1 }).datapointsToAlarm).toBe(1)
  })

  it('passes on the rest', () => {
    const rest = {
      name: 'slow-home',
      description: 'The home page is slow.',
      runbookUrl: 'https://runbooks.example.com/slow',
      owner: 'web team',
      evaluateLowSampleCountPercentile: 'ignore',
    } as const

    expect(catalogAlarm(telemetry, { ...SLOW, ...rest })).toMatchObject(rest)
  })
})
