import { expectKnownKeys, expectObject, expectString } from '@org/core/aws'
import { ConfigurationError, type EventsCatalog, eventDefinitionOf, type Telemetry } from '@org/core/catalog'

/** Where the service's resources live. Wildcards are possible, and grant more than is needed. An option that is not here is refused. */
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
  /** Unique in the policy: letters and digits. */
  readonly Sid: string
  /** Nothing is denied. */
  readonly Effect: 'Allow'
  /** One action, such as `events:PutEvents`. */
  readonly Action: string
  /** One ARN, or `*` where the action knows no resources. */
  readonly Resource: string
  /** Absent where the resource says it all. */
  readonly Condition?: PolicyCondition
}

/** An IAM policy, as IAM writes it. */
export interface PolicyDocumentJson {
  /** The version of the policy language. */
  readonly Version: '2012-10-17'
  /** At least one. */
  readonly Statement: readonly PolicyStatementJson[]
}

/**
 * The statements that let a service emit exactly what its catalog declares, and nothing else: its metrics
 * into its namespace, its events with its source and detail-types onto their buses, its log records into
 * its stream. A part that the catalog does not have, or events without types, gives no statement. Each bus has a
 * statement of its own, with the types that go there.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for a missing catalog, and for a location with an unknown or
 * missing member.
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
  expectObject('telemetry', telemetry)
  expectLocation(location)
  const { metrics, events, logs } = telemetry
  const statements: PolicyStatementJson[] = []
  if (metrics !== undefined) statements.push(publishMetrics(metrics.namespace))
  if (events !== undefined) statements.push(...publishEvents(events, location))
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
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) as {@link telemetryPolicyStatements}, and when the catalog
 * declares nothing that is sent: IAM refuses a policy without statements.
 *
 * @example
 * ```ts
 * const policy = telemetryPolicyDocument(telemetry, { region: 'eu-west-1', account: '123456789012' })
 * await writeFile('policy.json', JSON.stringify(policy, null, 2))
 * ```
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

/** One statement a bus: first that of the catalog, then the others by name, whatever the order of the declarations. */
function publishEvents(events: EventsCatalog, location: TelemetryLocation): readonly PolicyStatementJson[] {
  const first = busArn(events.eventBusName, location)
  const typesByBus = new Map<string, string[]>()
  for (const [detailType, type] of Object.entries(events.types)) {
    const name = eventDefinitionOf(type).eventBusName
    const bus = name === undefined ? first : busArn(name, location)
    typesByBus.set(bus, [...(typesByBus.get(bus) ?? []), detailType])
  }
  const buses = [first, ...[...typesByBus.keys()].filter((bus) => bus !== first).sort()]
  return buses
    .flatMap((bus) => {
      const detailTypes = typesByBus.get(bus)
      return detailTypes === undefined ? [] : [{ bus, detailTypes }]
    })
    .map(({ bus, detailTypes }, index) =>
      publishOntoBus(`PublishEvents${index === 0 ? '' : index + 1}`, events.source, detailTypes, bus),
    )
}

function publishOntoBus(sid: string, source: string, detailTypes: readonly string[], bus: string): PolicyStatementJson {
  return {
    Sid: sid,
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

function expectLocation(location: TelemetryLocation): void {
  expectKnownKeys('location', location, ['region', 'account', 'partition'])
  expectString('location.region', location.region)
  expectString('location.account', location.account)
  if (location.partition !== undefined) expectString('location.partition', location.partition)
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
