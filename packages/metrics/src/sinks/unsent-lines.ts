import type { Identity } from '@org/core/context'
import { emfDocuments } from './emf.js'
import type { WireDatum } from './wire.js'

/** Fields of every line. A metric or a dimension of such a name would give the field another type or meaning. */
const LINE_FIELDS: ReadonlySet<string> = new Set(['unsent', 'timestamp', 'level', 'message'])

/** Fields that are texts in every line: the value of a dimension may stand in their place, but no metric. */
const IDENTITY_FIELDS: ReadonlySet<string> = new Set(['service', 'version', 'environment', 'hostname'])

/**
 * The lines of a datum that was not sent: what a log line has, and the datum in the embedded metric format. Where
 * stderr goes to CloudWatch Logs, as that of a container or a Lambda function does, CloudWatch makes the metric of
 * it again. Where names forbid that, the line has the request, as PutMetricData would take it.
 */
export function unsentLines(datum: WireDatum, namespace: string, identity: Identity): readonly string[] {
  const { service, version, environment, hostname } = identity
  const fields = {
    timestamp: datum.Timestamp.toISOString(),
    level: 'warn',
    message: 'a metric was not sent',
    service,
    version,
    environment,
    hostname,
  }
  const documents = leavesFieldsAlone(datum) ? emfDocuments(datum, namespace) : undefined
  const contents = documents ?? [{ request: { Namespace: namespace, MetricData: [datum] } }]
  return contents.map((content) => JSON.stringify({ ...fields, ...content }))
}

function leavesFieldsAlone({ MetricName, Dimensions = [] }: WireDatum): boolean {
  if (LINE_FIELDS.has(MetricName) || IDENTITY_FIELDS.has(MetricName)) return false
  return !Dimensions.some(({ Name }) => LINE_FIELDS.has(Name))
}
