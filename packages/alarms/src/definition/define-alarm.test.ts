import { MonitoringError } from '@org/core'
import { describe, expect, it } from 'vitest'
import { ALARM, alarm } from '../../test/fixtures/alarm.js'
import { defineAlarm, parseAlarmDefinitions } from './define-alarm.js'

function problemsOf(changes: Readonly<Record<string, unknown>>): string {
  try {
    defineAlarm({ ...ALARM, ...changes })
  } catch (error) {
    if (MonitoringError.is(error) && error.code === 'MON_CONFIG_INVALID') return error.message
    throw error
  }
  return ''
}

describe('defineAlarm', () => {
  it('makes plain JSON that is accepted again unchanged', () => {
    const definition = alarm({ statistic: 'p99', runbookUrl: 'https://runbooks.example.com/1', owner: 'orders team' })

    const revived: unknown = JSON.parse(JSON.stringify(definition))

    expect(revived).toStrictEqual(definition)
    expect(parseAlarmDefinitions([revived])).toStrictEqual([definition])
  })

  it('freezes what it returns, at every depth, and does not freeze what it was given', () => {
    const dimensions = { Version: '1' }
    const definition = alarm({ metric: { ...ALARM.metric, dimensions } })

    expect(Object.isFrozen(definition)).toBe(true)
    expect(Object.isFrozen(definition.metric)).toBe(true)
    expect(Object.isFrozen(definition.metric.dimensions)).toBe(true)
    expect(Object.isFrozen(dimensions)).toBe(false)
  })

  it('wants all N datapoints unless told otherwise', () => {
    expect(alarm({ evaluationPeriods: 4 }).datapointsToAlarm).toBe(4)
    expect(alarm({ evaluationPeriods: 4, datapointsToAlarm: 2 }).datapointsToAlarm).toBe(2)
  })

  it('spells out the low-sample rule of a percentile, and of nothing else', () => {
    expect(alarm({ statistic: 'p99' }).evaluateLowSampleCountPercentile).toBe('evaluate')
    expect(alarm({ statistic: 'Sum' })).not.toHaveProperty('evaluateLowSampleCountPercentile')
    expect(problemsOf({ evaluateLowSampleCountPercentile: 'ignore' })).toContain('only for percentiles')
  })

  it('drops fields that are undefined, and writes a threshold of -0 as 0', () => {
    const definition = alarm({ owner: undefined, runbookUrl: undefined, threshold: -0 })

    expect(Object.keys(definition)).not.toContain('owner')
    expect(Object.keys(definition)).not.toContain('runbookUrl')
    expect(Object.is(definition.threshold, 0)).toBe(true)
  })

  it('has no default for missing data, and says how to choose', () => {
    expect(problemsOf({ treatMissingData: undefined })).toMatch(
      /`treatMissingData` must be one of .*no default.*got nothing/,
    )
  })

  it.each([
    [{ name: '' }, '`name`'],
    [{ name: 'tab\there' }, '`name`'],
    [{ name: 'n'.repeat(256) }, '`name`'],
    [{ description: ' ' }, '`description`'],
    [{ description: 'd'.repeat(1025) }, '`description`'],
    [{ severity: 'page' }, '`severity`'],
    [{ metric: { ...ALARM.metric, namespace: ':shop' } }, '`metric.namespace`'],
    [{ metric: { ...ALARM.metric, name: 'order_fehlgeschlagen_ä' } }, '`metric.name`'],
    [{ metric: { ...ALARM.metric, dimensions: { Version: '' } } }, '`metric.dimensions.Version`'],
    [{ metric: { ...ALARM.metric, dimensions: { ':Version': '1' } } }, '`metric.dimensions` has a name that'],
    [{ metric: { ...ALARM.metric, unit: 'Count' } }, '`metric` must have no field "unit"'],
    [{ statistic: 'p101' }, '`statistic`'],
    [{ periodSeconds: 90 }, '`periodSeconds`'],
    [{ periodSeconds: 0 }, '`periodSeconds`'],
    [{ evaluationPeriods: 0 }, '`evaluationPeriods`'],
    [{ evaluationPeriods: 1.5 }, '`evaluationPeriods`'],
    [{ datapointsToAlarm: 0 }, '`datapointsToAlarm`'],
    [{ comparisonOperator: '>' }, '`comparisonOperator`'],
    [{ threshold: Number.POSITIVE_INFINITY }, '`threshold`'],
    [{ threshold: Number.NaN }, '`threshold`'],
    [{ threshold: '5' }, '`threshold`'],
    [{ treatMissingData: 'notbreaching' }, '`treatMissingData`'],
    [{ runbookUrl: 'wiki/5xx' }, '`runbookUrl`'],
    [{ runbookUrl: 'ftp://example.com' }, '`runbookUrl`'],
    [{ unit: 'Count' }, 'must have no field "unit"'],
  ])('refuses %j and names the field', (changes, field) => {
    expect(problemsOf(changes)).toContain(field)
  })

  it('lists every problem at once, each with what was received', () => {
    const message = problemsOf({ severity: 'page', threshold: null, evaluationPeriods: 2, datapointsToAlarm: 3 })

    expect(message.split('\n')).toEqual([
      'Alarm "orders-fail" is not valid:',
      '- `severity` must be one of "warning", "critical"; got "page".',
      "- `threshold` must be a finite number in the metric's unit; got null.",
      '- `datapointsToAlarm` must be at most evaluationPeriods (2); lower it, or raise evaluationPeriods; got 3 (number).',
    ])
  })

  it('says once what is wrong with a field that breaks two rules', () => {
    expect(problemsOf({ name: '' }).match(/`name`/g)).toHaveLength(1)
  })

  it('accepts a name of 255 characters and a description of 1,024', () => {
    expect(problemsOf({ name: 'n'.repeat(255), description: 'd'.repeat(1024) })).toBe('')
  })

  it('keeps room for the owner and the runbook link in the description', () => {
    const runbookUrl = 'https://runbooks.example.com/orders'
    const room = 1024 - `\nOwner: orders team\nRunbook: ${runbookUrl}`.length

    expect(problemsOf({ description: 'd'.repeat(room), runbookUrl, owner: 'orders team' })).toBe('')
    expect(problemsOf({ description: 'd'.repeat(room + 1), runbookUrl, owner: 'orders team' })).toContain(
      'shorten it by 1',
    )
  })

  it('accepts 30 dimensions and refuses 31', () => {
    const dimensions = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`D${i}`, 'v']))

    expect(problemsOf({ metric: { ...ALARM.metric, dimensions: dimensions(30) } })).toBe('')
    expect(problemsOf({ metric: { ...ALARM.metric, dimensions: dimensions(31) } })).toContain('at most 30 dimensions')
  })

  it.each([
    [10, 8_640],
    [60, 1_440],
    [3_540, 24],
    [3_600, 168],
    [86_400, 7],
    [604_800, 1],
  ])('accepts a period of %d s for at most %d periods', (periodSeconds, most) => {
    expect(problemsOf({ periodSeconds, evaluationPeriods: most })).toBe('')
    expect(problemsOf({ periodSeconds, evaluationPeriods: most + 1 })).toContain(
      `must be at most ${most} with a period`,
    )
  })

  it.each([null, undefined, 4, 'alarm', []])('refuses %j as a whole', (input) => {
    expect(() => defineAlarm(input as never)).toThrow(/Alarm without a name is not valid:\n- it must be an object/)
  })
})

describe('parseAlarmDefinitions', () => {
  it('names the alarm and the field of every problem in the file', () => {
    const file: unknown = JSON.parse(JSON.stringify([ALARM, { ...ALARM, name: 'b', threshold: 'high' }, 7]))

    expect(() => parseAlarmDefinitions(file)).toThrow(
      [
        'Alarm definitions are not valid:',
        '- [1] Alarm "b": `threshold` must be a finite number in the metric\'s unit; got "high".',
        '- [2] Alarm without a name: it must be an object; got 7 (number).',
      ].join('\n'),
    )
  })

  it('refuses two alarms of one name, of which CloudWatch would keep one', () => {
    expect(() => parseAlarmDefinitions([ALARM, { ...ALARM, threshold: 2 }])).toThrow(
      'is taken by [0]; CloudWatch would overwrite one with the other. Give one of them another `name`.',
    )
  })

  it.each([{}, null, 'alarms'])('refuses %j, which is no array', (value) => {
    expect(() => parseAlarmDefinitions(value)).toThrow('must be an array')
  })

  it('returns a frozen array', () => {
    expect(Object.isFrozen(parseAlarmDefinitions([ALARM]))).toBe(true)
  })
})
