import {
  LONG_PERIOD_SECONDS,
  MAX_ALARM_DESCRIPTION_LENGTH,
  MAX_LONG_PERIOD_WINDOW_SECONDS,
  MAX_WINDOW_SECONDS,
} from '../limits.js'
import { renderDescription } from './description.js'
import { isMetricStatistic, percentileOf } from './statistic.js'

/** A rule between fields that does not hold. */
export interface CrossFieldProblem {
  readonly path: readonly string[]
  readonly message: string
}

type Fields = Readonly<Record<string, unknown>>

/**
 * What CloudWatch rejects although each field is right for itself. Fields that are wrong for
 * themselves are skipped: they have their own message.
 */
export function crossFieldProblems(fields: Fields): readonly CrossFieldProblem[] {
  return [
    ...datapointProblems(fields),
    ...windowProblems(fields),
    ...lowSampleProblems(fields),
    ...lengthProblems(fields),
  ]
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1
}

function datapointProblems({ datapointsToAlarm, evaluationPeriods }: Fields): CrossFieldProblem[] {
  if (!isCount(datapointsToAlarm) || !isCount(evaluationPeriods) || datapointsToAlarm <= evaluationPeriods) return []
  return [
    {
      path: ['datapointsToAlarm'],
      message: `must be at most evaluationPeriods (${evaluationPeriods}); lower it, or raise evaluationPeriods`,
    },
  ]
}

function windowProblems({ periodSeconds, evaluationPeriods }: Fields): CrossFieldProblem[] {
  if (!isCount(periodSeconds) || !isCount(evaluationPeriods)) return []
  const limit = periodSeconds < LONG_PERIOD_SECONDS ? MAX_WINDOW_SECONDS : MAX_LONG_PERIOD_WINDOW_SECONDS
  const windowSeconds = periodSeconds * evaluationPeriods
  if (windowSeconds <= limit) return []
  return [
    {
      path: ['evaluationPeriods'],
      message:
        `must be at most ${Math.floor(limit / periodSeconds)} with a period of ${periodSeconds} s, since ` +
        `period x evaluation periods (${windowSeconds} s) may not exceed ${limit} s`,
    },
  ]
}

function lowSampleProblems({ statistic, evaluateLowSampleCountPercentile }: Fields): CrossFieldProblem[] {
  if (evaluateLowSampleCountPercentile === undefined || typeof statistic !== 'string') return []
  if (!isMetricStatistic(statistic) || percentileOf(statistic) !== undefined) return []
  return [
    {
      path: ['evaluateLowSampleCountPercentile'],
      message: `must be left out with the statistic ${statistic}; it is only for percentiles`,
    },
  ]
}

function lengthProblems({ description, owner, runbookUrl }: Fields): CrossFieldProblem[] {
  if (typeof description !== 'string' || description.length > MAX_ALARM_DESCRIPTION_LENGTH) return []
  const rendered = renderDescription({
    description,
    owner: typeof owner === 'string' ? owner : undefined,
    runbookUrl: typeof runbookUrl === 'string' ? runbookUrl : undefined,
  })
  const excess = rendered.length - MAX_ALARM_DESCRIPTION_LENGTH
  if (excess <= 0) return []
  return [
    {
      path: ['description'],
      message:
        `must leave room for the owner and the runbook link, since all of it may have ${MAX_ALARM_DESCRIPTION_LENGTH} ` +
        `characters; shorten it by ${excess}`,
    },
  ]
}
