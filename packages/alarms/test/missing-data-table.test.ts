import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type AlarmState, judgeWindow, MISSING_DATA_TREATMENTS, type MissingDataTreatment } from '../src/index.js'
import { pointsOf } from './fixtures/points.js'

type Row = Readonly<Record<MissingDataTreatment, AlarmState | 'RETAIN'>> & {
  readonly n: number
  readonly m: number
  readonly row: number
  readonly datapoints: string
  readonly filled: number
}

/** The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
const table = JSON.parse(
  readFileSync(new URL('./fixtures/data/missing-data-table.json', import.meta.url), 'utf8'),
) as readonly Row[]

const cells = table.flatMap((row) =>
  MISSING_DATA_TREATMENTS.map((treatMissingData) => ({ ...row, treatMissingData, documented: row[treatMissingData] })),
)

function judge(points: string, m: number, treatMissingData: MissingDataTreatment, previousState: AlarmState) {
  return judgeWindow({
    points: pointsOf(points),
    datapointsToAlarm: m,
    evaluationPeriods: 3,
    treatMissingData,
    previousState,
  })
}

describe('the documented tables of missing data', () => {
  it('have 40 cells', () => {
    expect(cells).toHaveLength(40)
  })

  it.each(cells)('$m of $n, row $row ($datapoints), $treatMissingData is $documented', (cell) => {
    for (const previousState of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const) {
      const verdict = judge(cell.datapoints, cell.m, cell.treatMissingData, previousState)

      expect(verdict.state).toBe(cell.documented === 'RETAIN' ? previousState : cell.documented)
      expect(verdict.retained).toBe(cell.documented === 'RETAIN')
      expect(verdict.filledCount).toBe(cell.filled)
    }
  })
})

describe('the documented examples around premature alarms', () => {
  it.each(['- - - - X', '- - - X -'])('3 of 3 does not alarm at once on %s', (points) => {
    expect(judge(points, 3, 'missing', 'OK').state).toBe('OK')
  })

  it.each(['- - - X 0', '- - X - 0'])('3 of 3 stays OK when the next datapoint turns out well, as in %s', (points) => {
    expect(judge(points, 3, 'missing', 'OK').state).toBe('OK')
  })

  it('3 of 3 alarms on - - X - - although one datapoint is all there is', () => {
    expect(judge('- - X - -', 3, 'missing', 'OK')).toMatchObject({ state: 'ALARM', decidedBy: 'premature' })
  })

  it('3 of 3 alarms under breaching once the only good datapoint leaves the range', () => {
    expect(judge('0 - - - -', 3, 'breaching', 'OK').state).toBe('OK')
    expect(judge('- - - - -', 3, 'breaching', 'OK').state).toBe('ALARM')
  })
})
