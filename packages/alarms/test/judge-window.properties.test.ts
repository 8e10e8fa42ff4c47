import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AlarmState,
  type JudgedPoint,
  judgeWindow,
  MISSING_DATA_TREATMENTS,
  type MissingDataTreatment,
} from '../src/index.js'

const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA']
const SYMBOLS = ['0', 'X', '-'] as const

/**
 * The documented rules once more, written from the prose on strings and by a decision list, sharing
 * nothing with the implementation.
 */
function restated(
  pattern: string,
  m: number,
  n: number,
  treatment: MissingDataTreatment,
  before: AlarmState,
): AlarmState {
  const realNewestFirst = [...pattern].reverse().filter((symbol) => symbol !== '-')
  if (realNewestFirst.length === 0) {
    return { breaching: 'ALARM', notBreaching: 'OK', ignore: before, missing: 'INSUFFICIENT_DATA' }[
      treatment
    ] as AlarmState
  }
  let judged = realNewestFirst.slice(0, n).join('')
  if (judged.length < n && treatment === 'breaching') judged = judged.padEnd(n, 'X')
  if (judged.replaceAll('0', '').length >= m) return 'ALARM'
  const undecided = treatment === 'missing' || treatment === 'ignore'
  // Only breaches and gaps, and the oldest breach at least M from the right end.
  const premature = judged.length < n && new RegExp(`^-*X[X-]{${m - 1},}$`).test(pattern)
  if (undecided && premature) return treatment === 'missing' ? 'ALARM' : before
  return 'OK'
}

function patternsOf(length: number): readonly string[] {
  return length === 0 ? [''] : patternsOf(length - 1).flatMap((head) => SYMBOLS.map((symbol) => head + symbol))
}

function toPoints(pattern: string): readonly JudgedPoint[] {
  return [...pattern].map((symbol) => (symbol === '-' ? undefined : symbol === 'X'))
}

describe('judgeWindow against an independent second implementation', () => {
  it.each(MISSING_DATA_TREATMENTS)(
    'agrees on all 243 patterns, every M of 3 and every state before, under %s',
    (treatment) => {
      const disagreements: string[] = []
      let cells = 0
      for (const pattern of patternsOf(5)) {
        for (const m of [1, 2, 3]) {
          for (const before of STATES) {
            const { state } = judgeWindow({
              points: toPoints(pattern),
              datapointsToAlarm: m,
              evaluationPeriods: 3,
              treatMissingData: treatment,
              previousState: before,
            })
            cells += 1
            if (state !== restated(pattern, m, 3, treatment, before))
              disagreements.push(`${m} of 3: ${pattern}: ${state}`)
          }
        }
      }

      expect(disagreements).toEqual([])
      expect(cells).toBe(243 * 3 * 3)
    },
  )

  it('agrees on windows of other sizes', () => {
    fc.assert(
      fc.property(anyWindow(), ({ points, m, n, treatment, before }) => {
        const pattern = points.map((point) => (point === undefined ? '-' : point ? 'X' : '0')).join('')

        expect(judge(points, m, n, treatment, before)).toBe(restated(pattern, m, n, treatment, before))
      }),
    )
  })
})

describe('judgeWindow always', () => {
  it('gives the same state under every treatment when nothing is missing', () => {
    fc.assert(
      fc.property(anyWindow(fc.boolean()), ({ points, m, n, before }) => {
        const states = MISSING_DATA_TREATMENTS.map((treatment) => judge(points, m, n, treatment, before))

        expect(new Set(states).size).toBe(1)
      }),
    )
  })

  it('alarms at M whenever it alarms at M + 1', () => {
    fc.assert(
      fc.property(anyWindow(), ({ points, m, n, treatment, before }) => {
        fc.pre(m < n && judge(points, m + 1, n, treatment, before) === 'ALARM')

        expect(judge(points, m, n, treatment, before)).toBe('ALARM')
      }),
    )
  })

  it('still alarms when a datapoint that did not breach breaches', () => {
    fc.assert(
      fc.property(anyWindow(), fc.nat(), ({ points, m, n, treatment, before }, position) => {
        const index = position % points.length
        fc.pre(points[index] === false && judge(points, m, n, treatment, before) === 'ALARM')

        expect(judge(points.with(index, true), m, n, treatment, before)).toBe('ALARM')
      }),
    )
  })

  it('alarms under breaching whenever it alarms under notBreaching', () => {
    fc.assert(
      fc.property(anyWindow(), ({ points, m, n, before }) => {
        fc.pre(judge(points, m, n, 'notBreaching', before) === 'ALARM')

        expect(judge(points, m, n, 'breaching', before)).toBe('ALARM')
      }),
    )
  })

  it('keeps the state under ignore when everything is missing', () => {
    fc.assert(
      fc.property(anyWindow(fc.constant(undefined)), ({ points, m, n, before }) => {
        expect(judge(points, m, n, 'ignore', before)).toBe(before)
      }),
    )
  })

  it('depends on the state before only under ignore', () => {
    fc.assert(
      fc.property(anyWindow(), ({ points, m, n, treatment }) => {
        fc.pre(treatment !== 'ignore')

        expect(new Set(STATES.map((before) => judge(points, m, n, treatment, before))).size).toBe(1)
      }),
    )
  })

  it('has insufficient data only when all is missing or that was the state before', () => {
    fc.assert(
      fc.property(anyWindow(), ({ points, m, n, treatment, before }) => {
        fc.pre(judge(points, m, n, treatment, before) === 'INSUFFICIENT_DATA')

        expect(before === 'INSUFFICIENT_DATA' || points.every((point) => point === undefined)).toBe(true)
      }),
    )
  })
})

function judge(
  points: readonly JudgedPoint[],
  m: number,
  n: number,
  treatment: MissingDataTreatment,
  before: AlarmState,
): AlarmState {
  return judgeWindow({
    points,
    datapointsToAlarm: m,
    evaluationPeriods: n,
    treatMissingData: treatment,
    previousState: before,
  }).state
}

interface AnyWindow {
  readonly points: readonly JudgedPoint[]
  readonly m: number
  readonly n: number
  readonly treatment: MissingDataTreatment
  readonly before: AlarmState
}

function anyWindow(
  point: fc.Arbitrary<JudgedPoint> = fc.constantFrom(true, false, undefined, undefined),
): fc.Arbitrary<AnyWindow> {
  return fc.record({ n: fc.integer({ min: 1, max: 6 }), extra: fc.integer({ min: 0, max: 5 }) }).chain(({ n, extra }) =>
    fc.record({
      n: fc.constant(n),
      m: fc.integer({ min: 1, max: n }),
      points: fc.array(point, { minLength: n + extra, maxLength: n + extra }),
      treatment: fc.constantFrom(...MISSING_DATA_TREATMENTS),
      before: fc.constantFrom(...STATES),
    }),
  )
}
