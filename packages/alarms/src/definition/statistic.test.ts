import { describe, expect, it } from 'vitest'
import { isMetricStatistic, percentileOf } from './statistic.js'

describe('percentileOf', () => {
  it.each([
    ['p0', 0],
    ['p50', 50],
    ['p99', 99],
    ['p99.9', 99.9],
    ['p99.95', 99.95],
    ['p100', 100],
    ['p100.00', 100],
  ])('reads %s as %d', (statistic, percentile) => {
    expect(percentileOf(statistic)).toBe(percentile)
  })

  it.each(['p', 'p101', 'p100.01', 'p99.999', 'p-1', 'p1e1', 'p099', 'P99', 'p99.', ' p99', 'tm99', 'Sum'])(
    'knows no percentile %s',
    (statistic) => {
      expect(percentileOf(statistic)).toBeUndefined()
    },
  )
})

describe('isMetricStatistic', () => {
  it('accepts the basic statistics and percentiles, in the casing of CloudWatch only', () => {
    expect(['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum', 'p99'].every(isMetricStatistic)).toBe(true)
    expect(['sum', 'Max', 'IQM', ''].some(isMetricStatistic)).toBe(false)
  })
})
