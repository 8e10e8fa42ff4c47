import type { AwsPort, ClientOption } from '@org/core/aws'

// The arrays of the wire types are mutable because those of the SDK's own types are: its client must fit the port.

/** One entry as EventBridge spells it. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export interface PutEventsEntry {
  /** When it happened; EventBridge keeps whole seconds. */
  readonly Time: Date
  /** That of the catalog. */
  readonly Source: string
  /** The type, as in the catalog: 1 to 128 characters. */
  readonly DetailType: string
  /** A JSON object as text: the detail and its metadata, redacted. */
  readonly Detail: string
  /** 1 to 2,048 characters each; absent where there are none. */
  readonly Resources?: string[]
  /** Name or ARN; absent for the bus `default`. */
  readonly EventBusName?: string
}

/** One request, as EventBridge spells it. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export interface PutEventsRequest {
  /** 1 to 10, of less than 1,000,000 bytes in all as EventBridge counts them. */
  readonly Entries: PutEventsEntry[]
}

/** What EventBridge says of one entry: an id when it took it, an error code when it did not. */
export interface PutEventsResultEntry {
  /** EventBridge's own id; absent for an entry that was not taken. */
  readonly EventId?: string | undefined
  /** Such as `ThrottlingException`; absent for an entry that was taken. */
  readonly ErrorCode?: string | undefined
  /** What the code means, for people. */
  readonly ErrorMessage?: string | undefined
}

/** The answer to a request; `Entries` are in the order of the request's. */
export interface PutEventsResult {
  /** How many entries were not taken. Not read: the entries say which. */
  readonly FailedEntryCount?: number | undefined
  /** One for each entry of the request. An entry without one is sent again. */
  readonly Entries?: readonly PutEventsResultEntry[] | undefined
}

/** The way to EventBridge: `send` resolves when it answered, and rejects when the request failed as a whole. */
export type EventsPort = AwsPort<PutEventsRequest, PutEventsResult>

/** What may be given as `client`: a client of `@aws-sdk/client-eventbridge`, an object with `putEvents`, or a port. */
export type EventsClient = ClientOption<'putEvents', PutEventsRequest, PutEventsResult>
