import { describe, expect, it } from 'vitest'
import { alarm } from '../../test/fixtures/alarm.js'
import type { AlarmDefinitionInput } from '../definition/alarm-definition.js'
import { evaluate } from './evaluate.js'

/** The expected texts have the form of notifications that CloudWatch really sent; only names and figures of the data differ. */
function reasonAt(
  end: string,
  changes: Partial<AlarmDefinitionInput>,
  series: Readonly<Record<string, number>>,
): string {
  const observations = Object.entries(series).map(([time, value]) => ({
    timestamp: Date.parse(`${time}Z`),
    value,
    count: 1,
  }))
  const { evaluationPeriods = 3 } = changes
  return evaluate(alarm({ statistic: 'Average', ...changes }), observations, {
    at: Date.parse(`${end}Z`),
    evaluationRange: evaluationPeriods,
  }).reason
}

describe('the reason', () => {
  it('lists the breaching datapoints, newest first, when an alarm fires', () => {
    expect(
      reasonAt(
        '2021-07-14T23:19:10',
        { threshold: 7 },
        { '2021-07-14T23:16': 9.18241509182415, '2021-07-14T23:17': 9.72, '2021-07-14T23:18': 8.891518474692088 },
      ),
    ).toBe(
      'Threshold Crossed: 3 out of the last 3 datapoints [8.891518474692088 (14/07/21 23:18:00), 9.72 (14/07/21 23:17:00), ' +
        '9.18241509182415 (14/07/21 23:16:00)] were greater than or equal to the threshold (7.0) ' +
        '(minimum 3 datapoints for OK -> ALARM transition).',
    )
  })

  it('lists the datapoints that do not breach when an alarm is OK', () => {
    expect(
      reasonAt(
        '2022-01-26T13:29:00',
        { periodSeconds: 300, threshold: 80 },
        {
          '2022-01-26T13:14': 38.364239895660816,
          '2022-01-26T13:19': 38.391752618786896,
          '2022-01-26T13:24': 38.395433048854194,
        },
      ),
    ).toBe(
      'Threshold Crossed: 3 out of the last 3 datapoints [38.395433048854194 (26/01/22 13:24:00), ' +
        '38.391752618786896 (26/01/22 13:19:00), 38.364239895660816 (26/01/22 13:14:00)] were not greater than or equal to ' +
        'the threshold (80.0) (minimum 1 datapoint for ALARM -> OK transition).',
    )
  })

  it('lists only those that support the state, in the singular for one', () => {
    expect(
      reasonAt(
        '2021-10-04T21:43:00',
        { comparisonOperator: 'GreaterThanThreshold', threshold: 0.1 },
        { '2021-10-04T21:40': 5, '2021-10-04T21:41': 5, '2021-10-04T21:42': 0 },
      ),
    ).toBe(
      'Threshold Crossed: 1 out of the last 3 datapoints [0.0 (04/10/21 21:42:00)] was not greater than the threshold (0.1) ' +
        '(minimum 1 datapoint for ALARM -> OK transition).',
    )
  })

  it('counts N - M + 1 datapoints for the way back to OK', () => {
    expect(
      reasonAt(
        '2026-01-01T12:03:00',
        { datapointsToAlarm: 2 },
        { '2026-01-01T12:00': 0, '2026-01-01T12:01': 0, '2026-01-01T12:02': 4 },
      ),
    ).toContain('(minimum 2 datapoints for ALARM -> OK transition).')
  })

  it('writes a window of one in the plural, as CloudWatch does', () => {
    expect(
      reasonAt(
        '2019-11-21T04:18:51',
        { evaluationPeriods: 1, comparisonOperator: 'GreaterThanThreshold', threshold: 0 },
        { '2019-11-21T04:17': 0 },
      ),
    ).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [0.0 (21/11/19 04:17:00)] was not greater than the threshold (0.0) ' +
        '(minimum 1 datapoint for ALARM -> OK transition).',
    )
  })

  it.each([
    [
      1,
      'notBreaching',
      'no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    [2, 'breaching', 'no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].'],
  ] as const)('says that nothing came for %d period(s) under %s', (evaluationPeriods, treatMissingData, expected) => {
    expect(reasonAt('2026-01-01T12:00', { evaluationPeriods, treatMissingData }, {})).toBe(
      `Threshold Crossed: ${expected}`,
    )
  })

  it('names both the datapoints and the fills that make a state', () => {
    expect(
      reasonAt(
        '2026-08-26T16:19:41',
        { comparisonOperator: 'LessThanThreshold', treatMissingData: 'breaching' },
        { '2026-08-26T16:16': 1 },
      ),
    ).toBe(
      'Threshold Crossed: 1 datapoint [1.0 (26/08/26 16:16:00)] was not less than the threshold (1.0) ' +
        'and 2 missing datapoints were treated as [Breaching].',
    )
  })

  it('only counts the datapoints that speak against the state', () => {
    expect(
      reasonAt('2026-09-05T20:48', { datapointsToAlarm: 2, treatMissingData: 'breaching' }, { '2026-09-05T20:46': 0 }),
    ).toBe(
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].',
    )
  })

  it.each([
    [1, '1 datapoint was'],
    [10, '10 datapoints were'],
  ])('says that %d datapoint(s) are unknown', (evaluationPeriods, what) => {
    expect(reasonAt('2026-01-01T12:00', { evaluationPeriods, treatMissingData: 'missing' }, {})).toBe(
      `Insufficient Data: ${what} unknown.`,
    )
  })

  it('says "Unchanged" where ignore keeps the state and CloudWatch its older reason', () => {
    expect(reasonAt('2026-01-01T12:00', { treatMissingData: 'ignore' }, {})).toBe(
      'Unchanged: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Ignored].',
    )
  })

  it('spells out ten datapoints at most', () => {
    const series = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`2026-01-01T12:${String(index).padStart(2, '0')}`, 5]),
    )

    const reason = reasonAt('2026-01-01T12:11', { evaluationPeriods: 11 }, series)

    expect(reason).toContain('11 out of the last 11 datapoints [5.0 (01/01/26 12:10:00), ')
    expect(reason).toContain('5.0 (01/01/26 12:01:00), ...] were')
  })
})
