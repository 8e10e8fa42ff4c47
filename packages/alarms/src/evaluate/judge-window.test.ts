import { describe, expect, it } from 'vitest'
import { pointsOf } from '../../test/fixtures/points.js'
import type { MissingDataTreatment } from '../definition/alarm-definition.js'
import type { AlarmState } from './alarm-state.js'
import { judgeWindow } from './judge-window.js'

function judge(
  points: string,
  [m, n]: readonly [number, number],
  treatMissingData: MissingDataTreatment = 'missing',
  previousState: AlarmState = 'OK',
) {
  return judgeWindow({
    points: pointsOf(points),
    datapointsToAlarm: m,
    evaluationPeriods: n,
    treatMissingData,
    previousState,
  })
}

describe('judgeWindow', () => {
  it('counts breaches in any order among the N newest real datapoints', () => {
    expect(judge('0 0 X 0 X', [2, 3])).toMatchObject({ state: 'ALARM', decidedBy: 'real', considered: [2, 3, 4] })
    expect(judge('X X 0 0 X', [2, 3])).toMatchObject({ state: 'OK', decidedBy: 'real' })
  })

  it('reaches back for real datapoints before it fills any in', () => {
    expect(judge('X X - - X', [3, 3], 'notBreaching')).toMatchObject({
      state: 'ALARM',
      considered: [0, 1, 4],
      filledCount: 0,
    })
  })

  it('fills in as few datapoints as possible', () => {
    expect(judge('- X - - -', [3, 3], 'breaching')).toMatchObject({
      state: 'ALARM',
      filledCount: 2,
      decidedBy: 'filled',
    })
    expect(judge('0 X - - -', [2, 3], 'breaching')).toMatchObject({ state: 'ALARM', filledCount: 1 })
    expect(judge('0 X - - -', [3, 3], 'breaching')).toMatchObject({ state: 'OK', filledCount: 1 })
  })

  it('reads the premature rule with the table: a good datapoint anywhere in the range rules it out', () => {
    expect(judge('0 - X - -', [3, 3]).state).toBe('OK')
    expect(judge('- - X - 0', [3, 3]).state).toBe('OK')
  })

  it('looks for the oldest breach in the whole range, also beyond the N newest periods', () => {
    expect(judge('- X - - -', [2, 3])).toMatchObject({ state: 'ALARM', decidedBy: 'premature' })
    expect(judge('X - - - -', [3, 3])).toMatchObject({ state: 'ALARM', decidedBy: 'premature' })
  })

  it('takes a lone breach younger than M for OK', () => {
    expect(judge('- - - - X', [2, 3])).toMatchObject({ state: 'OK', decidedBy: 'filled' })
    expect(judge('- - - - X', [2, 3], 'ignore', 'ALARM').state).toBe('OK')
    expect(judge('- - - - X', [1, 3]).state).toBe('ALARM')
  })

  it('keeps the state under ignore where missing would alarm prematurely', () => {
    expect(judge('- - X - -', [3, 3], 'ignore', 'INSUFFICIENT_DATA')).toMatchObject({
      state: 'INSUFFICIENT_DATA',
      retained: true,
      decidedBy: 'premature',
    })
  })

  it('never applies the premature rule under notBreaching', () => {
    expect(judge('- - X - -', [3, 3], 'notBreaching').state).toBe('OK')
  })
})
