import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AlarmDefinition,
  type AlarmState,
  BASIC_STATISTICS,
  evaluate,
  MISSING_DATA_TREATMENTS,
  type Observation,
} from '../src/index.js'
import { alarm } from './fixtures/alarm.js'

const NOON = Date.UTC(2026, 0, 1, 12)
const MINUTE_MS = 60_000

const states = fc.constantFrom<AlarmState>('OK', 'ALARM', 'INSUFFICIENT_DATA')

const observations: fc.Arbitrary<readonly Observation[]> = fc.array(
  fc.record({
    timestamp: fc.integer({ min: -45 * MINUTE_MS, max: 5 * MINUTE_MS }).map((offset) => NOON + offset),
    value: fc.integer({ min: 0, max: 20 }),
    count: fc.integer({ min: 1, max: 300 }),
  }),
  { maxLength: 40 },
)

const definitions: fc.Arbitrary<AlarmDefinition> = fc
  .record({
    evaluationPeriods: fc.integer({ min: 1, max: 5 }),
    datapointsToAlarm: fc.integer({ min: 1, max: 5 }),
    periodSeconds: fc.constantFrom(10, 30, 60, 120, 300),
    statistic: fc.constantFrom(...BASIC_STATISTICS, 'p50' as const, 'p99' as const),
    threshold: fc.integer({ min: -1, max: 21 }),
    treatMissingData: fc.constantFrom(...MISSING_DATA_TREATMENTS),
  })
  .map((changes) =>
    alarm({ ...changes, datapointsToAlarm: Math.min(changes.datapointsToAlarm, changes.evaluationPeriods) }),
  )

describe('evaluate always', () => {
  it('judges the same data the same way at another time', () => {
    fc.assert(
      fc.property(
        definitions,
        observations,
        states,
        fc.integer({ min: -1e6, max: 1e6 }),
        (definition, data, previousState, minutes) => {
          const shift = minutes * MINUTE_MS
          const shifted = data.map((observation) => ({ ...observation, timestamp: observation.timestamp + shift }))

          const now = evaluate(definition, data, { at: NOON, previousState })
          const then = evaluate(definition, shifted, { at: NOON + shift, previousState })

          expect(then.state).toBe(now.state)
          expect(then.datapoints).toEqual(
            now.datapoints.map((point) => ({ ...point, timestamp: point.timestamp + shift })),
          )
        },
      ),
    )
  })

  it('alarms at a threshold whenever it alarms at a higher one', () => {
    fc.assert(
      fc.property(definitions, observations, states, fc.nat(5), (definition, data, previousState, more) => {
        const higher = alarm({ ...definition, threshold: definition.threshold + more })
        fc.pre(evaluate(higher, data, { at: NOON, previousState }).state === 'ALARM')

        expect(evaluate(definition, data, { at: NOON, previousState }).state).toBe('ALARM')
      }),
    )
  })

  it('does not depend on the order of the data', () => {
    fc.assert(
      fc.property(definitions, observations, (definition, data) => {
        expect(evaluate(definition, [...data].reverse(), { at: NOON })).toEqual(
          evaluate(definition, data, { at: NOON }),
        )
      }),
    )
  })

  it('judges at most N real datapoints, and real and filled ones together are N', () => {
    fc.assert(
      fc.property(definitions, observations, (definition, data) => {
        const { datapoints } = evaluate(definition, data, { at: NOON })
        const judged = datapoints.filter(({ considered, filled }) => considered || filled)

        expect(judged).toHaveLength(definition.evaluationPeriods)
        expect(datapoints.every(({ value, considered, filled }) => (value === undefined ? !considered : !filled))).toBe(
          true,
        )
      }),
    )
  })

  it('looks no further back than N datapoints with a range of N', () => {
    fc.assert(
      fc.property(definitions, observations, (definition, data) => {
        const { datapoints } = evaluate(definition, data, { at: NOON, evaluationRange: definition.evaluationPeriods })

        expect(datapoints).toHaveLength(definition.evaluationPeriods)
        expect(datapoints[0]?.timestamp).toBe(NOON - definition.evaluationPeriods * definition.periodSeconds * 1_000)
      }),
    )
  })
})
