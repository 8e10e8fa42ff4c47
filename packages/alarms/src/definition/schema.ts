import {
  CLOUDWATCH_NAME,
  MAX_DIMENSION_NAME_LENGTH,
  MAX_DIMENSION_VALUE_LENGTH,
  MAX_DIMENSIONS,
  MAX_METRIC_NAME_LENGTH,
  MAX_NAMESPACE_LENGTH,
  VISIBLE_ASCII,
} from '@org/core/aws'
import { z } from 'zod'
import {
  HIGH_RESOLUTION_PERIODS_SECONDS,
  MAX_ALARM_DESCRIPTION_LENGTH,
  MAX_ALARM_NAME_LENGTH,
  STANDARD_PERIOD_STEP_SECONDS,
} from '../limits.js'
import {
  type AlarmDefinition,
  COMPARISON_OPERATORS,
  LOW_SAMPLE_COUNT_RULES,
  MISSING_DATA_TREATMENTS,
  SEVERITIES,
} from './alarm-definition.js'
import { crossFieldProblems } from './cross-field-rules.js'
import { isMetricStatistic, percentileOf, STATISTIC_RULE } from './statistic.js'

/** Each message finishes the sentence "`field` …; got …", so that every rule says what it wants and why. */
function text(maxLength: number, pattern: RegExp, expectation: string) {
  const error = `must be ${expectation} of 1 to ${maxLength} characters`
  return z.string({ error }).min(1, { error }).max(maxLength, { error }).regex(pattern, { error })
}

function oneOf<const T extends readonly string[]>(values: T, advice = '') {
  return z.enum(values, { error: `must be one of ${values.map((value) => `"${value}"`).join(', ')}${advice}` })
}

function countingNumber(expectation: string) {
  const error = `must be ${expectation}`
  return z.int({ error }).min(1, { error })
}

/** CloudWatch: no ASCII control characters in an alarm name, and no leading or only blanks make sense of it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the rule forbids
const NAME_PATTERN = /^(?=.*\S)[^\u0000-\u001f\u007f]+$/

const dimensions = z
  .record(
    text(MAX_DIMENSION_NAME_LENGTH, CLOUDWATCH_NAME, 'an ASCII dimension name that does not start with ":"'),
    text(MAX_DIMENSION_VALUE_LENGTH, VISIBLE_ASCII, 'an ASCII dimension value'),
    { error: 'must be an object of dimension values by name; {} for a metric without dimensions' },
  )
  .refine((value) => Object.keys(value).length <= MAX_DIMENSIONS, {
    error: `must have at most ${MAX_DIMENSIONS} dimensions`,
  })

const metric = z.strictObject(
  {
    namespace: text(MAX_NAMESPACE_LENGTH, CLOUDWATCH_NAME, 'a namespace such as "AWS/ApplicationELB"'),
    name: text(MAX_METRIC_NAME_LENGTH, CLOUDWATCH_NAME, 'a metric name'),
    dimensions,
  },
  { error: unknownFields('must be an object with namespace, name and dimensions') },
)

const PERIOD_RULE = 'must be 10, 20 or 30 (high-resolution metrics only) or a multiple of 60, in seconds'
const RUNBOOK_RULE = 'must be an http or https URL'

const fields = z.strictObject(
  {
    name: text(MAX_ALARM_NAME_LENGTH, NAME_PATTERN, 'a name without control characters'),
    description: text(MAX_ALARM_DESCRIPTION_LENGTH, /\S/, 'a sentence on what it means when the alarm fires,'),
    severity: oneOf(SEVERITIES),
    metric,
    statistic: z
      .string({ error: `must be ${STATISTIC_RULE}` })
      .refine(isMetricStatistic, { error: `must be ${STATISTIC_RULE}` }),
    periodSeconds: z.int({ error: PERIOD_RULE }).refine(isPeriod, { error: PERIOD_RULE }),
    evaluationPeriods: countingNumber('a whole number of periods (N), at least 1'),
    datapointsToAlarm: countingNumber(
      'a whole number of datapoints (M) from 1 to evaluationPeriods; leave it out for all of them',
    ).optional(),
    comparisonOperator: oneOf(COMPARISON_OPERATORS),
    threshold: z.number({ error: "must be a finite number in the metric's unit" }),
    treatMissingData: oneOf(
      MISSING_DATA_TREATMENTS,
      '; it has no default: take "notBreaching" for a metric that is published only when something happens, "breaching" for a heartbeat',
    ),
    evaluateLowSampleCountPercentile: oneOf(LOW_SAMPLE_COUNT_RULES).optional(),
    runbookUrl: z.url({ protocol: /^https?$/, error: RUNBOOK_RULE }).optional(),
    owner: text(MAX_ALARM_DESCRIPTION_LENGTH, /\S/, 'the name of a team or person').optional(),
  },
  { error: unknownFields('must be an object') },
)

function isPeriod(seconds: number): boolean {
  return (
    HIGH_RESOLUTION_PERIODS_SECONDS.includes(seconds) || (seconds > 0 && seconds % STANDARD_PERIOD_STEP_SECONDS === 0)
  )
}

function unknownFields(expectation: string) {
  return (issue: { readonly code?: string; readonly keys?: unknown }): string =>
    issue.code === 'unrecognized_keys' && Array.isArray(issue.keys)
      ? `must have no field ${issue.keys.map((key) => `"${String(key)}"`).join(', ')}; remove it or correct its spelling`
      : expectation
}

/**
 * The zod schema of an alarm definition, for embedding in a schema of your own. It fills in M and the
 * low-sample rule, and drops fields that are undefined, so that its output is plain JSON and is
 * accepted again unchanged. {@link defineAlarm} gives better error messages.
 */
export const alarmDefinitionSchema: z.ZodType<AlarmDefinition> = fields
  .superRefine(
    (value, context) => {
      for (const { path, message } of crossFieldProblems(value)) {
        context.addIssue({ code: 'custom', path: [...path], message })
      }
    },
    // Also runs when a single field is wrong, so that one run names every problem.
    { when: ({ value }) => typeof value === 'object' && value !== null },
  )
  .transform((value): AlarmDefinition => {
    const { datapointsToAlarm, evaluateLowSampleCountPercentile, runbookUrl, owner, threshold, ...rest } = value
    return {
      ...rest,
      // -0 is not JSON: it would come back as 0.
      threshold: threshold + 0,
      datapointsToAlarm: datapointsToAlarm ?? rest.evaluationPeriods,
      ...(percentileOf(rest.statistic) === undefined
        ? {}
        : { evaluateLowSampleCountPercentile: evaluateLowSampleCountPercentile ?? 'evaluate' }),
      ...(runbookUrl === undefined ? {} : { runbookUrl }),
      ...(owner === undefined ? {} : { owner }),
    }
  })
