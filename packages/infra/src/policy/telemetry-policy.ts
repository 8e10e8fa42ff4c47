import { ConfigurationError, type Telemetry } from '@org/core/catalog'

/** Where the service's resources live. Wildcards are possible, and grant more than is needed. */
export interface TelemetryLocation {
  /** For example `eu-west-1`. */
  readonly region: string
  /** The 12 digits of the account. */
  readonly account: string
  /** `aws-cn` in China, `aws-us-gov` in GovCloud. @defaultValue 'aws' */
  readonly partition?: string | undefined
}

/** A condition block: operator, key, value or values. */
export type PolicyCondition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>

/** One statement of an IAM policy, as IAM writes it. */
export interface PolicyStatementJson {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: string
  readonly Resource: string
  readonly Condition?: PolicyCondition
}

/** An IAM policy, as IAM writes it. */
export interface PolicyDocumentJson {
  readonly Version: '2012-10-17'
  readonly Statement: readonly PolicyStatementJson[]
}

/**
 * The statements that let a service emit exactly what its catalog declares, and nothing else: its metrics
 * into its namespace, its events with its source and detail-types onto its bus, its log records into
 * its stream. A part that the catalog does not have, or events without types, gives no statement.
 *
 * @example
 * ```ts
 * telemetryPolicyStatements(telemetry, { region: 'eu-west-1', account: '123456789012' })
 * ```
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
export function telemetryPolicyStatements(
  telemetry: Telemetry,
  location: TelemetryLocation,
): readonly PolicyStatementJson[] {
  const { metrics, events, logs } = telemetry
  const statements: PolicyStatementJson[] = []
  if (metrics !== undefined) statements.push(publishMetrics(metrics.namespace))
  if (events !== undefined && Object.keys(events.types).length > 0) {
    statements.push(publishEvents(events.source, Object.keys(events.types), busArn(events.eventBusName, location)))
  }
  if (logs !== undefined) {
    statements.push({
      Sid: 'ShipLogs',
      Effect: 'Allow',
      Action: 'firehose:PutRecordBatch',
      Resource: arn('firehose', location, `deliverystream/${logs.deliveryStreamName}`),
    })
  }
  return statements
}

/**
 * {@link telemetryPolicyStatements} as a policy that IAM takes as it is.
 *
 * @throws ConfigurationError (`MON_CONFIG_INVALID`) when the catalog declares nothing that is sent: IAM
 * refuses a policy without statements.
 */
export function telemetryPolicyDocument(telemetry: Telemetry, location: TelemetryLocation): PolicyDocumentJson {
  const statements = telemetryPolicyStatements(telemetry, location)
  if (statements.length === 0) {
    throw new ConfigurationError(
      `Service \`${telemetry.service}\` declares no metrics, events or logs, so it needs no policy; declare what it emits first.`,
    )
  }
  return { Version: '2012-10-17', Statement: statements }
}

/** PutMetricData knows no resources: the namespace is the only boundary there is. */
function publishMetrics(namespace: string): PolicyStatementJson {
  return {
    Sid: 'PublishMetrics',
    Effect: 'Allow',
    Action: 'cloudwatch:PutMetricData',
    Resource: '*',
    Condition: { StringEquals: { 'cloudwatch:namespace': namespace } },
  }
}

function publishEvents(source: string, detailTypes: readonly string[], bus: string): PolicyStatementJson {
  return {
    Sid: 'PublishEvents',
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Resource: bus,
    Condition: {
      // A request carries many entries, so both keys hold lists, of which every value has to be ours.
      'ForAllValues:StringEquals': {
        'events:source': [literal(source)],
        'events:detail-type': detailTypes.map(literal).sort(),
      },
      // ForAllValues is also true of a key that is absent.
      Null: { 'events:source': 'false', 'events:detail-type': 'false' },
    },
  }
}

function busArn(nameOrArn: string | undefined, location: TelemetryLocation): string {
  if (nameOrArn?.startsWith('arn:') === true) return nameOrArn
  return arn('events', location, `event-bus/${nameOrArn ?? 'default'}`)
}

function arn(service: string, { region, account, partition = 'aws' }: TelemetryLocation, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`
}

/** IAM reads `${…}` in a value as a variable. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
function literal(value: string): string {
  return value.replaceAll(/\$(?=\{)/g, () => `\${$}`)
}
