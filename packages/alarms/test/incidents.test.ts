import { describe, expect, it } from 'vitest'
import { type AlarmDefinition, type AlarmState, evaluate, type Observation } from '../src/index.js'
import { alarm } from './fixtures/alarm.js'

/** What CloudWatch did to people, from public reports; each would go unnoticed by a simulator that aligns periods to the clock or does not look back. */

const time = (clock: string): number => Date.parse(`2026-09-24T${clock}Z`)
const MINUTE_MS = 60_000

/** The states at each full minute from `from` to `to`, each evaluation starting from the state before. */
function statesByMinute(
  definition: AlarmDefinition,
  observations: readonly Observation[],
  [from, to]: readonly [number, number],
): ReadonlyMap<number, AlarmState> {
  const states = new Map<number, AlarmState>()
  let previousState: AlarmState = 'INSUFFICIENT_DATA'
  for (let at = from; at <= to; at += MINUTE_MS) {
    previousState = evaluate(definition, observations, { at, previousState }).state
    states.set(at, previousState)
  }
  return states
}

function every(minutes: number, [from, to]: readonly [number, number]): readonly Observation[] {
  const list: Observation[] = []
  for (let timestamp = from; timestamp < to; timestamp += minutes * MINUTE_MS)
    list.push({ timestamp, value: 1, count: 1 })
  return list
}

describe('a burst that straddles a period (github.com/guardian/cdk/pull/1063)', () => {
  const observations = Array.from({ length: 121 }, (_, minute) => {
    const timestamp = time('09:30:00') + minute * MINUTE_MS
    const unhealthy = timestamp === time('10:07:00') || timestamp === time('10:08:00')
    return { timestamp, value: unhealthy ? 1 : 0, count: 1 }
  })
  const definition = alarm({ statistic: 'Maximum', periodSeconds: 300, evaluationPeriods: 12, datapointsToAlarm: 2 })
  const breachesAt = (clock: string): number =>
    evaluate(definition, observations, { at: time(clock) }).datapoints.filter(
      ({ breaching, considered }) => breaching && considered,
    ).length

  it('is one breaching datapoint at 11:02 and two at 11:03, since periods slide', () => {
    expect(breachesAt('11:02:00')).toBe(1)
    expect(breachesAt('11:03:00')).toBe(2)
  })

  it('makes the alarm flip from one minute to the next although no data changed', () => {
    expect(evaluate(definition, observations, { at: time('11:02:00') }).state).toBe('OK')
    expect(evaluate(definition, observations, { at: time('11:03:00') }).state).toBe('ALARM')
  })
})

describe('a function that fails every 30 minutes (github.com/infrahouse/terraform-aws-lambda-monitored, issues 25 and 33)', () => {
  const day = [time('00:00:00'), time('12:00:00')] as const
  const failures = every(30, day)
  const firedUnder = (evaluationPeriods: number): boolean =>
    [...statesByMinute(alarm({ evaluationPeriods }), failures, day).values()].includes('ALARM')

  it('never fires 2 of 2 at 60 seconds', () => {
    expect(firedUnder(2)).toBe(false)
  })

  it('fires 1 of 1', () => {
    expect(firedUnder(1)).toBe(true)
  })

  it('is still seen when its datapoint is 6 minutes old, and not a minute later', () => {
    const definition = alarm({ evaluationPeriods: 1 })
    const [failure] = every(30, [time('10:00:00'), time('10:01:00')])
    const stateAt = (clock: string) => evaluate(definition, failure ? [failure] : [], { at: time(clock) }).state

    expect(stateAt('10:06:00')).toBe('ALARM')
    expect(stateAt('10:07:00')).toBe('OK')
  })
})

describe('a job every 20 minutes under periods of 15 minutes (github.com/guardian/support-service-lambdas/pull/2423)', () => {
  const day = [time('00:00:00'), time('12:00:00')] as const
  const failures = every(20, day)
  const afternoon = [time('06:00:00'), time('11:59:00')] as const

  it('always has an empty period among four, and alarms 4 of 4 only through the look-back', () => {
    const definition = alarm({ periodSeconds: 900, evaluationPeriods: 4 })
    const at = time('10:00:00')

    expect(evaluate(definition, failures, { at, evaluationRange: 4 }).state).toBe('OK')
    expect(evaluate(definition, failures, { at }).state).toBe('ALARM')
  })

  it('flips when the look-back finds enough real datapoints only some of the time', () => {
    const definition = alarm({ periodSeconds: 900, evaluationPeriods: 7 })

    const states = [...statesByMinute(definition, failures, afternoon).values()]
    const flips = states.filter((state, index) => index > 0 && state !== states[index - 1]).length

    expect(new Set(states)).toEqual(new Set(['ALARM', 'OK']))
    expect(flips).toBeGreaterThan(10)
  })
})

describe('a 15-minute alarm, 1 of 1 and notBreaching, whose last failure was at 19:50:31', () => {
  it('is OK again at 20:36 and not before, as was measured, though its period is 15 minutes', () => {
    const definition = alarm({ periodSeconds: 900, evaluationPeriods: 1 })
    const lastFailure: Observation = { timestamp: time('19:50:00'), value: 1, count: 1 }

    const states = statesByMinute(definition, [lastFailure], [time('19:51:00'), time('20:40:00')])

    expect(states.get(time('19:51:00'))).toBe('ALARM')
    expect(states.get(time('20:35:00'))).toBe('ALARM')
    expect(states.get(time('20:36:00'))).toBe('OK')
  })
})
