import { describeValue } from '@org/core/aws'
import { ConfigurationError } from '@org/core/catalog'
import type { AlarmDefinition, AlarmDefinitionInput } from './alarm-definition.js'
import { describeProblem } from './problems.js'
import { alarmDefinitionSchema } from './schema.js'

/**
 * Checks an alarm against the rules of CloudWatch, fills in its defaults and freezes it.
 *
 * @returns Plain data: it survives `JSON.stringify` and is accepted again unchanged.
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) that lists every problem at once: field, what it
 * must be, what it is.
 *
 * @example
 * ```ts
 * const queueIsStuck = defineAlarm({
 *   name: 'orders-queue-is-stuck',
 *   description: 'Orders wait longer than ten minutes.',
 *   severity: 'critical',
 *   metric: { namespace: 'AWS/SQS', name: 'ApproximateAgeOfOldestMessage', dimensions: { QueueName: 'orders' } },
 *   statistic: 'Maximum',
 *   periodSeconds: 60,
 *   evaluationPeriods: 5,
 *   datapointsToAlarm: 3,
 *   comparisonOperator: 'GreaterThanThreshold',
 *   threshold: 600, // seconds
 *   treatMissingData: 'notBreaching',
 * })
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function defineAlarm(input: AlarmDefinitionInput): AlarmDefinition {
  const { definition, problems } = check(input)
  if (definition === undefined) throw new ConfigurationError(`${nameOf(input)} is not valid:\n${list(problems)}`)
  return definition
}

/**
 * Checks an array of alarms from a source that TypeScript has not seen, such as a JSON file. Two
 * alarms of one name are refused: CloudWatch would keep only the last one, without a word.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) that lists every problem of every alarm.
 *
 * @example
 * ```ts
 * const alarms = parseAlarmDefinitions(JSON.parse(await readFile('alarms.json', 'utf8')))
 * ```
 */
export function parseAlarmDefinitions(value: unknown): readonly AlarmDefinition[] {
  if (!Array.isArray(value)) {
    throw new ConfigurationError(`Alarm definitions must be an array; got ${describeValue(value)}.`)
  }
  const definitions: AlarmDefinition[] = []
  const problems: string[] = []
  const firstIndexByName = new Map<string, number>()
  for (const [index, input] of value.entries()) {
    const result = check(input)
    const label = `[${index}] ${nameOf(input)}`
    problems.push(...result.problems.map((problem) => `${label}: ${problem}`))
    if (result.definition === undefined) continue
    definitions.push(result.definition)
    const first = firstIndexByName.get(result.definition.name)
    if (first === undefined) firstIndexByName.set(result.definition.name, index)
    else
      problems.push(
        `${label}: \`name\` is taken by [${first}]; CloudWatch would overwrite one with the other. Give one of them another \`name\`.`,
      )
  }
  if (problems.length > 0) throw new ConfigurationError(`Alarm definitions are not valid:\n${list(problems)}`)
  return Object.freeze(definitions)
}

interface CheckResult {
  readonly definition?: AlarmDefinition | undefined
  readonly problems: readonly string[]
}

function check(input: unknown): CheckResult {
  const result = alarmDefinitionSchema.safeParse(input)
  if (!result.success) {
    const problems = result.error.issues.map((issue) => describeProblem(issue, input))
    // An empty string breaks two rules of its field, which say the same.
    return { problems: [...new Set(problems)] }
  }
  return { definition: freeze(result.data), problems: [] }
}

function freeze(definition: AlarmDefinition): AlarmDefinition {
  Object.freeze(definition.metric.dimensions)
  Object.freeze(definition.metric)
  return Object.freeze(definition)
}

function nameOf(input: unknown): string {
  const name = typeof input === 'object' && input !== null && 'name' in input ? input.name : undefined
  return typeof name === 'string' ? `Alarm ${describeValue(name)}` : 'Alarm without a name'
}

function list(problems: readonly string[]): string {
  return problems.map((problem) => `- ${problem}`).join('\n')
}
