import { optionalList, optionalString, optionalTimestamp, structure } from '../protocol/members.js'

/** One entry of PutEvents, in the casing of the console. */
export interface Entry {
  /** Milliseconds since the epoch. */
  readonly time: number | undefined
  readonly source: string
  readonly detailType: string
  readonly detail: string
  readonly resources: readonly string[]
  readonly eventBusName: string | undefined
  readonly traceHeader: string | undefined
}

/** Reads an entry that breaks no rule. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export function readEntry(value: unknown, path: string): Entry {
  const entry = structure(value, path)
  return {
    time: optionalTimestamp(entry['Time'], `${path}.Time`),
    source: optionalString(entry['Source'], `${path}.Source`) ?? '',
    detailType: optionalString(entry['DetailType'], `${path}.DetailType`) ?? '',
    detail: optionalString(entry['Detail'], `${path}.Detail`) ?? '',
    resources: (optionalList(entry['Resources'], `${path}.Resources`) ?? []).map(
      (resource, index) => optionalString(resource, `${path}.Resources.${index + 1}`) ?? '',
    ),
    eventBusName: optionalString(entry['EventBusName'], `${path}.EventBusName`),
    traceHeader: optionalString(entry['TraceHeader'], `${path}.TraceHeader`),
  }
}
