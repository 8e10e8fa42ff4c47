import { describeValue, expectKnownKeys, mismatch } from '@org/core/aws'
import { ConfigurationError } from '@org/core/catalog'
import { SEVERITIES, type Severity } from '../definition/alarm-definition.js'
import { MAX_ACTIONS_PER_STATE, MAX_TOPIC_NAME_LENGTH } from '../limits.js'

/** An SNS topic: its ARN, a resource or parameter of the same template, or an export of another stack. */
export type TopicReference =
  | string
  | {
      /** Logical id of a resource or parameter. */
      readonly Ref: string
    }
  | {
      /** Name of the export. */
      readonly 'Fn::ImportValue': string
    }

/** Who is notified, by severity. At most 5 standard topics each; a severity that is used needs one. */
export type TopicsBySeverity = { readonly [S in Severity]?: readonly TopicReference[] | undefined }

/** https://docs.aws.amazon.com/sns/latest/dg/sns-create-topic.html */
const TOPIC_ARN = new RegExp(`^arn:aws[\\w-]*:sns:[a-z0-9-]+:\\d{12}:[\\w-]{1,${MAX_TOPIC_NAME_LENGTH}}$`)
const FIFO_TOPIC_ARN = /^arn:[^:]+:sns:.*\.fifo$/

/**
 * The topics of each severity, checked. CloudWatch cannot publish to FIFO topics and takes no more
 * than five actions per state.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown severity, and for a topic that is none
 */
export function expectTopics(topics: TopicsBySeverity): Readonly<Record<Severity, readonly TopicReference[]>> {
  expectKnownKeys('topics', topics, SEVERITIES)
  for (const severity of SEVERITIES) {
    const list = topics[severity] ?? []
    if (!Array.isArray(list)) throw mismatch(`topics.${severity}`, 'an array of topics', list)
    for (const [index, topic] of list.entries()) expectTopic(`topics.${severity}[${index}]`, topic)
    if (list.length > MAX_ACTIONS_PER_STATE) {
      throw new ConfigurationError(
        `Option \`topics.${severity}\` must have at most ${MAX_ACTIONS_PER_STATE} topics, as many as CloudWatch takes ` +
          `actions per state; got ${list.length}. Subscribe the others to one of them.`,
      )
    }
    if (new Set(list.map((topic) => JSON.stringify(topic))).size < list.length) {
      throw new ConfigurationError(`Option \`topics.${severity}\` names a topic twice; remove one of the two.`)
    }
  }
  return { warning: topics.warning ?? [], critical: topics.critical ?? [] }
}

function expectTopic(option: string, topic: TopicReference): void {
  if (typeof topic === 'string' && FIFO_TOPIC_ARN.test(topic)) {
    throw new ConfigurationError(
      `Option \`${option}\` must be a standard topic; CloudWatch alarms cannot publish to the FIFO topic ${describeValue(topic)}.`,
    )
  }
  if (typeof topic === 'string' ? TOPIC_ARN.test(topic) : isIntrinsic(topic)) return
  throw new ConfigurationError(
    `Option \`${option}\` must be the ARN of an SNS topic, { Ref: … } or { 'Fn::ImportValue': … }; got ${describeValue(topic)}.`,
  )
}

function isIntrinsic(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const [entry, ...others] = Object.entries(value)
  if (entry === undefined || others.length > 0) return false
  const [name, argument] = entry
  return (name === 'Ref' || name === 'Fn::ImportValue') && typeof argument === 'string' && argument !== ''
}
