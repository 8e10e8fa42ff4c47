import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { defineAlarm } from '@org/alarms'
import { describe, expect, it } from 'vitest'
import { type Harness, send, start } from './harness.js'

const MINUTE = 60_000

const slow = defineAlarm({
  name: 'slow',
  description: 'Requests are slow.',
  severity: 'critical',
  metric: { namespace: 'Test', name: 'duration', dimensions: { Route: '/' } },
  statistic: 'p90',
  periodSeconds: 60,
  evaluationPeriods: 2,
  datapointsToAlarm: 2,
  comparisonOperator: 'GreaterThanThreshold',
  threshold: 100,
  treatMissingData: 'notBreaching',
})

/** Sends durations, then lets the minute pass. */
async function minute(harness: Harness, ...values: number[]): Promise<void> {
  await harness.cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: 'Test',
      MetricData: [{ MetricName: 'duration', Dimensions: [{ Name: 'Route', Value: '/' }], Values: values }],
    }),
  )
  harness.clock.now += MINUTE
}

describe('alarms', () => {
  it('are insufficient in data before they are first judged', async () => {
    const { console } = await start({ alarms: [slow] })

    expect(console.summary().alarms).toEqual({ OK: 0, ALARM: 0, INSUFFICIENT_DATA: 1 })
  })

  it('go to OK, to ALARM and back as the stored observations say, and remember it', async () => {
    const harness = await start({ alarms: [slow] })
    const states: string[] = []
    const judge = () => states.push(harness.console.alarms()[0]?.state ?? '')

    await minute(harness, 20, 30)
    judge()
    await minute(harness, 20, 500)
    judge()
    await minute(harness, 600)
    judge()
    await minute(harness, 20)
    judge()

    expect(states).toEqual(['OK', 'OK', 'ALARM', 'OK'])
    const [alarm] = harness.console.alarms()
    expect(alarm).toMatchObject({ name: 'slow', severity: 'critical', threshold: 100, state: 'OK' })
    expect(alarm?.reason).toMatch(/^Threshold Crossed: /)
    expect(alarm?.history.map(({ at, from, to }) => [at, from, to])).toEqual([
      ['2026-01-15T12:01:00.000Z', 'INSUFFICIENT_DATA', 'OK'],
      ['2026-01-15T12:03:00.000Z', 'OK', 'ALARM'],
      ['2026-01-15T12:04:00.000Z', 'ALARM', 'OK'],
    ])
    expect(alarm?.datapoints.filter(({ value }) => value !== null).map(({ value }) => value)).toEqual([
      30, 500, 600, 20,
    ])
    expect(alarm?.stateSince).toBe('2026-01-15T12:04:00.000Z')
  })

  it('watch exactly their set of dimensions', async () => {
    const harness = await start({ alarms: [slow] })
    for (let round = 0; round < 2; round++) {
      await harness.cloudwatch.send(
        new PutMetricDataCommand({ Namespace: 'Test', MetricData: [{ MetricName: 'duration', Value: 9999 }] }),
      )
      harness.clock.now += MINUTE
    }

    expect(harness.console.alarms()[0]?.state).toBe('OK')
  })

  it('are served as JSON, judged when asked', async () => {
    const harness = await start({ alarms: [slow] })
    await minute(harness, 500)
    await minute(harness, 500)

    const answer = await send(harness.console, { path: '/api/alarms' })

    expect(JSON.parse(answer.body).alarms).toMatchObject([{ name: 'slow', state: 'ALARM', definition: slow }])
    expect(harness.console.summary().alarms.ALARM).toBe(1)
  })

  it('keep only the newest changes of state', async () => {
    const harness = await start({ alarms: [slow], limits: { maxAlarmHistory: 2 } })
    for (const value of [1, 500, 500, 1, 500, 500]) {
      await minute(harness, value)
      harness.console.alarms()
    }

    expect(harness.console.alarms()[0]?.history.map(({ to }) => to)).toEqual(['OK', 'ALARM'])
  })

  it('are as new after everything was cleared', async () => {
    const harness = await start({ alarms: [slow] })
    await minute(harness, 500)
    harness.console.alarms()

    harness.console.clear()

    expect(harness.console.summary().alarms.INSUFFICIENT_DATA).toBe(1)
  })
})
